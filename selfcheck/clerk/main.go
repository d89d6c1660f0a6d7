//go:build js && wasm

// Clerk is the program within 自查.html: it runs in the worker of the page, over the
// engine that the worker hands it. In come rule files, a workbook's bytes and a clock; out
// goes what the page shows. It refuses to answer before it was started.
package main

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"
	"syscall/js"
	"time"

	"hengji"
	"hengji/night"
	"hengji/schema"
	"hengji/selfcheck"
)

func main() {
	// The page's memory never shrinks, and its collector has one thread.
	debug.SetGCPercent(200)
	c := &clerk{}
	js.Global().Set("hengji", js.ValueOf(map[string]any{
		"start":   answering(c.start),
		"prepare": answering(c.prepare),
		"answer":  answering(c.answer),
		"explain": answering(c.explain),
	}))
	js.Global().Get("started").Invoke()
	select {}
}

type clerk struct {
	desk *night.Desk
	by   selfcheck.Settings
}

// answering makes a function of the page: an object comes back, with error where it went
// wrong.
func answering(answer func(args []js.Value) (map[string]any, error)) js.Func {
	return js.FuncOf(func(_ js.Value, args []js.Value) any {
		result, err := func() (_ map[string]any, err error) {
			defer hengji.Catch(&err)
			return answer(args)
		}()
		if err != nil {
			return js.ValueOf(map[string]any{"error": hengji.Mask(err.Error())})
		}
		return js.ValueOf(result)
	})
}

// start reads the settings and the rules, a zip.
func (c *clerk) start(args []js.Value) (map[string]any, error) {
	if err := json.Unmarshal([]byte(args[0].String()), &c.by); err != nil {
		return nil, fmt.Errorf("read settings: %w", err)
	}
	rules, err := readRules(bytesOf(args[1]))
	if err != nil {
		return nil, err
	}
	rules.Fingerprint = c.by.Rules // the bureau's, also where the page has fewer control figures
	c.desk = night.NewDesk(night.Settings{Period: c.by.Period, Periods: c.by.Periods, Now: time.Now(), Jobs: 1, Limits: c.by.Limits}, rules, c.by.Region)
	c.desk.By = c.by.By()
	c.desk.Step = func(step string) { js.Global().Call("step", step) }
	later := []any{}
	for _, name := range c.desk.Later() {
		later = append(later, name)
	}
	return map[string]any{"later": later, "limit": c.by.Limits.FileBytes}, nil
}

// readRules reads what was Read when the page was made.
func readRules(files []byte) (*hengji.Rules, error) {
	folder, err := zip.NewReader(bytes.NewReader(files), int64(len(files)))
	if err != nil {
		return nil, fmt.Errorf("open rules: %w", err)
	}
	return schema.ReadAgain(folder)
}

func (c *clerk) prepare([]js.Value) (map[string]any, error) {
	return map[string]any{}, c.desk.Prepare(time.Now())
}

// answer takes the name of a file, its size and, unless it is too large, its bytes.
func (c *clerk) answer(args []js.Value) (map[string]any, error) {
	if c.desk == nil {
		return nil, errors.New("it was not started")
	}
	return told(c.desk.Answer(context.Background(), time.Now(), args[0].String(), int64(args[1].Float()), bytesOf(args[2])))
}

// explain takes the name of a file, its bytes and, as JSON, the texts beside lines of its
// page by their numbers.
func (c *clerk) explain(args []js.Value) (map[string]any, error) {
	if c.desk == nil {
		return nil, errors.New("it was not started")
	}
	texts := map[int]string{}
	if err := json.Unmarshal([]byte(args[2].String()), &texts); err != nil {
		return nil, fmt.Errorf("read explanations: %w", err)
	}
	return told(c.desk.Explain(context.Background(), time.Now(), args[0].String(), bytesOf(args[1]), texts))
}

// told is an answer as the page takes it.
func told(a *night.Answer, err error) (map[string]any, error) {
	if err != nil {
		return nil, err
	}
	if a.Trouble != nil {
		return map[string]any{"trouble": a.Trouble.Phase + ": " + a.Trouble.Text}, nil
	}
	return map[string]any{
		"state": string(a.Return.State), "region": a.Return.Region, "summary": a.Return.Summary(),
		"findings": len(a.Return.Findings), "plain": a.Plain, "name": a.Name, "listed": a.Listed,
		"checked": string(a.Checked), "page": string(a.Page), "list": string(a.List), "book": toPage(a.Book),
	}, nil
}

// bytesOf copies an Uint8Array; null is nil.
func bytesOf(value js.Value) []byte {
	if value.IsNull() || value.IsUndefined() {
		return nil
	}
	data := make([]byte, value.Length())
	js.CopyBytesToGo(data, value)
	return data
}

func toPage(data []byte) js.Value {
	array := js.Global().Get("Uint8Array").New(len(data))
	js.CopyBytesToJS(array, data)
	return array
}
