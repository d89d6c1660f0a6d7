package night

import (
	"context"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"hengji"
)

const (
	// hookTime bounds the hook: a mail gateway that does not answer must not keep
	// the timer from the next night.
	hookTime = time.Minute
	// hookWords is how much of what the hook says is kept in the log.
	hookWords = 4096
)

// callHook runs the command of the setting hook. It is told by its environment
// where run.json lies and how the run ended; no shell reads it, and nothing of a
// workbook is in it.
func (n *Night) callHook(code int) {
	ctx, cancel := context.WithTimeout(context.Background(), hookTime)
	defer cancel()
	cmd := exec.CommandContext(ctx, n.settings.Hook[0], n.settings.Hook[1:]...) //nolint:gosec // the operator's own configuration
	cmd.WaitDelay = 5 * time.Second                                             // for those it started, who hold its streams
	cmd.Env = append(os.Environ(),
		"HENGJI_RUN="+n.ID, "HENGJI_RUN_JSON="+n.home.Path("run.json"), "HENGJI_EXIT_CODE="+strconv.Itoa(code),
		"HENGJI_HOME="+n.home.Dir, "HENGJI_PERIOD="+n.settings.Period,
	)
	said, err := cmd.CombinedOutput()
	words := strings.ToValidUTF8(hengji.Mask(string(said[:min(len(said), hookWords)])), "\uFFFD")
	if err != nil {
		n.Log.Warn().Err(err).Str("hook", n.settings.Hook[0]).Str("said", words).Msg("运行后的命令没有成功（已发布的内容不受影响）")
		return
	}
	n.Log.Info().Str("hook", n.settings.Hook[0]).Str("said", words).Msg("hook called")
}
