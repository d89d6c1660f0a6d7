package disk

import (
	"io/fs"
	"os"
)

// Asked is a disk before every change of which ask is called, which may end it: so tests
// fill disks, lose shares and record what was synced when. Operations are mkdir, create,
// write, sync, rename, remove and syncfolder; of two paths the first is the source.
func Asked(d Disk, ask func(operation string, paths ...string) error) Disk {
	return asked{d, func(operation string, paths ...string) error {
		if err := ask(operation, paths...); err != nil {
			return &fs.PathError{Op: operation, Path: paths[len(paths)-1], Err: err}
		}
		return nil
	}}
}

type asked struct {
	Disk
	ask func(operation string, paths ...string) error
}

func (d asked) OpenFile(path string, flag int, mode fs.FileMode) (File, error) {
	if flag&os.O_EXCL != 0 {
		if err := d.ask("create", path); err != nil {
			return nil, err
		}
	}
	file, err := d.Disk.OpenFile(path, flag, mode)
	if err != nil {
		return nil, err
	}
	return askedFile{file, d.ask}, nil
}

func (d asked) Mkdir(path string) error {
	if err := d.ask("mkdir", path); err != nil {
		return err
	}
	return d.Disk.Mkdir(path)
}

func (d asked) Rename(from, to string) error {
	if err := d.ask("rename", from, to); err != nil {
		return err
	}
	return d.Disk.Rename(from, to)
}

func (d asked) Remove(path string) error {
	if err := d.ask("remove", path); err != nil {
		return err
	}
	return d.Disk.Remove(path)
}

func (d asked) RemoveAll(path string) error {
	if err := d.ask("remove", path); err != nil {
		return err
	}
	return d.Disk.RemoveAll(path)
}

func (d asked) SyncFolder(path string) error {
	if err := d.ask("syncfolder", path); err != nil {
		return err
	}
	return d.Disk.SyncFolder(path)
}

type askedFile struct {
	File
	ask func(operation string, paths ...string) error
}

func (f askedFile) Write(data []byte) (int, error) {
	if err := f.ask("write", f.Name()); err != nil {
		return 0, err
	}
	return f.File.Write(data)
}

func (f askedFile) WriteAt(data []byte, at int64) (int, error) {
	if err := f.ask("write", f.Name()); err != nil {
		return 0, err
	}
	return f.File.WriteAt(data, at)
}

func (f askedFile) Sync() error {
	if err := f.ask("sync", f.Name()); err != nil {
		return err
	}
	return f.File.Sync()
}
