package trace

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"hengji/report"
	"hengji/samples/browser"
	"hengji/samples/tier"
)

const (
	// cellsInSight counts the addresses of cells that a reader sees without another click.
	cellsInSight = `[...document.querySelectorAll("table.figures tbody td")].filter(td => /^\s*[A-Z]{1,3}[1-9][0-9]*$/.test(td.textContent) && td.getClientRects().length).length`
	// saidInstead tells that a figure rests on no cell, and on what.
	saidInstead = `/规则文件|这一行没有由单元格算出的数字|0 条记录/.test(document.querySelector("main").textContent)`
	ready       = `document.readyState === "complete" && `
	// nextClick is what a reader opens where no cell is in sight: a folded list, or the working of a row.
	nextClick = `(document.querySelector("details:not([open]) summary") || document.querySelector("table.figures tbody th a"))`
)

// Each figure of each part of the report leads to its cells in two clicks, by mouse and by
// keyboard; the pages need no server, ask for nothing and complain of nothing.
func TestTheReportIsClickedThrough(t *testing.T) {
	tier.NeedsMore(t, "a browser at each figure; TestEvidenceIsCheckedWithoutUs follows the links without one")
	ctx := browser.Tab(t, 10*time.Minute, "THE PAPERS ARE NOT CLICKED THROUGH", chromedp.WindowSize(1280, 900))
	folder, _ := exported(t, aHome(t, noChange))
	paper := "file://" + filepath.Join(folder, report.EvaluationPage)
	browser.Do(t, ctx, chromedp.Navigate(paper))
	// The figures in the order of the page, each with the part that it stands in.
	figures := browser.Ask[[]string](t, ctx, `(() => { let part = "前言"; const all = [];
		for (const e of document.querySelectorAll("h2, a[href^=pages]")) e.tagName === "H2" ? part = e.textContent.trim().slice(0, 1) : all.push(part + " " + e.textContent);
		return all; })()`)
	if len(figures) < 200 {
		t.Fatalf("only %d figures are links", len(figures))
	}
	arrived := ready + `location.pathname.includes("/pages/")`
	clicks := map[string]int{}
	for i, figure := range figures {
		part, text, _ := strings.Cut(figure, " ")
		for _, by := range []string{"mouse", "keyboard"} {
			if by == "mouse" && !tier.All && i%4 != 0 {
				continue // a mouse is slow
			}
			if by == "keyboard" {
				browser.Do(t, ctx, chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`document.querySelectorAll("a[href^=pages]")[%d].focus()`, i)), chromedp.KeyEvent(kb.Enter))
			} else {
				browser.Do(t, ctx, chromedp.Click(chromedp.JSPath(fmt.Sprintf(`document.querySelectorAll("a[href^=pages]")[%d]`, i))))
			}
			if !browser.Comes(ctx, arrived) {
				t.Fatalf("%s by %s leads nowhere", figure, by)
			}
			clicks[part+" "+by]++
			if !browser.Ask[bool](t, ctx, cellsInSight+" > 0 || "+saidInstead) {
				clicks["twice"]++
				was := browser.Ask[string](t, ctx, `location.href`)
				if by == "keyboard" {
					browser.Do(t, ctx, chromedp.Evaluate[chromedp.Void](nextClick+`.focus()`), chromedp.KeyEvent(kb.Enter))
				} else {
					browser.Do(t, ctx, chromedp.Click(chromedp.JSPath(nextClick)))
				}
				if !browser.Comes(ctx, ready+cellsInSight+" > 0") {
					t.Errorf("%s (%s) by %s: no cell is in sight after two clicks, on %s from %s", text, part, by, browser.Ask[string](t, ctx, `location.href`), was)
				}
			}
			browser.Do(t, ctx, chromedp.Navigate(paper))
		}
	}
	t.Logf("%d figures: %v", len(figures), clicks)
	for _, part := range []string{"一", "二"} {
		if clicks[part+" keyboard"] < 30 || clicks[part+" mouse"] < 8 {
			t.Errorf("part %s has %d and %d", part, clicks[part+" keyboard"], clicks[part+" mouse"])
		}
	}
	// Part three proposes and has no figure; Tab alone walks from figure to figure.
	if slices.ContainsFunc(figures, func(f string) bool { return strings.HasPrefix(f, "三") }) {
		t.Error("part three has figures now: count them above")
	}
	browser.Do(t, ctx, chromedp.KeyEvent(kb.Tab))
	first := browser.Ask[string](t, ctx, `document.activeElement.getAttribute("aria-label")`)
	browser.Do(t, ctx, chromedp.KeyEvent(kb.Tab))
	if second := browser.Ask[string](t, ctx, `document.activeElement.getAttribute("aria-label")`); !strings.HasSuffix(first, "看怎样算出") || !strings.HasSuffix(second, "看怎样算出") {
		t.Errorf("Tab leads to %q, then to %q", first, second)
	}
	browser.Do(t, ctx, chromedp.KeyEvent(kb.Enter))
	if !browser.Comes(ctx, arrived) {
		t.Error("Enter on what Tab reached leads nowhere")
	}
	browser.Do(t, ctx, chromedp.Click(chromedp.CSS(`header nav a`)))
	if !browser.Comes(ctx, ready+`document.querySelectorAll("a[href^=pages]").length > 200`) {
		t.Error("no way back to the report")
	}
}
