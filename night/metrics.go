package night

import (
	"fmt"
	"io"
	"strings"
	"time"

	"hengji"
	"hengji/home"
)

// ReportRun reports to machines how the run went, by its exit code: the metrics file for those who
// watch, and the hook for those who pass it on. m is nil where the run failed. What
// goes wrong here is told and changes nothing: the night is over.
func (n *Night) ReportRun(m *Outcome, code int, took time.Duration) {
	err := home.WriteFile(n.settings.Metrics, 0o644, func(w io.Writer) error { return n.metrics(w, m, code, took) })
	if err != nil {
		n.Log.Warn().Err(err).Msg("运行指标文件没有写成")
	}
	if len(n.settings.Hook) > 0 {
		n.callHook(code)
	}
}

// metrics writes the figures of a run in the text format of Prometheus, for the
// textfile collector of a node exporter. Their names are documented in
// docs/operations.md. m is nil where the run failed: the figures of the content
// are then left out rather than repeated.
func (n *Night) metrics(w io.Writer, m *Outcome, code int, took time.Duration) error {
	var b strings.Builder
	period := fmt.Sprintf("period=%q", n.settings.Period)
	family := func(name, help string) { fmt.Fprintf(&b, "# HELP %s %s\n# TYPE %s gauge\n", name, help, name) }
	gauge := func(name, help string, value any) {
		family(name, help)
		fmt.Fprintf(&b, "%s{%s} %v\n", name, period, value)
	}
	gauge("hengji_run_timestamp_seconds", "When the last run began, by its clock.", n.settings.Now.Unix())
	gauge("hengji_run_duration_seconds", "How long the last run took.", fmt.Sprintf("%.3f", took.Seconds()))
	gauge("hengji_run_exit_code", "Exit code of the last run: 0 fine, 1 the tool failed, 3 something is returned, 4 regions are missing.", code)
	if published, _, err := n.home.Current(); err == nil && published != nil {
		gauge("hengji_published_timestamp_seconds", "When the database in force was published.", published.Published.Unix())
		gauge("hengji_published_generation", "Number of the publication in force.", published.Generation)
	}
	if m == nil {
		_, err := io.WriteString(w, b.String())
		return err
	}
	counts := func(name, help, label string, keys []string, value func(key string) int) {
		family(name, help)
		for _, key := range keys {
			fmt.Fprintf(&b, "%s{%s,%s=%q} %d\n", name, period, label, key, value(key))
		}
	}
	files := map[string]int{"received": m.Received, "known": m.Known, "deferred": len(m.Deferred), "attachment": len(m.Aside), "unidentified": m.Unidentified()}
	counts("hengji_files", "Files that the last run found in the inbox, and those of nobody.", "outcome",
		[]string{"received", "known", "deferred", "attachment", "unidentified"}, func(key string) int { return files[key] })
	states, names := map[string]int{}, []string{}
	for _, region := range m.Board {
		states[string(region.State)]++
	}
	for _, state := range BoardStates {
		names = append(names, string(state))
	}
	counts("hengji_regions", "Regions by the state of their latest submission.", "state", names, func(key string) int { return states[key] })
	severities := []string{}
	for _, severity := range hengji.Severities {
		severities = append(severities, string(severity))
	}
	counts("hengji_findings_open", "Open findings of latest submissions.", "severity", severities, func(key string) int { return m.Findings[key] })
	gauge("hengji_files_held", "Workbooks that a fault of the program kept from being judged.", len(m.Held))
	gauge("hengji_deliveries_owed", "Deliveries that could not be made and that the next run makes.", len(m.Undelivered))
	for _, row := range m.Reconciliation.Rows {
		if ValueOf(m.Reconciliation, row, "region") == "合计" {
			gauge("hengji_projects", "Projects in the tables.", ValueOf(m.Reconciliation, row, "accepted_projects"))
			gauge("hengji_amount_wan", "Allocated amount in the tables, in 万元.", ValueOf(m.Reconciliation, row, "accepted_wan"))
			closes := 0
			if ValueOf(m.Reconciliation, row, "closes") == "是" {
				closes = 1
			}
			gauge("hengji_balance_closes", "1 where the tables hold exactly the control figures.", closes)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}
