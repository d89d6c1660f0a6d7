package main

import (
	"errors"
	"strings"
	"syscall"
)

// ills are what disks and shares answer, with what the operator can do about it.
// The database engine tells them in words only.
var ills = []struct {
	errnos []syscall.Errno
	words  string
	advice string
}{
	{[]syscall.Errno{syscall.ENOSPC, syscall.EDQUOT}, "No space left on device", "磁盘空间不足（或超出配额）。请清理磁盘"},
	{[]syscall.Errno{syscall.ESTALE, syscall.ENOTCONN, syscall.ETIMEDOUT, syscall.EHOSTDOWN, syscall.EHOSTUNREACH}, "Stale file handle", "共享目录已断开或失效。请重新挂接"},
	{[]syscall.Errno{syscall.EROFS}, "Read-only file system", "磁盘或共享目录是只读的。请改为可写"},
	{[]syscall.Errno{syscall.EACCES, syscall.EPERM}, "Permission denied", "没有权限读写这个文件或目录。请检查运行账号的权限"},
	{[]syscall.Errno{syscall.EIO}, "Input/output error", "磁盘读写出错，硬件或连接可能有故障。请先检查磁盘"},
}

// advice says in the operator's language what to do about trouble of the machine;
// "" where the error speaks of something else.
func advice(err error) string {
	text := err.Error()
	for _, ill := range ills {
		found := strings.Contains(text, ill.words)
		for _, errno := range ill.errnos {
			found = found || errors.Is(err, errno)
		}
		if found {
			return ill.advice + "，然后重新运行；此前发布的数据库没有改动，已收到的文件不会丢失。"
		}
	}
	return ""
}
