package night

import (
	"context"
	"fmt"
	"strings"

	"hengji"
)

// What a command line may go on with, as a SELECT of words and what each means.
const (
	ChoosePeriods = "SELECT DISTINCT period, '' FROM core.region ORDER BY 1"
	ChooseRegions = "SELECT name, code FROM ref.regions ORDER BY position"
	ChooseMarts   = "SELECT schema_name || '.' || table_name, comment FROM meta.dictionary WHERE schema_name = 'mart' AND column_name IS NULL AND table_name IS NOT NULL ORDER BY 1"
)

// ChooseColumns selects the columns of a mart, with its schema or without, each with what
// follows it.
func ChooseColumns(mart, behind string) string {
	return fmt.Sprintf("SELECT column_name || '%s', comment FROM meta.dictionary WHERE schema_name = 'mart' AND table_name = %s AND column_name IS NOT NULL ORDER BY position", behind, hengji.Quoted(strings.TrimPrefix(mart, "mart.")))
}

// Choices are the pairs that a choice gives over the published database of a home; none
// where there is no database yet.
func Choices(ctx context.Context, dir, choice string) [][]string {
	p, err := OpenPublished(dir)
	if err != nil {
		return nil
	}
	defer p.Close()
	words, err := p.DB.Query(ctx, choice)
	if err != nil {
		return nil
	}
	return words.Rows
}
