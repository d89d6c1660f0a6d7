package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
	"time"
)

// Convert turns a workbook of another format (extension .xls, .ods, .fods, .xlsb)
// into .xlsx by LibreOffice, in a child process that has no network, reaches no other
// process, runs no macros, follows no links, owns nothing but a folder that is
// removed afterwards, and ends at the limits of time, memory and output. A child of
// root is nobody. Where the system grants no such sandbox, nothing is converted.
func Convert(ctx context.Context, data []byte, extension string, limits Limits) ([]byte, error) {
	program, err := exec.LookPath("soffice")
	if err != nil {
		return nil, &conversionError{why: "没有安装 LibreOffice", cause: err}
	}
	folder, err := os.MkdirTemp("", "hengji-convert-")
	if err != nil {
		return nil, &conversionError{why: "没有临时目录", cause: err}
	}
	defer os.RemoveAll(folder)
	if err := furnish(folder, "in"+extension, data); err != nil {
		return nil, &conversionError{why: "没有临时目录", cause: err}
	}
	patience := time.Duration(limits.ConvertSeconds) * time.Second
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if err := convertIn(ctx, folder, program, "in"+extension, limits); err != nil {
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			return nil, &conversionError{why: fmt.Sprintf("超过 %d 秒", limits.ConvertSeconds), cause: err}
		}
		if errors.Is(err, syscall.EPERM) || errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EINVAL) { // no namespaces for us, or no more of them
			return nil, &conversionError{why: "系统不允许隔离运行", cause: err}
		}
		return nil, &conversionError{why: "转换程序出错", cause: err}
	}
	return converted(folder, limits)
}

// nobody is the user and group that a child of root becomes.
const nobody = 65534

// profile is the converter's settings, fresh for each file: macros never run and
// links are never followed. No setting keeps LibreOffice from calculating formulas anew.
const profile = `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>1</value></prop></item>
</oor:items>
`

// furnish lays out the child's folder: the file, a profile, a place for the result.
func furnish(folder, input string, data []byte) error {
	user := filepath.Join(folder, "profile", "user")
	settings := filepath.Join(user, "registrymodifications.xcu")
	out := filepath.Join(folder, "out")
	err := errors.Join(os.MkdirAll(user, 0o700), os.Mkdir(out, 0o700),
		os.WriteFile(settings, []byte(profile), 0o600), os.WriteFile(filepath.Join(folder, input), data, 0o444))
	if err != nil || os.Geteuid() != 0 {
		return err
	}
	for _, name := range []string{folder, filepath.Dir(user), user, settings, out} {
		if err := os.Chown(name, nobody, nobody); err != nil {
			return err
		}
	}
	return nil
}

// limited sets the limits of memory (KiB), processor seconds and file size (512
// bytes) for itself and becomes the program.
const limited = `ulimit -c 0 && ulimit -v "$1" && ulimit -t "$2" && ulimit -f "$3" || exit 99; shift 3; exec "$@"`

// convertIn runs the program in its sandbox.
func convertIn(ctx context.Context, folder, program, input string, limits Limits) error {
	cmd := exec.CommandContext(ctx, "/bin/sh", "-c", limited, "sh",
		strconv.FormatInt(limits.ConvertMemory>>10, 10), strconv.Itoa(limits.ConvertSeconds),
		strconv.FormatInt(limits.FileBytes/512+1, 10), program,
		"-env:UserInstallation=file://"+filepath.Join(folder, "profile"),
		"--headless", "--nologo", "--norestore", "--nolockcheck", "--nodefault",
		"--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", "out", input)
	cmd.Dir = folder
	cmd.Env = []string{"PATH=/usr/local/bin:/usr/bin:/bin", "HOME=" + folder, "TMPDIR=" + folder, "LANG=C.UTF-8", "SAL_USE_VCLPLUGIN=svp"}
	// In a namespace of processes of its own the child is their first: when it
	// ends or is killed, the system ends all that it started.
	attributes := &syscall.SysProcAttr{
		Cloneflags: syscall.CLONE_NEWNET | syscall.CLONE_NEWPID | syscall.CLONE_NEWIPC,
		Setpgid:    true,
		Pdeathsig:  syscall.SIGKILL,
	}
	if os.Geteuid() == 0 {
		attributes.Credential = &syscall.Credential{Uid: nobody, Gid: nobody}
	} else {
		attributes.Cloneflags |= syscall.CLONE_NEWUSER
		attributes.UidMappings = []syscall.SysProcIDMap{{ContainerID: os.Getuid(), HostID: os.Getuid(), Size: 1}}
		attributes.GidMappings = []syscall.SysProcIDMap{{ContainerID: os.Getgid(), HostID: os.Getgid(), Size: 1}}
	}
	cmd.SysProcAttr = attributes
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = 5 * time.Second
	// Pdeathsig is of the thread that starts the child, not of the process.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	return cmd.Run()
}

// converted reads what the child left. The folder was the child's, so nothing in
// it is followed out of it, and only a plain file is read.
func converted(folder string, limits Limits) ([]byte, error) {
	nothing := func(cause error) error { return &conversionError{why: "转换没有结果", cause: cause} }
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, nothing(err)
	}
	defer root.Close()
	file, err := root.OpenFile("out/in.xlsx", os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, nothing(err)
	}
	defer file.Close()
	if info, err := file.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil, nothing(err)
	}
	data, err := io.ReadAll(io.LimitReader(file, limits.FileBytes+1))
	if err != nil {
		return nil, nothing(err)
	}
	if int64(len(data)) > limits.FileBytes {
		return nil, &conversionError{why: "转换结果过大"}
	}
	return data, nil
}
