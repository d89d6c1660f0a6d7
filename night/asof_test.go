package night

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"hengji"
	"hengji/home"
	"hengji/samples/tier"
)

// nightsOfChange are nights in which workbooks come, a table changes, a rule changes, and
// nothing happens.
func nightsOfChange(t *testing.T) small {
	t.Helper()
	s := smallNights(t)
	edit := func(file, from, to string) {
		text, err := os.ReadFile(s.path("rules", file))
		if err == nil && !strings.Contains(string(text), from) {
			err = fmt.Errorf("%s does not say %q", file, from)
		}
		if err == nil {
			err = os.WriteFile(s.path("rules", file), []byte(strings.Replace(string(text), from, to, 1)), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for day, change := range []func(){
		func() {},
		func() { edit("sql/marts/allocation_table.sql", "b.amount_wan,", "b.amount_wan + 1000 AS amount_wan,") },
		func() {},
		func() { edit("sql/checks/ALLOC-R03_region_total.sql", "severity: explain", "severity: blocking") },
		func() { s.second(t, "耒阳市", "改过") },
	} {
		change()
		if _, err := s.run(t, day+1); err != nil {
			t.Fatalf("night %d: %v", day+1, err)
		}
	}
	return s
}

// Whatever moment is named, the tables are those of then: their content is what the
// ledger booked.
func TestTheTablesOfAnyMomentAreThoseThatWereBooked(t *testing.T) {
	s := nightsOfChange(t)
	ledger, err := (&home.Home{Dir: s.path("home")}).Ledger()
	if err != nil {
		t.Fatal(err)
	}
	all, err := publications(ledger)
	if err != nil || len(all) != 4 {
		t.Fatalf("%d publications, %v", len(all), err)
	}
	instants := 3
	if tier.All {
		instants = 200
	}
	random, made := rand.New(rand.NewPCG(1, 2)), 0
	for range instants {
		want := all[random.IntN(len(all))]
		moment := [...]string{
			want.Published.In(hengji.Beijing).Format(time.DateOnly),
			want.Published.Add(time.Duration(random.IntN(3600)) * time.Second).Format(time.RFC3339),
			ledger.Entries[want.line-1].Hash[:16],
			strconv.Itoa(1 + random.IntN(3)),
		}[random.IntN(4)]
		if len(moment) == 1 { // a submission: of the first publication behind it
			line, err := lineOf(ledger, moment)
			if err != nil {
				t.Fatal(err)
			}
			for i := len(all) - 1; i >= 0 && all[i].line >= line; i-- {
				want = all[i]
			}
		}
		past, err := AsOf(t.Context(), Settings{Home: s.path("home")}, moment)
		if err != nil {
			t.Fatalf("as of %s: %v", moment, err)
		}
		content, err := past.DB.Content(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if past.Then.Generation != want.Generation || content.Digest != want.Content {
			t.Errorf("as of %s: generation %d with content %s, want %d with %s", moment, past.Then.Generation, content.Digest, want.Generation, want.Content)
		}
		if past.folder != "" && strings.HasPrefix(past.File, past.folder) {
			made++
		}
		if err := past.Close(); err != nil {
			t.Error(err)
		}
		if _, err := os.Stat(past.folder); err == nil {
			t.Errorf("%s is left behind", past.folder)
		}
	}
	if made == 0 {
		t.Error("none was made again: all were kept")
	}
}

// Where today's program makes another content of it, that is said with the tables, and
// nothing is shown.
func TestAnotherContentThanWasBookedIsNamedByTable(t *testing.T) {
	s := smallNights(t)
	if _, err := s.run(t, 1); err != nil {
		t.Fatal(err)
	}
	h := &home.Home{Dir: s.path("home")}
	ledger, err := h.Ledger()
	if err != nil {
		t.Fatal(err)
	}
	booked, err := lastPublication(ledger)
	if err != nil {
		t.Fatal(err)
	}
	text, err := h.Inputs(booked.Tables)
	if err != nil {
		t.Fatal(err)
	}
	var tables map[string]string
	if err := json.Unmarshal(text, &tables); err != nil {
		t.Fatal(err)
	}
	tables["mart.allocation_table"] = "other"
	if text, err = json.Marshal(tables); err != nil {
		t.Fatal(err)
	}
	booked.Generation, booked.Content, booked.Published = 2, "another", booked.Published.AddDate(0, 0, 1)
	if booked.Tables, err = h.KeepInputs(text); err != nil {
		t.Fatal(err)
	}
	if err := ledger.Append(booked.Published, "publication", booked); err != nil {
		t.Fatal(err)
	}
	was := programDigest
	defer func() { programDigest = was }()
	for _, c := range []struct {
		program func() string
		want    string
	}{{was, "内容不同："}, {func() string { return "another" }, "程序版本不同："}} {
		if c.want != "内容不同：" && !tier.More {
			continue // the same but for its beginning
		}
		programDigest = c.program
		past, err := AsOf(t.Context(), Settings{Home: h.Dir}, "2022-02-02")
		if past != nil || err == nil || !strings.HasPrefix(err.Error(), c.want) || !strings.HasSuffix(err.Error(), "；不同的有 mart.allocation_table") {
			t.Errorf("%v, %v", past, err)
		}
		if past, err = AsOf(t.Context(), Settings{Home: h.Dir}, "2022-02-01"); err != nil {
			t.Fatal(err)
		}
		if err := past.Close(); err != nil {
			t.Error(err)
		}
	}
}
