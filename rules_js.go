package hengji

import "embed"

// DefaultRules is empty in a browser: the page that the program is part of brings the
// rules that it was made for.
var DefaultRules embed.FS
