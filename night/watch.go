package night

import (
	"fmt"
	"os"
	"time"

	"hengji/home"
)

// Surroundings is everything that may make a run publish anew, or write its pages anew,
// as a text that changes with it.
func (n *Night) Surroundings() (string, error) {
	inbox, err := home.Glance(n.settings.Inbox)
	if err != nil {
		return "", err
	}
	files := []string{n.settings.File, n.home.Path("waivers.csv"), n.home.Path("withdrawals.csv"), n.home.Path(contactsFile)}
	for _, file := range files {
		if info, err := os.Stat(file); err == nil {
			inbox += fmt.Sprintf(" %s %d %d", file, info.Size(), info.ModTime().UnixNano())
		}
	}
	return inbox + " " + n.review.Rules.Fingerprint + " " + n.settings.Now.Format(time.DateOnly), nil
}
