package hengji

// ProgramDigest cannot be told in a browser, which carries no text of the program: the
// page that it is part of says it.
func ProgramDigest() string { panic("a browser's program has no text") }
