package night

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"hengji"
	"hengji/schema"
)

// readList reads a list that the bureau keeps by hand: the rows behind its header, none
// where there is no file. The first key columns name a row; of two rows of one name
// nobody knows which was meant. A mistake in the list is a hengji.UsageError.
func readList(path string, columns []string, key int) ([][]string, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read list of the bureau: %w", err)
	}
	if err := schema.Encoding(path, text); err != nil {
		return nil, hengji.UsageError{Err: err}
	}
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff")))).ReadAll()
	if err != nil {
		return nil, hengji.UsageError{Err: fmt.Errorf("%s: %w", path, err)}
	}
	if len(rows) == 0 || !slices.Equal(rows[0], columns) {
		return nil, hengji.UsageError{Err: fmt.Errorf("%s:1: 表头应为 %s", path, strings.Join(columns, ","))}
	}
	first := map[string]int{}
	for i, row := range rows[1:] {
		name := strings.Join(row[:key], ",")
		if line, taken := first[name]; taken {
			return nil, hengji.UsageError{Err: fmt.Errorf("%s:%d: %s=%s 重复：第 %d 行已有", path, i+2, strings.Join(columns[:key], ","), name, line)}
		}
		first[name] = i + 2
	}
	return rows[1:], nil
}
