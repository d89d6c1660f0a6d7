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

// Of two releases of one finding, or two withdrawals of one submission, nobody knows
// which was meant.
func TestListsOfTheBureauWithTwoRowsOfOneNameAreTold(t *testing.T) {
	rules := aReviewer(t).Rules
	for name, list := range map[string]struct {
		text string
		want string
		read func(path string) error
	}{
		"waivers.csv": {"fingerprint,who,why,until\na1,科长,会议纪要,2022-03-31\nb2,科长,会议纪要,2022-03-31\na1,科长,会议纪要,2022-06-30\n",
			"waivers.csv:4: fingerprint=a1 重复：第 2 行已有", func(path string) error { _, err := readWaivers(path); return err }},
		"withdrawals.csv": {"period,region,version,who,why\n2021,耒阳市,1,科长,误放\n2021,耒阳市,2,科长,误放\n2021,耒阳市,1,科员,重复\n",
			"withdrawals.csv:4: period,region,version=2021,耒阳市,1 重复：第 2 行已有", func(path string) error { _, err := readWithdrawals(path, rules); return err }},
	} {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte(list.text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := list.read(path); !errors.As(err, &hengji.UsageError{}) || !strings.Contains(err.Error(), list.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
