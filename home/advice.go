package home

import (
	"errors"
	"slices"
	"strings"
	"syscall"
)

// diskFaults are what disks and shares answer, with what the operator can do about it.
// The database engine, and a delivery that failed, tell them in words only.
var diskFaults = []struct {
	errnos []syscall.Errno
	words  []string // in lower case
	advice string
}{
	{[]syscall.Errno{syscall.ENOSPC, syscall.EDQUOT}, []string{"no space left on device"}, "磁盘空间不足（或超出配额）。请清理磁盘"},
	{[]syscall.Errno{syscall.ESTALE, syscall.ENOTCONN, syscall.ETIMEDOUT, syscall.EHOSTDOWN, syscall.EHOSTUNREACH}, []string{"stale file handle"}, "共享目录已断开或失效。请重新挂接"},
	{[]syscall.Errno{syscall.EROFS}, []string{"read-only file system"}, "磁盘或共享目录是只读的。请改为可写"},
	{[]syscall.Errno{syscall.EACCES, syscall.EPERM}, []string{"permission denied"}, "没有权限读写这个文件或目录。请检查运行账号的权限"},
	{[]syscall.Errno{syscall.EIO}, []string{"input/output error", "fsync failed"}, "磁盘读写出错，硬件或连接可能有故障。请先检查磁盘"},
}

// silent says that a disk or a share did not answer. What lies there is not known then:
// it is neither damaged nor gone.
func silent(err error) bool {
	for _, fault := range diskFaults {
		if slices.ContainsFunc(fault.errnos, func(errno syscall.Errno) bool { return errors.Is(err, errno) }) {
			return true
		}
	}
	return false
}

// Advice says in the operator's language what to do about trouble of the machine;
// "" where the error speaks of something else.
func Advice(err error) string {
	text := strings.ToLower(err.Error())
	for _, fault := range diskFaults {
		found := slices.ContainsFunc(fault.words, func(words string) bool { return strings.Contains(text, words) })
		for _, errno := range fault.errnos {
			found = found || errors.Is(err, errno)
		}
		if found {
			return fault.advice + "，然后重新运行；已收到的文件和已发布的数据库都完好。"
		}
	}
	return ""
}
