package ingest

// Limits bound what one workbook may cost. A workbook that exceeds one is
// refused (FILE-LIMIT) before, or while, the excess is read. The defaults are
// beyond what an honest workbook holds; most follow the format's own maxima.
type Limits struct {
	FileBytes         int64 // of the file as received
	Entries           int   // files inside the zip
	UnpackedBytes     int64 // of all entries together
	Ratio             int   // unpacked to packed, of an entry above ratioGrace
	Sheets            int
	Rows              int   // highest row number of a sheet
	Columns           int   // highest column of a cell
	WideColumn        int   // a row that goes beyond this column, be it with a blank cell, is wide
	WideRows          int   // wide rows of a sheet
	Cells             int   // cell elements of the workbook, blank ones too
	CellBytes         int   // text of one cell
	SharedStrings     int   // entries of the string table
	SharedStringBytes int64 // of the unpacked string table
	ExpandedBytes     int64 // text handed out through references to shared strings
	Styles            int   // cell formats, fonts and number formats, each
	Merges            int   // of one sheet
	FormulaBytes      int   // of one formula
	Nesting           int   // of XML elements
	HeldBytes         int64 // unpacked sheets kept in memory between Open and Rows; larger ones are unpacked twice
	ConvertSeconds    int   // that converting another format may take, of the clock and of the processor
	ConvertMemory     int64 // bytes of address space of the converter
}

// ratioGrace is how large an entry may be whatever its ratio: repeated blank
// cells compress a thousandfold and harm nobody at this size.
const ratioGrace = 8 << 20

// The format's own maxima, ECMA-376 and Excel's published specification.
const (
	maxRow    = 1 << 20
	maxColumn = 1 << 14
)

// DefaultLimits are the limits of a run without configuration.
func DefaultLimits() Limits {
	return Limits{
		FileBytes:         256 << 20, // a district's workbook is under 1 MiB; scans pasted in make it some tens
		Entries:           10_000,    // a sheet needs two or three, each picture one
		UnpackedBytes:     1 << 30,   // 500 000 rows of 20 columns are some 400 MiB
		Ratio:             250,       // cells with addresses stay under 100; deflate ends at 1 032
		Sheets:            512,       // one evaluation sheet for each project of the largest reporter is 60
		Rows:              maxRow,    // the format's
		Columns:           maxColumn, // the format's: whole rows are formatted to XFD
		WideColumn:        2_048,     // the widest form has 20; crossings of years and regions some hundreds
		WideRows:          2_000,     // some rows formatted to XFD are honest, all of 100 000 are not
		Cells:             25_000_000,
		CellBytes:         128 << 10, // Excel: 32 767 characters, at most 4 bytes each
		SharedStrings:     4_000_000,
		SharedStringBytes: 128 << 20,
		ExpandedBytes:     512 << 20, // 200 000 rows × 20 texts of 40 bytes are 160 MiB
		Styles:            65_536,    // Excel: 65 490 cell formats
		Merges:            200_000,
		FormulaBytes:      64 << 10, // Excel: 8 192 characters
		Nesting:           64,       // drawings and extensions reach about 20
		HeldBytes:         64 << 20, // 20 000 rows × 20 columns are 14 MiB
		ConvertSeconds:    60,       // LibreOffice starts in two seconds; 60 000 rows take some twenty
		ConvertMemory:     3 << 30,  // it starts with 1 GiB of addresses
	}
}
