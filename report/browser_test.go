package report

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	paper "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"hengji"
	"hengji/samples/browser"
	"hengji/samples/tier"
)

func tab(t *testing.T) context.Context {
	t.Helper()
	return browser.Tab(t, 3*time.Minute, "THE PAGES")
}

// onDisk puts a page where a browser opens it as a file.
func onDisk(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "report", "index.html")
	must(t, os.MkdirAll(filepath.Dir(file), 0o755))
	must(t, os.WriteFile(file, []byte(text), 0o644))
	return "file://" + file
}

// watched notes what the browser asks for and what it complains of.
type watched struct {
	sync.Mutex
	asked, said []string
}

func watch(t *testing.T, ctx context.Context) *watched {
	t.Helper()
	w := &watched{}
	browser.Do(t, ctx) // starts the browser
	must(t, chromedp.Listen(ctx, func(event any) {
		if request, ok := event.(*network.EventRequestWillBeSent); ok {
			w.Lock()
			w.asked = append(w.asked, request.Request.URL)
			w.Unlock()
		}
	}))
	if _, err := chromedp.Call(ctx, network.Enable, network.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	go func() {
		for message, err := range chromedp.Console(ctx) {
			if err != nil {
				return
			}
			w.Lock()
			w.said = append(w.said, message.String())
			w.Unlock()
		}
	}()
	return w
}

const shownRows = `Array.from(document.querySelectorAll("#list tbody tr")).filter(tr => tr.getClientRects().length).length`

var widths = []int64{375, 768, 1100, 1280}

func hostileMarkup(server string) string {
	return `<img src="` + server + `/i"><script src="` + server + `/s"></script><script>window.pwned = 1</script><style>@import "` + server + `/c"</style>` +
		`<link rel=stylesheet href="` + server + `/l"><iframe src="` + server + `/f"></iframe>" onfocus="window.pwned=1" autofocus x="` + "\u202egnp.exe"
}

// hostileIndex is a page whose every text wants to reach a server.
func hostileIndex(server string) Index {
	x := sampleIndex()
	bad := hostileMarkup(server)
	x.Period, x.Held, x.Closing = x.Period+bad, bad, bad
	for _, lines := range [][]BoardLine{x.Board, x.Apart, x.Strays} {
		for i := range lines {
			lines[i].Region, lines[i].File = lines[i].Region+bad, lines[i].File+bad
		}
	}
	for i := range x.Returns {
		for j := range x.Returns[i].Findings {
			f := &x.Returns[i].Findings[j]
			f.Message, f.Sheet, f.Label, f.Got, f.Want = f.Message+bad, bad, bad, bad, strings.Repeat(bad, 200)
		}
	}
	x.Returns[1].Region += bad
	x.Returns[1].Changes, x.Uncounted[0] = bad, bad
	x.Titles = map[hengji.RuleID]string{"ALLOC-R03": bad}
	x.Files[0].Name, x.Others[1].Rows[0][0], x.Others[1].Title = bad, bad, bad
	x.Printed[0].Rows[0][0], x.Facts[0].Value, x.History[0].News[0] = bad, bad, bad
	return x
}

// The page fits a telephone, a tablet and a desk; its filters work by keyboard
// and mouse; whatever stands in the workbooks, nothing is fetched and nothing of
// theirs runs.
func TestTheIndexInABrowser(t *testing.T) {
	ctx := tab(t)
	var leaks atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { leaks.Add(1) }))
	defer server.Close()

	browser.Do(t, ctx, chromedp.Navigate(onDisk(t, `<img src="`+server.URL+`/control">`)))
	if leaks.Swap(0) == 0 {
		t.Fatal("the server sees no request of any page: it would not see a leak")
	}
	// The policy holds even where markup got in.
	browser.Do(t, ctx, chromedp.Navigate(onDisk(t, strings.Replace(indexOf(t, sampleIndex()), "<main", hostileMarkup(server.URL)+"<main", 1))))
	if got := browser.Ask[string](t, ctx, `document.scripts.length + " " + window.pwned`); got != "3 undefined" || leaks.Load() > 0 {
		t.Errorf("scripts, pwned: %s; %d requests left the page", got, leaks.Load())
	}

	saw := watch(t, ctx)
	hostile, plain := onDisk(t, indexOf(t, hostileIndex(server.URL))), onDisk(t, indexOf(t, sampleIndex()))
	for _, width := range widths {
		browser.Do(t, ctx, chromedp.EmulateViewport(width, 900), chromedp.Navigate(hostile))
		fits(t, ctx, width)
		if got := browser.Ask[string](t, ctx, `document.scripts.length + " " + document.images.length + " " + document.querySelectorAll("iframe, link, [onfocus]").length + " " + window.pwned`); got != "1 0 0 undefined" {
			t.Errorf("at %d: scripts, images, frames, pwned: %s", width, got)
		}
		browser.Do(t, ctx, chromedp.Navigate(plain))
		fits(t, ctx, width)
		if wide := browser.Ask[int](t, ctx, `document.querySelector("#list td:nth-child(4)").clientWidth`); wide < 250 {
			t.Errorf("at %d what is wrong is told in a column of %d", width, wide)
		}
		picture(t, ctx, fmt.Sprintf("index-%d.png", width))
		filters(t, ctx)
	}
	browser.Do(t, ctx, chromedp.Navigate(plain))
	readable(t, ctx, "light")
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}}); err != nil {
		t.Fatal(err)
	}
	readable(t, ctx, "dark")
	picture(t, ctx, "index-dark.png")
	saw.Lock()
	defer saw.Unlock()
	if len(saw.asked) < len(widths) {
		t.Error("the watch saw no request at all")
	}
	for _, url := range saw.asked {
		if url != hostile && url != plain {
			t.Errorf("the page asked for %.200s", url)
		}
	}
	if len(saw.said) > 0 || leaks.Load() > 0 {
		t.Errorf("%d requests left the page; the browser complains: %.2000q", leaks.Load(), saw.said)
	}
}

// fits fails where a page is wider than the window.
func fits(t *testing.T, ctx context.Context, width int64) {
	t.Helper()
	if wide := browser.Ask[int64](t, ctx, `document.documentElement.scrollWidth`); wide > width {
		t.Errorf("the page is %d wide in a window of %d", wide, width)
	}
	if wide := browser.Ask[int64](t, ctx, `Math.max(0, ...Array.from(document.querySelectorAll(".board")).map(board => board.scrollWidth - board.parentElement.clientWidth))`); wide > 0 && width > 1000 {
		t.Errorf("in a window of %d the board is %d wider than its place", width, wide)
	}
}

// contrast measures every text that is seen against what lies behind it, as WCAG
// does, and names those below 4.5 : 1.
const contrast = `(() => {
	const rgb = (c) => (c.match(/[\\d.]+/g) || []).map(Number);
	const light = (c) => { const [r, g, b] = rgb(c).map(v => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4); return .2126 * r + .7152 * g + .0722 * b; };
	const behind = (e) => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c.length === 3 || c[3] === 1) return getComputedStyle(e).backgroundColor; } return "rgb(255, 255, 255)"; };
	const faint = new Set();
	for (const e of document.querySelectorAll("body *")) {
		if (!e.getClientRects().length || ![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
		const [a, b] = [light(getComputedStyle(e).color), light(behind(e))].sort((x, y) => y - x);
		if ((a + .05) / (b + .05) < 4.5) faint.add(e.tagName + "." + e.className + " " + e.textContent.slice(0, 20) + " " + getComputedStyle(e).color + " on " + behind(e));
	}
	return [document.documentElement && getComputedStyle(document.body).backgroundColor, ...faint].join("\n");
})()`

// readable fails where a text can hardly be told from its ground.
func readable(t *testing.T, ctx context.Context, scheme string) {
	t.Helper()
	ground, faint, _ := strings.Cut(browser.Ask[string](t, ctx, contrast), "\n")
	if faint != "" {
		t.Errorf("%s, hard to read:\n%s", scheme, faint)
	}
	if dark := strings.HasPrefix(ground, "rgb(17"); dark != (scheme == "dark") {
		t.Errorf("%s: the ground is %s", scheme, ground)
	}
}

// filters works through the filters of sampleIndex as people do.
func filters(t *testing.T, ctx context.Context) {
	t.Helper()
	all := browser.Ask[int](t, ctx, shownRows)
	if rows := browser.Ask[int](t, ctx, `document.querySelectorAll("#list tbody tr").length`); all != rows || all < 5 {
		t.Fatalf("%d of %d rows are shown at first", all, rows)
	}
	// By keyboard: the first thing that Tab reaches leads over the navigation.
	browser.Do(t, ctx, chromedp.KeyEvent(kb.Tab))
	if got := browser.Ask[string](t, ctx, `document.activeElement.className + " " + (document.activeElement.getBoundingClientRect().left >= 0) + " " + getComputedStyle(document.activeElement).outlineStyle`); got != "skip true solid" {
		t.Errorf("the first Tab leads to %q", got)
	}
	browser.Do(t, ctx, chromedp.KeyEvent(kb.Enter))
	browser.Becomes(t, ctx, `document.activeElement.id === "main"`)

	browser.Do(t, ctx, chromedp.Focus(chromedp.CSS(`select[name=severity]`)), chromedp.KeyEvent(kb.ArrowDown))
	browser.Becomes(t, ctx, `document.querySelector("select[name=severity]").value === "blocking"`)
	wrong := browser.Ask[int](t, ctx, `Array.from(document.querySelectorAll("#list tbody tr")).filter(tr => (tr.getClientRects().length > 0) !== (tr.dataset.severity === "blocking")).length`)
	if left := browser.Ask[int](t, ctx, shownRows); wrong > 0 || left == 0 || left == all {
		t.Errorf("强制性 shows %d rows, %d of them wrong", left, wrong)
	}
	if told := browser.Ask[string](t, ctx, `document.getElementById("shown").value`); told != fmt.Sprintf("显示 %d / %d 条", browser.Ask[int](t, ctx, shownRows), all) {
		t.Errorf("the page tells %q", told)
	}
	browser.Do(t, ctx, chromedp.Focus(chromedp.CSS(`select[name=region]`)), chromedp.KeyEvent(kb.ArrowDown)) // 南岳区, which has none
	browser.Becomes(t, ctx, shownRows+` === 0 && document.getElementById("none").getClientRects().length > 0`)
	browser.Do(t, ctx, chromedp.Focus(chromedp.CSS(`#filter button`)), chromedp.KeyEvent(kb.Enter))
	browser.Becomes(t, ctx, shownRows+fmt.Sprintf(" === %d", all))

	// By mouse: a rule of the summary, and a text.
	browser.Do(t, ctx, chromedp.Click(chromedp.CSS(`button[data-rule="ALLOC-R03"]`)))
	browser.Becomes(t, ctx, shownRows+` === 1 && document.activeElement.name === "rule"`)
	browser.Do(t, ctx, chromedp.Click(chromedp.CSS(`#filter button`)))
	browser.Becomes(t, ctx, shownRows+fmt.Sprintf(" === %d", all))
	browser.Do(t, ctx, chromedp.SendKeys(chromedp.CSS(`#filter input[name=text]`), "cover-r03"))
	browser.Becomes(t, ctx, shownRows+` === 1`)
}

// On paper everything stands that can be read, and nothing that can be pressed.
// Without its script the page says all the same.
func TestTheIndexOnPaperAndWithoutScript(t *testing.T) {
	tier.NeedsMore(t, "a browser once more; TestTheIndexInABrowser looks at the same page")
	ctx := tab(t)
	url := onDisk(t, indexOf(t, sampleIndex()))
	browser.Do(t, ctx, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(url))
	rows := browser.Ask[int](t, ctx, shownRows)
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"}); err != nil {
		t.Fatal(err)
	}
	if got := browser.Ask[string](t, ctx, `["nav", "#filter", ".skip", ".tile", ".figures svg"].map(s => Array.from(document.querySelectorAll(s)).filter(e => e.getClientRects().length).length).join(" ")`); got != "0 0 0 5 2" {
		t.Errorf("on paper nav, filter, skip link, tiles and bars are shown so often: %s", got)
	}
	if left := browser.Ask[int](t, ctx, shownRows); left != rows {
		t.Errorf("%d of %d findings are on paper", left, rows)
	}
	legible(t, ctx)
	pdf, err := chromedp.Run(ctx, chromedp.PrintToPDF(func(p *paper.PrintToPDFParams) { p.PreferCSSPageSize = new(true) }))
	must(t, err)
	// A4 on its side is 842 by 595 points.
	if sheets := strings.Count(string(pdf), "/Type /Page\n"); sheets < 4 || sheets > 6 || !strings.Contains(string(pdf), "/MediaBox [0 0 841.") {
		t.Errorf("%d sheets of paper, or not A4 on its side", sheets)
	}
	if dir := os.Getenv("PICTURES"); dir != "" {
		must(t, os.WriteFile(filepath.Join(dir, "index.pdf"), pdf, 0o644))
	}
	for _, step := range []func() error{
		func() error {
			_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{})
			return err
		},
		func() error {
			_, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
			return err
		},
	} {
		must(t, step())
	}
	browser.Do(t, ctx, chromedp.Navigate(url))
	if got := browser.Ask[string](t, ctx, shownRows+` + " " + document.getElementById("filter").getClientRects().length + " " + document.querySelectorAll("button.pick:enabled").length`); got != fmt.Sprintf("%d 0 0", rows) {
		t.Errorf("without script rows, filters and buttons are shown so often: %s", got)
	}
}

// onPaper is the width of A4 on its side within its margins, in pixels of CSS.
const onPaper = 1039

// legible fails where something on paper is set below 8 points, or is so wide that the
// browser shrinks the sheet.
func legible(t *testing.T, ctx context.Context) {
	t.Helper()
	browser.Do(t, ctx, chromedp.EmulateViewport(onPaper, 735))
	if wide := browser.Ask[int64](t, ctx, `document.documentElement.scrollWidth`); wide > onPaper {
		t.Errorf("on paper the page is %d wide, a sheet %d", wide, onPaper)
	}
	small := browser.Ask[string](t, ctx, `[...new Set(Array.from(document.querySelectorAll("body *")).filter(e => e.getClientRects().length && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) && parseFloat(getComputedStyle(e).fontSize) < 10.66).map(e => e.tagName + "." + e.className + " " + getComputedStyle(e).fontSize + " " + e.textContent.slice(0, 20)))].join("\n")`)
	if small != "" {
		t.Errorf("below 8 points on paper:\n%s", small)
	}
}

// What a district gets is read on a telephone too, and printed.
func TestTheReturnInABrowser(t *testing.T) {
	ctx := tab(t)
	r := leiyang()
	r.Near = map[string]Nearby{r.Findings[2].Fingerprint: {FirstRow: 6, FirstColumn: 5, Cells: [][]string{
		{"91430481MA4L0A1B2C", "耒阳市", "重点研发", "无偿补助", "15"}, {"91430481MA4L0A1B2c", "耒阳市", "<script>alert(1)</script>", "无偿补助", "25"},
	}}}
	r.Findings[0].Got = strings.Repeat("W", 300)
	r.File = strings.Repeat("很长的文件名_", 40) + ".xlsx"
	url := onDisk(t, pageOf(t, r))
	saw := watch(t, ctx)
	for _, width := range widths {
		browser.Do(t, ctx, chromedp.EmulateViewport(width, 900), chromedp.Navigate(url))
		fits(t, ctx, width)
		if cut := browser.Ask[string](t, ctx, `Array.from(document.querySelectorAll("table.list > tbody > tr > td")).filter(td => td.scrollWidth > td.clientWidth + 1).map(td => td.textContent.slice(0, 40)).join("|")`); cut != "" {
			t.Errorf("at %d text runs out of its cell: %s", width, cut)
		}
		picture(t, ctx, fmt.Sprintf("return-%d.png", width))
	}
	pdf, err := chromedp.Run(ctx, chromedp.PrintToPDF(func(p *paper.PrintToPDFParams) { p.PreferCSSPageSize = new(true) }))
	must(t, err)
	if sheets := strings.Count(string(pdf), "/Type /Page\n"); sheets < 1 || sheets > 3 || !strings.Contains(string(pdf), "/MediaBox [0 0 841.") {
		t.Errorf("%d sheets of paper, or not A4 on its side", sheets)
	}
	if dir := os.Getenv("PICTURES"); dir != "" {
		must(t, os.WriteFile(filepath.Join(dir, "return.pdf"), pdf, 0o644))
	}
	saw.Lock()
	defer saw.Unlock()
	if len(saw.said) > 0 || len(saw.asked) != len(widths) {
		t.Errorf("asked for %q, complains %q", saw.asked, saw.said)
	}
}

// picture is what people look at, where PICTURES names a folder for it.
func picture(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	dir := os.Getenv("PICTURES")
	if dir == "" {
		return
	}
	image, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	must(t, err)
	must(t, os.WriteFile(filepath.Join(dir, name), image, 0o644))
}
