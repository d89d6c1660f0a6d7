package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"hengji"
	"hengji/night"
	"hengji/report"
)

// examplesShown are enough to see what a rule means in practice.
const examplesShown = 3

// impactWords head the three kinds of change.
var impactWords = map[string]string{"new": "新提出", "severity": "类别改变", "gone": "不再提出"}

// printImpact says what would change, with some examples.
func printImpact(w io.Writer, m *night.Impact, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(w).Encode(m)
	}
	fmt.Fprintf(w, "已用现行规则和改后规则各审核档案中的 %d 个文件；没有写入任何文件。\n", m.Files)
	if len(m.Changes) == 0 {
		fmt.Fprintln(w, "两套规则的审核意见完全相同。")
	}
	heading := ""
	for _, c := range m.Changes {
		if c.What != heading {
			heading = c.What
			total := 0
			for _, other := range m.Changes {
				if other.What == heading {
					total += other.Count
				}
			}
			fmt.Fprintf(w, "\n%s %d 处\n", impactWords[heading], total)
		}
		severity := c.Severity.Chinese()
		if c.Was != "" {
			severity = c.Was.Chinese() + " → " + severity
		}
		fmt.Fprintf(w, "  %s %s（%s）%d 处：%s\n", c.Rule, c.Title, severity, c.Count, regionCounts(c.Regions))
		for _, f := range c.Findings[:min(examplesShown, len(c.Findings))] {
			fmt.Fprintf(w, "    %s\n      %s\n", f.File, report.Lines([]hengji.Finding{f}, false)[0])
		}
		if more := c.Count - examplesShown; more > 0 {
			fmt.Fprintf(w, "    另有 %d 处，全部见 --json。\n", more)
		}
	}
	if len(m.States) > 0 {
		fmt.Fprintf(w, "\n状态改变的报送 %d 个\n", len(m.States))
	}
	for _, s := range m.States {
		_, err := fmt.Fprintf(w, "  %s：%s → %s（%s）\n", regionName(s.Region), s.Was.Chinese(), s.State.Chinese(), s.File)
		if err != nil {
			return err
		}
	}
	return nil
}

func regionCounts(regions []night.RegionCount) string {
	var parts []string
	for _, r := range regions {
		parts = append(parts, fmt.Sprintf("%s %d", regionName(r.Region), r.Count))
	}
	return strings.Join(parts, "、")
}

func regionName(region string) string { return cmp.Or(region, "报送单位未识别") }

// previewImpact compares changed rules with those in force: what the configuration or
// the environment names, or the built-in ones.
func (s settings) previewImpact(ctx context.Context, changed *hengji.Rules) (*night.Impact, error) {
	without := s
	without.Rules = s.usualRules
	usual, _, err := without.readRules()
	if err != nil {
		return nil, err
	}
	return night.PreviewImpact(ctx, s.Settings, usual, changed)
}
