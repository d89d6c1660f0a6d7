//go:build !unix

package disk

import "os"

// Links are told apart by what they are before and after opening alone.
const plainFile = os.O_RDONLY

// Folders cannot be synced here: the file system keeps their names itself.
func syncNames(string) error { return nil }

func settle() {}
