package report

import (
	"io"
	"os"
	"syscall"
	"unsafe"
)

// terminalColumns is how many columns the terminal has that w is, 0 where it is none.
func terminalColumns(w io.Writer) int {
	file, is := w.(*os.File)
	if !is {
		return 0
	}
	var size struct{ rows, columns, width, height uint16 }
	if _, _, failed := syscall.Syscall(syscall.SYS_IOCTL, file.Fd(), syscall.TIOCGWINSZ, uintptr(unsafe.Pointer(&size))); failed != 0 {
		return 0
	}
	return int(size.columns)
}
