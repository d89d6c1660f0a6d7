package hengji

// Version of the program, for people. It stands in every database; whether two
// programs are the same is told by their text: see docs/decisions/0013.
const Version = "0.1.0"

// UsageError is a mistake in what the program was given (flags, configuration, the
// bureau's lists, rule files) and no trouble of the machine: a command ends with 2.
type UsageError struct{ Err error }

func (u UsageError) Error() string { return u.Err.Error() }

// Unwrap gives the mistake itself.
func (u UsageError) Unwrap() error { return u.Err }
