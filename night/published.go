package night

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"hengji/home"
	"hengji/load"
)

// OpenPublished opens the database in force in a home, read-only.
func OpenPublished(dir string) (*load.DB, error) {
	alias, err := publishedAlias(dir)
	if err != nil {
		return nil, err
	}
	return load.Open(alias)
}

// PublishedFile is the database in force by the name of its generation, which
// never means another file: a run that publishes meanwhile changes nothing.
func PublishedFile(dir string) (string, error) {
	alias, err := publishedAlias(dir)
	if err != nil {
		return "", err
	}
	h := home.Home{Dir: dir}
	manifest, _, err := h.Current()
	if err != nil || manifest == nil {
		return alias, err
	}
	return h.Path("generations", manifest.File), nil
}

func publishedAlias(dir string) (string, error) {
	alias := filepath.Join(dir, "hengji.duckdb")
	if _, err := os.Stat(alias); errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("%s 还没有发布数据库，请先运行 hengji run", dir)
	}
	return alias, nil
}
