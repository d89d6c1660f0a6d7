package load

import (
	"testing"

	"hengji"
)

// A form layout's numbers stand one a row, blank ones too: by submission for checks,
// with their cells for tables where the submission is in force.
func TestEveryNumberOfAFormIsARow(t *testing.T) {
	b := createBy(t, onlyMarts(t, "three_public"))
	stage(t, b, "department_base", 1, cells{"unit_name": "市科技局", "staff": "66", "abroad_last_wan": "1.5"})
	stage(t, b, "department_base", 2, cells{"unit_name": "市科技局", "staff": "67"})
	sheet := b.rules.Form("department_base").Title
	must(t, b.Place([]hengji.FieldCell{
		{Submission: 1, Form: "department_base", Sheet: sheet, Row: 4, Field: "staff", Column: 4, CellRow: 7},
		{Submission: 2, Form: "department_base", Sheet: sheet, Row: 4, Field: "staff", Column: 4, CellRow: 8},
	}))
	earlier := standing(b.rules, 1, 0)
	earlier.Latest, earlier.Effective = false, false
	must(t, b.Submissions([]hengji.Standing{earlier, standing(b.rules, 2, 0)}))
	must(t, b.Finish(nil))
	expect(t, b, "SELECT _submission, field, value FROM base.submitted_value WHERE value IS NOT NULL ORDER BY ALL", `
		1 | abroad_last_wan | 1.5
		1 | staff | 66
		2 | staff | 67`)
	expect(t, b, "SELECT period, _form, field, value, cell FROM base.form_value WHERE field IN ('staff', 'retired') ORDER BY ALL", `
		2021 | department_base | retired |  | 
		2021 | department_base | staff | 67 | D8`)
	numbers := 0
	for _, field := range b.rules.Form("department_base").Fields {
		if field.Kind == hengji.Integer || field.Kind == hengji.Number {
			numbers++
		}
	}
	if got := lines(t, b, "SELECT count(*) FROM base.form_value"); got != plain(int64(numbers))+"\n" {
		t.Errorf("base.form_value has %s rows, the form %d numbers", got, numbers)
	}
}
