package night

import (
	"cmp"
	"fmt"
	"io"
	"path/filepath"

	"hengji"
	"hengji/home"
	"hengji/night/review"
)

// troubleFolder is where a fault of ours is kept for us, under the home: one text a
// workbook, beside the bytes in the archive all that is needed to see it again.
const troubleFolder = "trouble"

// HeldFile is a submission that a fault of ours kept from being judged.
type HeldFile struct {
	Region  string `json:"region"`
	Version int    `json:"version"`
	File    string `json:"file"`
	SHA256  string `json:"sha256"`
	Kept    string `json:"kept"` // below the home: phase, panic and stack
}

// Words are how run, status and check tell it.
func (h HeldFile) Words() string {
	return fmt.Sprintf("程序故障（待处理）　%s 第 %d 次报送：%q，没有退回，也没有计入；原因见 %s", cmp.Or(h.Region, "未识别"), h.Version, h.File, h.Kept)
}

func heldFiles(standings []hengji.Standing) []HeldFile {
	held := []HeldFile{}
	for _, s := range standings {
		if s.State == hengji.Held {
			held = append(held, HeldFile{s.Region, s.Version, s.File, s.SHA256, troubleFile(s.SHA256)})
		}
	}
	return held
}

func troubleFile(sha256 string) string { return filepath.Join(troubleFolder, sha256+".txt") }

// keepTroubles writes down what went wrong over workbooks, for those who mend it.
func (n *Night) keepTroubles(receipts []home.Receipt, held map[int64]review.Trouble) error {
	n.held = len(held)
	for _, receipt := range receipts {
		trouble, is := held[receipt.ID]
		if !is {
			continue
		}
		err := home.WriteFile(n.home.Path(troubleFile(receipt.SHA256)), 0o644, func(w io.Writer) error {
			_, err := fmt.Fprintf(w, "file %s\nsubmission %d\nrun %s\nprogram hengji %s\nphase %s\n\n%s\n\n%s",
				hengji.Mask(receipt.File), receipt.ID, n.ID, hengji.Version, trouble.Phase, trouble.Text, trouble.Stack)
			return err
		})
		if err != nil {
			return fmt.Errorf("keep trouble of %s: %w", receipt.File, err)
		}
	}
	return nil
}
