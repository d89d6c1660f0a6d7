package night

import (
	"cmp"
	"context"
	"errors"
	"io"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"

	"hengji/home/disk"
)

// errPower is what a machine answers that was switched off: nothing reaches it any more.
var errPower = errors.New("the power is off")

// node is a file or a folder of a simulated disk: as programs see it, and as it would be
// found after a power cut. Between the two lies what was not synced yet.
type node struct {
	folder bool
	mode   fs.FileMode
	time   time.Time

	names, kept map[string]*node // of a folder: seen, and on the platter
	entries     []*entry         // what changed in it since it was synced

	data, safe []byte  // of a file, likewise
	writes     []write // since it was synced
	locked     bool
	dirty      bool
}

// entry is a change of a folder's names: what got a name, what lost one. A rename within
// a folder is one change. Where a file came from another folder it leaves that one only
// once it is here.
type entry struct {
	name, gone string
	node       *node
	after      *entry
	done       bool // it is on the platter
}

// write is a change of a file's bytes; without data it is cut to a size.
type write struct {
	at   int
	data []byte
}

// memory is a disk that promises what POSIX does and no more: after a power cut any of the
// changes since the last sync may be there, and any may be missing, bytes by part.
type memory struct {
	root  *node
	clock time.Time
	dice  *rand.Rand
	dirty []*node // with changes that are not on the platter

	asked   int // how often anything was
	changes int // so far, in this run
	// Before a change: what is to go wrong with it. nil is nothing.
	before func(operation, path string) error
	read   func(path string) error            // while a file is read
	look   func(operation, path string) error // before a name is looked up, a folder listed, bytes read
	wait   func(d time.Duration)              // while nobody does anything
	off    bool                               // the power, or the process
	spare  func(site string) bool             // changes that are said to be made and are not
	sites  map[string]int                     // where changes are asked for, and how often; nil is not counted
}

// endless is how often no history asks the disk for anything.
const endless = 1_000_000

func newMemory(dice *rand.Rand, clock time.Time) *memory {
	return &memory{root: newFolder(clock), clock: clock, dice: dice}
}

func newFolder(at time.Time) *node {
	return &node{folder: true, mode: fs.ModeDir | 0o777, time: at, names: map[string]*node{}, kept: map[string]*node{}}
}

func steps(name string) []string {
	return strings.FieldsFunc(path.Clean(name), func(r rune) bool { return r == '/' })
}

func (m *memory) find(op, name string) (*node, error) {
	if m.asked++; m.asked > endless {
		panic("the program never ends")
	}
	if m.look != nil && !m.off {
		if err := m.look(op, name); err != nil {
			return nil, &fs.PathError{Op: op, Path: name, Err: err}
		}
	}
	at := m.root
	for _, part := range steps(name) {
		next := at.names[part]
		if next == nil {
			return nil, &fs.PathError{Op: op, Path: name, Err: syscall.ENOENT}
		}
		at = next
	}
	if m.off {
		return nil, &fs.PathError{Op: op, Path: name, Err: errPower}
	}
	return at, nil
}

// step is before every change: skip says that it is not made.
func (m *memory) step(op, name string) (skip bool, err error) {
	if m.off {
		return false, &fs.PathError{Op: op, Path: name, Err: errPower}
	}
	m.changes++
	if m.before != nil {
		if err := m.before(op, name); err != nil {
			return false, &fs.PathError{Op: op, Path: name, Err: err}
		}
	}
	if m.spare == nil && m.sites == nil {
		return false, nil
	}
	site := op + " " + siteOf()
	if m.sites != nil {
		m.sites[site]++
	}
	return m.spare != nil && m.spare(site), nil
}

// siteOf names the functions that asked for a change, from the outermost of home to the
// innermost.
func siteOf() string {
	var callers [24]uintptr
	frames := runtime.CallersFrames(callers[:runtime.Callers(3, callers[:])])
	var names []string
	for {
		frame, more := frames.Next()
		if strings.HasPrefix(frame.Function, "hengji/home.") {
			name := strings.TrimPrefix(frame.Function, "hengji/home.")
			names = append(names, strings.NewReplacer("(*", "", ")", "").Replace(name))
		} else if len(names) > 0 {
			break
		}
		if !more {
			break
		}
	}
	slices.Reverse(names)
	return strings.Join(names, "/")
}

func (m *memory) soil(n *node) {
	if !n.dirty {
		n.dirty, m.dirty = true, append(m.dirty, n)
	}
}

// change changes the names of a folder.
func (m *memory) change(folder *node, e *entry) {
	m.soil(folder)
	folder.entries = append(folder.entries, e)
	folder.apply(folder.names, e)
}

func (n *node) apply(names map[string]*node, e *entry) {
	if e.gone != "" && (e.node == nil || names[e.gone] == e.node) {
		delete(names, e.gone)
	}
	if e.name != "" {
		names[e.name] = e.node
	}
}

func (n *node) put(data []byte, w write) []byte {
	if w.data == nil {
		return append(slices.Clone(data[:min(len(data), w.at)]), make([]byte, max(w.at-len(data), 0))...)
	}
	end := max(len(data), w.at+len(w.data))
	fresh := make([]byte, end)
	copy(fresh, data)
	copy(fresh[w.at:], w.data)
	return fresh
}

// cut is a power cut: of what was not synced anything may be there.
func (m *memory) cut() {
	mood := m.dice.IntN(5) // nothing is kept, all is, the last of each, or each change by itself
	keeps := func(last bool) bool { return mood == 1 || mood == 2 && last || mood > 2 && m.dice.IntN(2) == 0 }
	for _, n := range m.dirty {
		for i, e := range n.entries {
			if e.after == nil {
				if e.done = keeps(i == len(n.entries)-1); e.done {
					n.apply(n.kept, e)
				}
			}
		}
	}
	for _, n := range m.dirty {
		for i, e := range n.entries {
			if e.after != nil && e.after.done && keeps(i == len(n.entries)-1) {
				n.apply(n.kept, e)
			}
		}
		for i, w := range n.writes {
			if !keeps(i == len(n.writes)-1) {
				continue
			}
			if mood > 2 && len(w.data) > 1 {
				switch m.dice.IntN(3) {
				case 0: // a part of it
					w.data = w.data[:m.dice.IntN(len(w.data))]
				case 1: // its place and nothing in it
					w.data = make([]byte, len(w.data))
				}
			}
			n.safe = n.put(n.safe, w)
		}
		n.entries, n.writes, n.dirty = nil, nil, false
		if n.folder {
			n.names = maps.Clone(n.kept)
		} else {
			n.data = n.safe
		}
	}
	m.dirty = nil
	m.restart()
}

// restart is a process that ended; what it wrote the next one sees.
func (m *memory) restart() {
	m.off, m.changes, m.before, m.read, m.look, m.wait = false, 0, nil, nil, nil, nil
	m.unlock(m.root)
}

func (m *memory) unlock(n *node) {
	for _, below := range n.names {
		below.locked = false
		if below.folder {
			m.unlock(below)
		}
	}
}

// place finds the folder of a path.
func (m *memory) place(op, name string) (*node, string, error) {
	folder, err := m.find(op, path.Dir(name))
	if err == nil && !folder.folder {
		err = &fs.PathError{Op: op, Path: name, Err: syscall.ENOTDIR}
	}
	return folder, path.Base(name), err
}

func (m *memory) OpenFile(name string, flag int, mode fs.FileMode) (disk.File, error) {
	folder, base, err := m.place("open", name)
	if err != nil {
		return nil, err
	}
	n := folder.names[base]
	switch {
	case n == nil && flag&os.O_CREATE == 0:
		return nil, &fs.PathError{Op: "open", Path: name, Err: syscall.ENOENT}
	case n != nil && flag&os.O_EXCL != 0:
		return nil, &fs.PathError{Op: "open", Path: name, Err: syscall.EEXIST}
	case n == nil:
		if _, err := m.step("create", name); err != nil {
			return nil, err
		}
		n = &node{mode: mode, time: m.clock}
		m.change(folder, &entry{name: base, node: n})
	}
	return &handle{disk: m, node: n, name: name}, nil
}

func (m *memory) Stat(name string) (fs.FileInfo, error) { return m.Lstat(name) }
func (m *memory) Lstat(name string) (fs.FileInfo, error) {
	n, err := m.find("stat", name)
	if err != nil {
		return nil, err
	}
	return n.info(path.Base(name)), nil
}

func (m *memory) ReadDir(name string) ([]fs.DirEntry, error) {
	n, err := m.find("open", name)
	if err != nil {
		return nil, err
	}
	var entries []fs.DirEntry
	for base, below := range n.names {
		entries = append(entries, fs.FileInfoToDirEntry(below.info(base)))
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return cmp.Compare(a.Name(), b.Name()) })
	return entries, nil
}

func (m *memory) Mkdir(name string) error {
	folder, base, err := m.place("mkdir", name)
	if err != nil {
		return err
	}
	if folder.names[base] != nil {
		return &fs.PathError{Op: "mkdir", Path: name, Err: syscall.EEXIST}
	}
	if _, err := m.step("mkdir", name); err != nil {
		return err
	}
	m.change(folder, &entry{name: base, node: newFolder(m.clock)})
	return nil
}

func (m *memory) Rename(from, to string) error {
	source, was, err := m.place("rename", from)
	if err != nil {
		return err
	}
	target, is, err := m.place("rename", to)
	if err != nil {
		return err
	}
	n := source.names[was]
	if n == nil {
		return &fs.PathError{Op: "rename", Path: from, Err: syscall.ENOENT}
	}
	if there := target.names[is]; there != nil && there.folder && len(there.names) > 0 {
		return &fs.PathError{Op: "rename", Path: to, Err: syscall.ENOTEMPTY}
	}
	if skip, err := m.step("rename", to); skip || err != nil {
		return err
	}
	if source == target {
		m.change(source, &entry{name: is, gone: was, node: n})
		return nil
	}
	arrives := &entry{name: is, node: n}
	m.change(target, arrives)
	m.change(source, &entry{gone: was, node: n, after: arrives})
	return nil
}

func (m *memory) Remove(name string) error {
	folder, base, err := m.place("remove", name)
	if err != nil {
		return err
	}
	n := folder.names[base]
	switch {
	case n == nil:
		return &fs.PathError{Op: "remove", Path: name, Err: syscall.ENOENT}
	case n.folder && len(n.names) > 0:
		return &fs.PathError{Op: "remove", Path: name, Err: syscall.ENOTEMPTY}
	}
	if skip, err := m.step("remove", name); skip || err != nil {
		return err
	}
	m.change(folder, &entry{gone: base})
	return nil
}

func (m *memory) RemoveAll(name string) error {
	n, err := m.find("remove", name)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return err
	}
	for _, below := range slices.Sorted(maps.Keys(n.names)) {
		if err := m.RemoveAll(path.Join(name, below)); err != nil {
			return err
		}
	}
	if err := m.Remove(name); !errors.Is(err, syscall.ENOTEMPTY) {
		return err
	}
	return nil // what was spared
}

func (m *memory) SyncFolder(name string) error {
	n, err := m.find("sync", name)
	if err != nil {
		return err
	}
	if skip, err := m.step("syncfolder", name); skip || err != nil {
		return err
	}
	for _, e := range n.entries {
		n.apply(n.kept, e)
		e.done = true
	}
	n.entries = nil
	m.clean(n)
	return nil
}

func (m *memory) clean(n *node) {
	if at := slices.Index(m.dirty, n); at >= 0 {
		n.dirty, m.dirty = false, slices.Delete(m.dirty, at, at+1)
	}
}

func (m *memory) Lock(name string) (func() error, bool, error) {
	file, err := m.OpenFile(name, os.O_CREATE|os.O_RDONLY, 0o600)
	if err != nil {
		return nil, false, err
	}
	n := file.(*handle).node
	if n.locked {
		return nil, false, nil
	}
	n.locked = true
	return func() error { n.locked = false; return nil }, true, nil
}

func (m *memory) Same(a, b fs.FileInfo) bool { return a.(info).node == b.(info).node }
func (m *memory) Now() time.Time             { return m.clock }

func (m *memory) Wait(ctx context.Context, d time.Duration) error {
	if d > 0 {
		m.clock = m.clock.Add(d)
		if m.wait != nil {
			m.wait(d)
		}
	}
	return ctx.Err()
}

func (m *memory) Tree(folder string) (disk.Tree, error) {
	if _, err := m.find("open", folder); err != nil {
		return nil, err
	}
	return below{m, folder}, nil
}

// below is a folder as a tree.
type below struct {
	disk   *memory
	folder string
}

func (b below) FS() fs.FS                             { return b }
func (b below) Close() error                          { return nil }
func (b below) Open(name string) (fs.File, error)     { return b.OpenPlain(name) }
func (b below) Stat(name string) (fs.FileInfo, error) { return b.disk.Stat(path.Join(b.folder, name)) }
func (b below) ReadDir(name string) ([]fs.DirEntry, error) {
	return b.disk.ReadDir(path.Join(b.folder, name))
}
func (b below) OpenPlain(name string) (disk.File, error) {
	return b.disk.OpenFile(path.Join(b.folder, name), os.O_RDONLY, 0)
}

// info is a node as it was when it was looked at.
type info struct {
	name string
	node *node
	size int64
	time time.Time
}

func (n *node) info(name string) info { return info{name, n, int64(len(n.data)), n.time} }
func (i info) Name() string           { return i.name }
func (i info) Size() int64            { return i.size }
func (i info) Mode() fs.FileMode      { return i.node.mode }
func (i info) ModTime() time.Time     { return i.time }
func (i info) IsDir() bool            { return i.node.folder }
func (i info) Sys() any               { return nil }

// handle is an open file.
type handle struct {
	disk *memory
	node *node
	name string
	at   int64
}

func (h *handle) Name() string               { return h.name }
func (h *handle) Stat() (fs.FileInfo, error) { return h.node.info(path.Base(h.name)), nil }
func (h *handle) Close() error               { return nil }

func (h *handle) Chmod(mode fs.FileMode) error {
	h.node.mode = mode
	return nil
}

func (h *handle) Read(into []byte) (int, error) {
	if h.disk.off {
		return 0, &fs.PathError{Op: "read", Path: h.name, Err: errPower}
	}
	if h.disk.look != nil {
		if err := h.disk.look("read", h.name); err != nil {
			return 0, &fs.PathError{Op: "read", Path: h.name, Err: err}
		}
	}
	if h.disk.read != nil {
		if err := h.disk.read(h.name); err != nil {
			return 0, &fs.PathError{Op: "read", Path: h.name, Err: err}
		}
	}
	if h.at >= int64(len(h.node.data)) {
		return 0, io.EOF
	}
	n := copy(into, h.node.data[h.at:])
	h.at += int64(n)
	return n, nil
}

func (h *handle) Seek(offset int64, whence int) (int64, error) {
	if whence != io.SeekStart {
		return 0, syscall.EINVAL
	}
	h.at = offset
	return offset, nil
}

func (h *handle) Write(data []byte) (int, error) {
	n, err := h.WriteAt(data, h.at)
	h.at += int64(n)
	return n, err
}

func (h *handle) WriteAt(data []byte, at int64) (int, error) {
	skip, err := h.disk.step("write", h.name)
	if errors.Is(err, syscall.ENOSPC) { // what there was room for
		data = data[:h.disk.dice.IntN(len(data)+1)]
	} else if err != nil {
		return 0, err
	} else if skip {
		return len(data), nil
	}
	h.change(write{int(at), append([]byte{}, data...)})
	return len(data), err
}

func (h *handle) Truncate(size int64) error {
	if int64(len(h.node.data)) == size {
		return nil
	}
	skip, err := h.disk.step("truncate", h.name)
	if !skip && err == nil {
		h.change(write{int(size), nil})
	}
	return err
}

func (h *handle) change(w write) {
	h.disk.soil(h.node)
	h.node.writes = append(h.node.writes, w)
	h.node.data, h.node.time = h.node.put(h.node.data, w), h.disk.clock
}

// Sync brings the bytes to the platter. Where it fails they are nowhere but in memory, and
// no later sync brings them there: that is what Linux does.
func (h *handle) Sync() error {
	skip, err := h.disk.step("sync", h.name)
	if skip || errors.Is(err, errPower) {
		return err
	}
	if err == nil {
		for _, w := range h.node.writes {
			h.node.safe = h.node.put(h.node.safe, w)
		}
		h.node.writes = nil
		h.disk.clean(h.node)
		return nil
	}
	h.node.writes = nil
	return err
}

// What others do with the disk: at once and for good.

// Settle brings everything to the platter.
func (m *memory) Settle() {
	if skip, err := m.step("settle", ""); skip || err != nil {
		return
	}
	for len(m.dirty) > 0 {
		n := m.dirty[0]
		n.entries, n.writes, n.safe = nil, nil, n.data
		if n.folder {
			n.kept = maps.Clone(n.names)
		}
		m.clean(n)
	}
}

// lay puts a file in its place, and makes the folders above it.
func (m *memory) lay(name string, data []byte, at time.Time) {
	folder := m.root
	for _, part := range steps(path.Dir(name)) {
		next := folder.names[part]
		if next == nil {
			next = newFolder(at)
			folder.names[part], folder.kept[part] = next, next
		}
		folder = next
	}
	n := &node{mode: 0o644, time: at, data: data, safe: data}
	folder.names[path.Base(name)], folder.kept[path.Base(name)] = n, n
}

func (m *memory) take(name string) {
	folder, base, err := m.place("remove", name)
	if err == nil {
		delete(folder.names, base)
		delete(folder.kept, base)
	}
}

// overwrite changes a file where it lies, and puts its time back.
func (m *memory) overwrite(name string, data []byte) {
	if n, err := m.find("open", name); err == nil {
		n.data, n.safe = data, data
	}
}

// each visits every file in the order of names.
func (m *memory) each(visit func(name string, data []byte) error) error {
	var walk func(at *node, name string) error
	walk = func(at *node, name string) error {
		if !at.folder {
			return visit(name, at.data)
		}
		for _, base := range slices.Sorted(maps.Keys(at.names)) {
			if err := walk(at.names[base], name+"/"+base); err != nil {
				return err
			}
		}
		return nil
	}
	return walk(m.root, "")
}
