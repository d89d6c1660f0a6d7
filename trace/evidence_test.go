package trace

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"hengji/home"
	"hengji/samples/tier"
)

// An auditor's machine: Python and the zip, nothing of ours.
func verified(t *testing.T, members map[string][]byte, head string) (out string, ok bool) {
	t.Helper()
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("NOT TESTED HERE: there is no python3 to check evidence with")
	}
	dir := t.TempDir()
	var pack bytes.Buffer
	w := zip.NewWriter(&pack)
	for _, name := range slices.Sorted(maps.Keys(members)) {
		file, err := w.Create(name)
		if err == nil {
			_, err = file.Write(members[name])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{"e.zip": pack.Bytes(), "verify.py": Verifier} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	args := []string{"-I", "verify.py", "e.zip"}
	if head != "" {
		args = append(args, head)
	}
	command := exec.Command(python, args...)
	command.Dir, command.Env = dir, append(os.Environ(), "PYTHONIOENCODING=utf-8")
	text, err := command.CombinedOutput()
	return strings.TrimSpace(string(text)), err == nil
}

// evidenceOf gives the members of a piece of evidence.
func evidenceOf(t *testing.T, tr *Tracer, asked ...Asked) map[string][]byte {
	t.Helper()
	e, err := tr.Evidence(context.Background(), asked)
	if err != nil {
		t.Fatal(err)
	}
	if !e.Agrees || len(e.Asked) == 0 {
		t.Fatalf("%d figures are asked for, agree: %v", len(e.Asked), e.Agrees)
	}
	var pack, again bytes.Buffer
	if err := tr.WriteEvidence(&pack, e, true); err != nil {
		t.Fatal(err)
	}
	if err := tr.WriteEvidence(&again, e, true); err != nil || !bytes.Equal(pack.Bytes(), again.Bytes()) {
		t.Fatalf("written again it is other bytes: %v", err)
	}
	zipped, err := zip.NewReader(bytes.NewReader(pack.Bytes()), int64(pack.Len()))
	if err != nil {
		t.Fatal(err)
	}
	members := map[string][]byte{}
	for _, file := range zipped.File {
		r, err := file.Open()
		if err == nil {
			members[file.Name], err = io.ReadAll(r)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return members
}

// anyFigures asks for random figures of random rows of all marts.
func anyFigures(t *testing.T, tr *Tracer, random *rand.Rand, n int) (asked []Asked) {
	t.Helper()
	ctx := context.Background()
	tr.begin()
	marts, err := tr.DB.Marts(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for len(asked) < n {
		m, err := tr.named(ctx, marts[random.IntN(len(marts))].Name)
		if err != nil {
			t.Fatal(err)
		}
		columns, err := traceable(m, "")
		if err != nil || len(m.Rows) == 0 {
			continue
		}
		row := m.Rows[random.IntN(len(m.Rows))]
		one := Asked{Mart: m.Name, Column: m.Columns[columns[random.IntN(len(columns))]].Name}
		for i, c := range m.Columns {
			if len(c.Traces) == 0 && row[i] != nil {
				one.Where = append(one.Where, c.Name+"="+*row[i])
			}
		}
		asked = append(asked, one)
	}
	return asked
}

// Whatever figures are asked for, of whatever home: the evidence agrees with a receipt's
// head, and with one byte changed in any member it never does.
func TestEvidenceOfAnyFiguresAgreesAndNoOther(t *testing.T) {
	tier.NeedsAll(t, "200 figures of three homes; TestEvidenceIsCheckedWithoutUs has some")
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(16, seed))
	homes := [][]func(string){{noChange}, {noChange, func(inbox string) {
		sheet := allocationSheet(t, inbox, "耒阳市")
		typeInto(t, inbox, "耒阳市", sheet, map[string]any{"I5": 29.5, "D9": "甲 单位"})
	}}, {func(inbox string) {
		for _, region := range []string{"蒸湘区", "衡东县", "祁东县"} {
			if err := os.RemoveAll(filepath.Join(inbox, region)); err != nil {
				t.Fatal(err)
			}
		}
	}}}
	figures, flipped := 0, 0
	for _, nights := range homes {
		tr := aHome(t, nights...)
		ledger, err := tr.Home.Ledger()
		if err != nil {
			t.Fatal(err)
		}
		for range 7 {
			members := evidenceOf(t, tr, anyFigures(t, tr, random, 10)...)
			figures += 10
			out, ok := verified(t, members, ledger.Head())
			if !ok || !strings.HasSuffix(out, "\n相符") {
				t.Errorf("want 相符, got\n%s", out)
			}
			for name, data := range members {
				other := slices.Clone(data)
				at := random.IntN(len(data))
				other[at] ^= 1 << random.IntN(8)
				forged := maps.Clone(members)
				forged[name] = other
				if out, ok := verified(t, forged, ledger.Head()); ok {
					t.Errorf("byte %d of %s: %s", at, name, out)
				}
				flipped++
			}
		}
	}
	t.Logf("%d figures agree; %d changed bytes are noticed", figures, flipped)
}

// remade gives the members with another content of some, and a manifest that fits.
func remade(t *testing.T, members map[string][]byte, other map[string][]byte) map[string][]byte {
	t.Helper()
	forged := maps.Clone(members)
	maps.Copy(forged, other)
	delete(forged, "manifest.json")
	digests := map[string]string{}
	for name, data := range forged {
		sum := sha256.Sum256(data)
		digests[name] = hex.EncodeToString(sum[:])
	}
	text, err := json.Marshal(map[string]any{"members": digests})
	if err != nil {
		t.Fatal(err)
	}
	forged["manifest.json"] = text
	return forged
}

func TestEvidenceIsCheckedWithoutUs(t *testing.T) {
	tier.NeedsMore(t, "scores of zips, checked by Python; the script trace writes two")
	tr := aHome(t, func(string) {})
	ledger, err := tr.Home.Ledger()
	if err != nil {
		t.Fatal(err)
	}
	head := ledger.Head()
	one := evidenceOf(t, tr, Asked{Mart: "allocation_by_region", Column: "amount_wan", Where: []string{"region=耒阳市"}})

	t.Run("it agrees", func(t *testing.T) {
		type seen struct {
			members map[string][]byte
			head    string
			last    string
		}
		all := []seen{
			{one, head, "相符"},
			{one, "", "计算相符，未与回执核对"},
			{one, ledger.Entries[3].Hash, "相符"}, // an earlier receipt's
			{evidenceOf(t, tr, Asked{Mart: "execution_by_region"}, Asked{Mart: "reconciliation"}), head, "相符"},
			{evidenceOf(t, tr, Asked{Mart: "report_figures"}), head, "相符"},
			{evidenceOf(t, tr, Asked{Mart: "funding_decision", Column: "decision", Where: []string{"region=石鼓区"}}), head, "相符"},
			{evidenceOf(t, tr, Asked{Mart: "department_expenditure"}, Asked{Mart: "three_public"}), head, "相符"},
		}
		if tier.All {
			all = append(all, seen{evidenceOf(t, tr, Asked{Mart: "performance_by_region"}), head, "相符"})
		}
		for _, c := range all {
			out, ok := verified(t, c.members, c.head)
			if !ok || !strings.HasSuffix(out, "\n"+c.last) {
				t.Errorf("want %s, got\n%s", c.last, out)
			}
		}
		if out, ok := verified(t, one, strings.Repeat("0", 64)); ok || !strings.Contains(out, "台账改写过") {
			t.Errorf("another ledger's head: %s", out)
		}
	})

	t.Run("the report leads to it", func(t *testing.T) {
		files := someExported(t, tr, "report_figures", "three_public", "allocation_table", "reconciliation")
		if links := everyFigureOfTheReportLeadsToCells(t, files); links < 150 {
			t.Errorf("only %d links of the report", links)
		}
		// The year before is not known: the rate is printed as the district states it.
		if page := files["pages/working-report_figures-F032.html"]; !strings.Contains(page, `<td class="n">37.41</td>`) {
			t.Error("the page of F032 does not show the cell that states it")
		}
	})

	// One byte of any member.
	t.Run("a byte changed", func(t *testing.T) {
		random := rand.New(rand.NewPCG(16, 1))
		for name, data := range one {
			at := random.IntN(len(data))
			other := slices.Clone(data)
			other[at] ^= 1 << random.IntN(7)
			forged := maps.Clone(one)
			forged[name] = other
			if out, ok := verified(t, forged, head); ok {
				t.Errorf("byte %d of %s: %s", at, name, out)
			}
		}
	})

	// Every number of the evidence, one at a time, with a manifest that fits.
	t.Run("a number forged", func(t *testing.T) {
		var text any
		if err := json.Unmarshal(one["evidence.json"], &text); err != nil {
			t.Fatal(err)
		}
		record := text.(map[string]any)["figures"].([]any)[0].(map[string]any)["terms"].([]any)[0].(map[string]any)["records"].([]any)[2].(map[string]any)
		for _, keys := range [][]string{{"number"}, {"read"}, {"typed"}, {"number", "read"}, {"number", "read", "typed"}} {
			kept := maps.Clone(record)
			for _, key := range keys {
				record[key] = "115"
			}
			forged, err := json.Marshal(text)
			if err != nil {
				t.Fatal(err)
			}
			maps.Copy(record, kept)
			if out, ok := verified(t, remade(t, one, map[string][]byte{"evidence.json": forged}), head); ok {
				t.Errorf("%v forged: %s", keys, out)
			}
		}
	})

	// Other rules than those of the publication, whatever fits them.
	t.Run("the rules exchanged", func(t *testing.T) {
		rules := slices.Clone(one["rules.zip"])
		at := bytes.Index(rules, []byte("{name: 优, from: 90}"))
		if at < 0 {
			t.Fatal("the rules have no grade 优")
		}
		rules = archived(t, rules, func(name string, data []byte) []byte {
			return bytes.Replace(data, []byte("{name: 优, from: 90}"), []byte("{name: 优, from: 60}"), 1)
		})
		if out, ok := verified(t, remade(t, one, map[string][]byte{"rules.zip": rules}), head); ok || !strings.Contains(out, "不是台账中发布时所用的规则") {
			t.Errorf("with other rules: %s", out)
		}
		whole := archived(t, one["rules.zip"], func(_ string, data []byte) []byte { return data })
		if out, ok := verified(t, remade(t, one, map[string][]byte{"rules.zip": whole}), head); !ok {
			t.Errorf("with the same rules packed anew: %s", out)
		}
	})

	t.Run("steps in SQL", func(t *testing.T) { stepsComeToTheSame(t, tr) })

	// Everything forged together: another workbook was received, and the ledger says so.
	t.Run("the ledger written anew", func(t *testing.T) {
		members := forgedHistory(t, one)
		if out, ok := verified(t, members, ""); !ok || !strings.HasSuffix(out, "计算相符，未与回执核对") {
			t.Fatalf("the forgery is not good enough: %s", out)
		}
		if out, ok := verified(t, members, head); ok || !strings.Contains(out, "台账改写过") {
			t.Errorf("with a receipt's head: %s", out)
		}
	})
}

// archived packs the members of a zip anew, each as change gives it.
func archived(t *testing.T, pack []byte, change func(name string, data []byte) []byte) []byte {
	t.Helper()
	zipped, err := zip.NewReader(bytes.NewReader(pack), int64(len(pack)))
	if err != nil {
		t.Fatal(err)
	}
	var again bytes.Buffer
	w := zip.NewWriter(&again)
	for _, file := range zipped.File {
		var data []byte
		r, err := file.Open()
		if err == nil {
			data, err = io.ReadAll(r)
		}
		if err != nil {
			t.Fatal(err)
		}
		one, err := w.Create(file.Name)
		if err == nil {
			_, err = one.Write(change(file.Name, data))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return again.Bytes()
}

// stepsComeToTheSame holds trace.step against what is calculated from the cells: of every
// term of every figure of some marts the same value; of the others that it answers.
func stepsComeToTheSame(t *testing.T, tr *Tracer) {
	t.Helper()
	ctx := context.Background()
	marts, err := tr.DB.Marts(ctx)
	if err != nil {
		t.Fatal(err)
	}
	held := 0
	compared := []string{"allocation_by_region", "reconciliation"}
	if tier.More {
		compared = append(compared, "execution_by_region", "performance_by_region")
	}
	for _, mart := range marts {
		if !tier.More && !slices.Contains(compared, mart.Name) {
			continue
		}
		steps, err := tr.DB.Query(ctx, "SELECT row, figure, term, coalesce(comes_to, ''), records FROM trace.step('"+mart.Name+"') ORDER BY ALL")
		if err != nil {
			t.Errorf("trace.step('%s'): %v", mart.Name, err)
			continue
		}
		if !slices.Contains(compared, mart.Name) {
			continue
		}
		lines := map[string][]string{} // of a figure and term: what it comes to, of each row
		for _, line := range steps.Rows {
			key := strings.Join(line[1:3], " ")
			lines[key] = append(lines[key], strings.Join(line[3:], " of "))
		}
		figures, _, err := tr.followAll(ctx, []Asked{{Mart: mart.Name}})
		if err != nil {
			t.Fatal(err)
		}
		want := map[string][]string{}
		for _, f := range figures {
			for _, term := range f.Terms {
				key := fmt.Sprint(f.Column, " ", term.Term)
				value := ""
				if term.ok {
					value = term.value.String()
				}
				want[key] = append(want[key], fmt.Sprint(value, " of ", len(term.Records)))
				held++
			}
		}
		for key := range want {
			slices.Sort(want[key])
			slices.Sort(lines[key])
			if !slices.Equal(want[key], lines[key]) {
				t.Errorf("trace.step('%s') %s: %v, the cells come to %v", mart.Name, key, lines[key], want[key])
			}
		}
	}
	if held < 100 {
		t.Errorf("only %d terms were compared", held)
	}
}

// forgedHistory writes the ledger anew, with another time of receipt, and everything
// else so that it fits.
func forgedHistory(t *testing.T, members map[string][]byte) map[string][]byte {
	t.Helper()
	var lines bytes.Buffer
	prev := ""
	for i, line := range bytes.Split(bytes.TrimSpace(members["ledger.jsonl"]), []byte("\n")) {
		var entry home.Entry
		if err := json.Unmarshal(line, &entry); err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			entry.Time = entry.Time.Add(-24 * 3600e9)
			prev = entry.Prev
		}
		entry.Prev, entry.Hash = prev, ""
		text, err := json.Marshal(entry)
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(text)
		entry.Hash = hex.EncodeToString(sum[:])
		prev = entry.Hash
		if text, err = json.Marshal(entry); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&lines, "%s\n", text)
	}
	return remade(t, members, map[string][]byte{"ledger.jsonl": lines.Bytes()})
}
