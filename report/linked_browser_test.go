package report

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"hengji/samples/browser"
	"hengji/samples/tier"
)

// folderOnDisk puts the run's page and those behind it where a browser opens them as files.
func folderOnDisk(t *testing.T, p Pages) string {
	t.Helper()
	index := onDisk(t, indexOf(t, p.Index))
	folder := strings.TrimSuffix(index, "/index.html")
	must(t, os.MkdirAll(filepath.Join(strings.TrimPrefix(folder, "file://"), PagesFolder), 0o755))
	for name, page := range pagesOf(t, p) {
		must(t, os.WriteFile(filepath.Join(strings.TrimPrefix(folder, "file://"), PagesFolder, name), []byte(page), 0o644))
	}
	return folder
}

const (
	firstRow = `document.querySelector("table.figures tbody th, table.figures tbody td").textContent`
	found    = `Array.from(document.querySelectorAll("table.figures tbody tr")).filter(tr => tr.getClientRects().length).length`
)

// From the run's page one comes to a region, its projects and the rules, by keyboard as
// by mouse; tables sort and are searched, and the address brings the same back.
func TestThePagesInABrowser(t *testing.T) {
	ctx := tab(t)
	p := manyPages(2, 14, 1)
	p.Index.Board[1].Region += `<img src=x onerror="window.pwned=1">`
	folder := folderOnDisk(t, p)
	saw := watch(t, ctx)
	browser.Do(t, ctx, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(folder+"/index.html"))
	browser.Do(t, ctx, chromedp.SendKeys(chromedp.CSS(`#find input`), "p00003"), chromedp.KeyEvent(kb.Enter))
	arrives(t, ctx, "后续资金安排建议表")
	browser.Becomes(t, ctx, found+" === 2")
	browser.Do(t, ctx, chromedp.Navigate(folder+"/index.html"), chromedp.Focus(chromedp.CSS(`.tile a`)), chromedp.KeyEvent(kb.Enter))
	arrives(t, ctx, "第0县")

	// Search by code, in the address.
	browser.Do(t, ctx, chromedp.SendKeys(chromedp.CSS(`.search input`), "p00012"))
	browser.Becomes(t, ctx, found+` === 1 && location.hash === "#text=p00012"`)
	if told := browser.Ask[string](t, ctx, `document.querySelector(".search output").value`); told != "显示 1 / 14 行" {
		t.Errorf("the search tells %q", told)
	}
	// Sort by keyboard: numbers from the largest, words from the first.
	browser.Do(t, ctx, chromedp.Focus(chromedp.CSS(`table.figures thead th:first-child button`)), chromedp.KeyEvent(kb.Enter), chromedp.KeyEvent(kb.Enter))
	browser.Becomes(t, ctx, `document.querySelector("table.figures thead th").getAttribute("aria-sort") === "descending" && `+firstRow+` === "2021P00013"`)
	address := browser.Ask[string](t, ctx, `location.href`)
	browser.Do(t, ctx, chromedp.Navigate("about:blank"), chromedp.Navigate(address))
	browser.Becomes(t, ctx, firstRow+` === "2021P00013" && `+found+` === 1 && document.querySelector(".search input").value === "p00012"`)

	browser.Do(t, ctx, chromedp.Focus(chromedp.CSS(`table.figures tbody tr:not([hidden]) a`)), chromedp.KeyEvent(kb.Enter))
	arrives(t, ctx, "示例项目17")
	browser.Do(t, ctx, chromedp.Click(chromedp.CSS(`.list .rule a`)))
	arrives(t, ctx, "县市区合计与控制数")
	if rows := browser.Ask[int](t, ctx, `document.querySelectorAll(".list tbody tr").length`); rows != 28 {
		t.Errorf("the page of the rule has %d findings", rows)
	}

	// The filters of the run's page are kept in the address too.
	browser.Do(t, ctx, chromedp.Navigate(folder+"/index.html#region="+"第0县"))
	browser.Becomes(t, ctx, shownRows+` === 14 && document.querySelector("select[name=region]").value === "第0县"`)
	browser.Do(t, ctx, chromedp.Click(chromedp.CSS(`#filter button`)))
	browser.Becomes(t, ctx, shownRows+` === 28 && !location.hash.includes("=")`)
	browser.Do(t, ctx, chromedp.SendKeys(chromedp.CSS(`#filter input[name=text]`), "I7"))
	browser.Becomes(t, ctx, shownRows+` === 2 && location.hash === "#text=I7"`)

	for _, page := range []string{"region-R0001.html", "project-R0000-2021P00000.html", "rule-ALLOC-R03.html", "table-funding_decision.html"} {
		browser.Do(t, ctx, chromedp.Navigate(folder+"/"+PagesFolder+"/"+page))
		for _, width := range []int64{375, 1280} {
			browser.Do(t, ctx, chromedp.EmulateViewport(width, 900))
			fits(t, ctx, width)
			picture(t, ctx, fmt.Sprintf("%s-%d.png", strings.TrimSuffix(page, ".html"), width))
		}
		appearances(t, ctx)
		if tier.More {
			violations(t, ctx, page)
		}
	}
	browser.Do(t, ctx, chromedp.Navigate(folder+"/index.html"))
	if tier.More {
		violations(t, ctx, "index.html")
	}
	if got := browser.Ask[string](t, ctx, `document.images.length + " " + window.pwned`); got != "0 undefined" {
		t.Errorf("images, pwned: %s", got)
	}
	saw.Lock()
	defer saw.Unlock()
	for _, url := range saw.asked {
		if !strings.HasPrefix(url, folder) && url != "about:blank" {
			t.Errorf("a page asked for %.200s", url)
		}
	}
	if len(saw.said) > 0 {
		t.Errorf("the browser complains: %.2000q", saw.said)
	}
}

// arrives waits until a link led to the page of a title.
func arrives(t *testing.T, ctx context.Context, title string) {
	t.Helper()
	browser.Becomes(t, ctx, fmt.Sprintf(`document.readyState + document.title === "complete%s"`, title))
}

// appearances looks at a page in light, in dark and on paper.
func appearances(t *testing.T, ctx context.Context) {
	t.Helper()
	set := func(media string, scheme string) {
		t.Helper()
		_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: media, Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
		must(t, err)
	}
	for _, scheme := range []string{"light", "dark"} {
		set("", scheme)
		readable(t, ctx, scheme)
	}
	set("print", "light")
	legible(t, ctx)
	set("", "light")
}

// axeCore is where the kit of 自查.html keeps it (make browser-kit).
const axeCore = "../selfcheck/node_modules/axe-core/axe.min.js"

// violations asks axe-core what keeps people from using a page, on a desk and on a phone.
func violations(t *testing.T, ctx context.Context, page string) {
	t.Helper()
	script, err := os.ReadFile(axeCore)
	if errors.Is(err, fs.ErrNotExist) {
		t.Logf("NOT TESTED HERE: %s by axe (there is no %s)", page, axeCore)
		return
	}
	must(t, err)
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[bool](string(script)+"; true")); err != nil {
		t.Fatal(err)
	}
	for _, width := range []int64{375, 1280} {
		browser.Do(t, ctx, chromedp.EmulateViewport(width, 900))
		browser.Ask[bool](t, ctx, `delete window.told; axe.run().then(r => { window.told = r.violations.map(v => v.id + ": " + v.help + "\n  " + v.nodes.slice(0, 3).map(n => n.html.slice(0, 200)).join("\n  ")).join("\n"); }), true`)
		browser.Becomes(t, ctx, `window.told !== undefined`)
		if told := browser.Ask[string](t, ctx, `window.told`); told != "" {
			t.Errorf("%s at %d px:\n%s", page, width, told)
		}
	}
}
