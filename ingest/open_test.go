package ingest

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files")

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

const main = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`

// everyKind is a sheet with each way of writing a cell.
const everyKind = declaration + `<worksheet ` + main + `><dimension ref="A1:H20"/>` +
	`<sheetViews><sheetView workbookViewId="0"/></sheetViews><cols><col min="2" max="2" width="9"/><col min="4" max="5" hidden="1"/><col min="7" max="7" width="0.0"/></cols>` +
	`<sheetData>` +
	`<row r="1" spans="1:3"><c r="A1" s="0" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" s="2"/></row>` +
	`<row r="2" hidden="1"><c r="A2" t="s"><v>2</v></c><c r="B2" s="2"><v>1294.5999999999999</v></c><c r="C2" s="1"><v>44317</v></c><c r="D2" s="3"><v>0.8636</v></c></row>` +
	`<row r="4"><c r="A4" t="inlineStr"><is><t xml:space="preserve"> 行内 &amp; &lt;b&gt; </t></is></c>` +
	`<c r="B4" t="inlineStr"><is><r><rPr><b/></rPr><t>富</t></r><r><t>文本</t></r><rPh sb="0" eb="1"><t>フ</t></rPh></is></c>` +
	`<c r="C4" t="b"><v>1</v></c><c r="D4" t="e"><v>#REF!</v></c><c r="E4" t="str"><f>A1&amp;"x"</f><v>项目编号x</v></c>` +
	`<c r="F4"><f>SUM(B2:B3)</f><v>1294.6</v></c><c r="G4"><f>NOW()</f></c><c r="H4" t="str"><f>""</f><v></v></c></row>` +
	`<row r="5" ht="10.5"><c r="A5"><f>[1]Sheet1!A1</f><v>7</v></c><c r="B5"><f>'[2]汇 总'!B2*2</f><v>8</v></c>` +
	`<c r="C5"><f>表1[[#This Row],[2021]]+表1[2020]</f><v>9</v></c><c r="D5" t="str"><f>_xlfn.DISPIMG("ID_1",1)</f><v>=DISPIMG("ID_1",1)</v></c>` +
	`<c r="E5"><f t="shared" ref="E5:E6" si="0">[1]Sheet1!B1</f><v>1</v></c></row>` +
	`<row r="6"><c r="A6"><f t="array" ref="A6">SUM(A1:A2*B1:B2)</f><v>-1.5E-3</v></c><c r="E6"><f t="shared" si="0"/><v>2</v></c></row>` +
	`<row><c><v>1</v></c><c><v>2</v></c></row>` +
	`<row r="9" s="1" customFormat="1"/>` +
	`<!-- <row r="10"> --><row r="11" ht="0"><c r="A11" s="5" t="s"><v>2</v></c><c r="B11" s="4" t="inlineStr"><is><t>_x000D_a_x005F_x000D__xD83D__xDE00_</t></is></c>` +
	`<c r="C11" s="6"><v>0.5</v></c><c r="D11" t="d"><v>2021-05-04T12:00:00</v></c><c r="E11" t="s"><v>3</v></c><c r="F11"><v/></c>` +
	`<c r="G11" t="str"><v><![CDATA[a<b]]>` + "\r\n" + `c</v></c><extLst><ext uri="x"><a/></ext></extLst></row>` +
	`</sheetData><mergeCells count="2"><mergeCell ref="A1:A2"/><mergeCell ref="$B$4:C5"/></mergeCells>` +
	`<extLst><ext uri="{1}"><y:row xmlns:y="urn:x"><y:sheetDataSet/></y:row></ext></extLst></worksheet>`

func TestOpenReadsEveryKindOfCell(t *testing.T) {
	files := parts(everyKind, sheetXML(``), declaration+`<worksheet `+main+`><sheetData/></worksheet>`)
	got, err := read(pack(t, files), DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "every_kind", got)
}
