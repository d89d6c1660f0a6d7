package night

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"hengji"
)

// What Excel saves as plain CSV is GBK. Read as it stands, the release is of nobody
// and the withdrawal of a region that does not exist.
func TestListsOfTheBureauInAnotherEncodingAreToldAsSuch(t *testing.T) {
	rules := aReviewer(t).Rules
	for name, read := range map[string]func(path string) error{
		"waivers.csv":     func(path string) error { _, err := readWaivers(path); return err },
		"withdrawals.csv": func(path string) error { _, err := readWithdrawals(path, rules); return err },
	} {
		text, err := simplifiedchinese.GBK.NewEncoder().String("a,b\n耒阳市,科长\n")
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		err = read(path)
		if !errors.As(err, &hengji.UsageError{}) || !strings.Contains(err.Error(), name+":2: 文件不是 UTF-8 编码") || !strings.Contains(err.Error(), "请另存为 CSV UTF-8") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
