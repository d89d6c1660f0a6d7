package load

import (
	"bytes"
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"hengji"
)

// aFile is the file of a night of five submissions by all rules, which is made once.
func aFile(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "o'clock.duckdb") // a quote in a folder's name ends no text
	if nightFile != nil {
		must(t, os.WriteFile(path, nightFile, 0o644))
		return path
	}
	b := begun(t, path, rulesOf(t), aRun())
	standings, findings := aNight(t, b)
	must(t, b.Submissions(standings))
	must(t, b.Finish(findings))
	must(t, b.Close())
	whole, err := os.ReadFile(path)
	must(t, err)
	nightFile = whole
	return path
}

var nightFile []byte

func TestParquetHoldsDecimalsInOrderAndTheSameEveryTime(t *testing.T) {
	path := aFile(t)
	db := open(t, path)
	sets, err := db.Datasets(context.Background())
	must(t, err)
	first, second := t.TempDir(), t.TempDir()
	must(t, Parquet(context.Background(), path, first, "2021", sets))
	must(t, Parquet(context.Background(), path, second, "2021", sets))
	for _, set := range sets {
		file := set.Schema + "." + set.Name + ".parquet"
		one, err := os.ReadFile(filepath.Join(first, file))
		must(t, err)
		two, err := os.ReadFile(filepath.Join(second, file))
		must(t, err)
		if !bytes.Equal(one, two) {
			t.Errorf("%s has other bytes the second time", file)
		}
	}

	engine, err := sql.Open("duckdb", "")
	must(t, err)
	defer engine.Close()
	conn, err := engine.Conn(context.Background())
	must(t, err)
	defer conn.Close()
	for _, set := range sets {
		from := "read_parquet(" + hengji.Quoted(filepath.Join(first, set.Schema+"."+set.Name+".parquet")) + ")"
		kinds, err := query(context.Background(), conn, "SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM "+from+")", maxRows)
		must(t, err)
		var got, want []string
		for _, row := range kinds.rows {
			got = append(got, plain(row[0])+" "+plain(row[1]))
		}
		for _, c := range set.Columns {
			want = append(want, c.Name+" "+c.Type)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s.%s: columns are %v, want %v", set.Schema, set.Name, got, want)
		}
		// Row for row what the database says, which is also what CSV is made of.
		stored, err := db.Rows(context.Background(), set)
		must(t, err)
		read, err := query(context.Background(), conn, "SELECT * FROM "+from, maxRows)
		must(t, err)
		if len(read.rows) != len(stored.Rows) {
			t.Fatalf("%s.%s: %d rows, the database has %d", set.Schema, set.Name, len(read.rows), len(stored.Rows))
		}
		for i, row := range read.rows {
			for j, value := range row {
				if text := read.columns[j].text(value); text != stored.Rows[i][j] {
					t.Errorf("%s.%s row %d %s: %q, want %q", set.Schema, set.Name, i+1, read.columns[j].name, text, stored.Rows[i][j])
				}
			}
		}
	}
}

// What is masked is no data: personal fields are in no dataset.
func TestDatasetsLeavePersonalFieldsOut(t *testing.T) {
	personal := map[string]bool{}
	for _, form := range rulesOf(t).Forms {
		for _, field := range form.Fields {
			if field.Personal != "" {
				personal[form.Name+"."+field.Name] = true
			}
		}
	}
	if len(personal) == 0 {
		t.Fatal("no form has a personal field: nothing is tested")
	}
	sets, err := open(t, aFile(t)).Datasets(context.Background())
	must(t, err)
	marts, rows := 0, 0
	for _, set := range sets {
		switch set.Schema {
		case "mart":
			marts++
		case "core":
			rows++
		default:
			t.Errorf("%s.%s is given out", set.Schema, set.Name)
		}
		for _, c := range set.Columns {
			if personal[set.Name+"."+c.Name] {
				t.Errorf("%s.%s gives out %s", set.Schema, set.Name, c.Name)
			}
			if c.Label == "" || c.Type == "" {
				t.Errorf("%s.%s: column %s has no label or no type", set.Schema, set.Name, c.Name)
			}
		}
	}
	if marts != len(rulesOf(t).Marts) || rows == 0 {
		t.Errorf("%d marts and %d tables of rows are given out", marts, rows)
	}
}

// The folder for Parquet is all that the session can reach.
func TestParquetWritesNowhereElse(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "outside")
	set := hengji.Dataset{Schema: "mart", Name: "allocation_table", Columns: []hengji.DatasetColumn{{Name: "region"}}}
	set.Name = "../../../../../../../.." + outside // what no rule file can name
	err := Parquet(context.Background(), aFile(t), t.TempDir(), "2021", []hengji.Dataset{set})
	if err == nil || !strings.Contains(err.Error(), "as Parquet") {
		t.Errorf("wrote outside: %v", err)
	}
}

func TestBookletOfANight(t *testing.T) {
	b, err := open(t, aFile(t)).Booklet(context.Background())
	must(t, err)
	if b.Period != "2021" || b.Held != 4 || b.Regions != 17 || len(b.Absent) != 13 || len(b.Effective) != 4 || b.Office != "市科技局" {
		t.Errorf("booklet of %s: %d of %d, %d absent, %d effective, office %q", b.Period, b.Held, b.Regions, len(b.Absent), len(b.Effective), b.Office)
	}
	if newest := time.Date(2022, 3, 2, 23, 59, 0, 0, hengji.Beijing); !b.MadeAt.Equal(newest) {
		t.Errorf("made at %v, the newest submission came at %v", b.MadeAt, newest)
	}
	place := 0
	for _, table := range b.Tables {
		if table.Place <= place {
			t.Errorf("%s, place %d, stands behind place %d", table.Name, table.Place, place)
		}
		place = table.Place
	}
	if len(b.Tables) < 8 || b.Tables[0].Name != "allocation_table" || len(b.Tables[0].Charts) != 1 {
		t.Errorf("%d tables, the first %+v", len(b.Tables), b.Tables[0])
	}
}
