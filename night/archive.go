package night

import (
	"hengji"
	"hengji/home"
	"hengji/ingest"
	"hengji/night/review"
)

// archived makes a workbook of a receipt.
func (n *Night) archived(receipt home.Receipt) review.Workbook {
	return archived(n.home, n.review.Reader, receipt)
}

// archived makes a workbook of a receipt of a home.
func archived(h *home.Home, reader ingest.Reader, receipt home.Receipt) review.Workbook {
	return review.Workbook{
		ID: receipt.ID, Period: receipt.Period, File: receipt.File, Folder: receipt.Folder,
		SHA256: receipt.SHA256, Received: receipt.Received,
		Open: func() (*hengji.Submission, error) {
			limits := reader.Limits
			data, tooLarge, err := h.Archived(receipt, limits.FileBytes)
			if err != nil {
				return nil, err
			}
			if tooLarge {
				return nil, review.TooLarge(receipt.Size, limits.FileBytes)
			}
			return reader.Open(receipt.File, data)
		},
	}
}
