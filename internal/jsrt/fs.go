package jsrt

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/dop251/goja"
)

// fsOps are the file operations lib/fs.js is made of. Each gets its arguments
// on the loop's thread and does its work in the function it returns, so that
// the same serves the synchronous calls and, on another goroutine, the others.
// The result is made into a value by the last function.
type fsOp func(rt *Runtime, args []goja.Value) (work func() (any, error), call, path string)

func bindFS(rt *Runtime, o *goja.Object) {
	vm := rt.vm
	files := &openFiles{rt: rt, files: map[int]*os.File{0: os.Stdin, 1: os.Stdout, 2: os.Stderr}}
	rt.OnClose(files.closeAll)
	ops := fsOperations(files)
	// call(name, done or undefined, ...args): with done, later and by callback.
	_ = o.Set("call", func(call goja.FunctionCall) goja.Value {
		op, ok := ops[call.Argument(0).String()]
		if !ok {
			panic(rt.newError(&nodeError{kind: "Error", message: "no operation " + call.Argument(0).String()}))
		}
		work, name, path := op(rt, call.Arguments[2:])
		done, async := goja.AssertFunction(call.Argument(1))
		if !async {
			result, err := work()
			if err != nil {
				panic(rt.fsError(err, name, path))
			}
			return rt.fsValue(result)
		}
		operation := rt.NewAsync("FSREQCALLBACK", nil)
		rt.Ref()
		go func() {
			result, err := work()
			rt.Post(func() {
				rt.Unref()
				args := []goja.Value{goja.Null(), goja.Undefined()}
				if err != nil {
					args[0] = rt.fsError(err, name, path)
				} else {
					args[1] = rt.fsValue(result)
				}
				if err := operation.Run(func() error { _, err := done(goja.Undefined(), args...); return err }); err != nil {
					rt.uncaught(err)
				}
			})
		}()
		return goja.Undefined()
	})
	_ = o.Set("exists", func(call goja.FunctionCall) goja.Value {
		_, err := os.Stat(rt.abs(call.Argument(0).String()))
		return vm.ToValue(err == nil)
	})
	flags := vm.NewObject()
	for name, v := range map[string]int{"O_RDONLY": os.O_RDONLY, "O_WRONLY": os.O_WRONLY, "O_RDWR": os.O_RDWR, "O_APPEND": os.O_APPEND,
		"O_CREAT": os.O_CREATE, "O_EXCL": os.O_EXCL, "O_SYNC": os.O_SYNC, "O_TRUNC": os.O_TRUNC} {
		_ = flags.Set(name, v)
	}
	_ = o.Set("flags", flags)
}

// located is an error of another call than the operation's name tells.
type located struct {
	error
	call, path string
}

func (rt *Runtime) fsError(err error, call, path string) *goja.Object {
	if l := (located{}); errors.As(err, &l) {
		err, call, path = l.error, l.call, l.path
	}
	return rt.sysError(err, call, path)
}

// A descriptor is an open file: an *os.File, or a foreignFile.
type descriptor interface {
	io.Reader
	io.Writer
	io.ReaderAt
	io.WriterAt
	io.Closer
	Stat() (fs.FileInfo, error)
	Sync() error
	Truncate(size int64) error
	Chmod(fs.FileMode) error
	Chown(uid, gid int) error
	Name() string
}

// openFiles are the file descriptors of fs.open.
type openFiles struct {
	rt    *Runtime
	files map[int]*os.File
}

// get returns the file of a descriptor: one that scripts opened, or that native
// code did.
func (f *openFiles) get(fd int) (descriptor, error) {
	if file, ok := f.files[fd]; ok {
		return file, nil
	}
	return foreign(fd)
}

func (f *openFiles) closeAll() {
	for fd, file := range f.files {
		if fd > 2 {
			_ = file.Close()
		}
	}
}

// fsValue makes a value of what an operation gave.
func (rt *Runtime) fsValue(v any) goja.Value {
	vm := rt.vm
	switch v := v.(type) {
	case nil:
		return goja.Undefined()
	case []byte:
		return rt.newBuffer(v)
	case opened:
		return vm.ToValue(int(v.reg(v.file).Fd()))
	case fs.FileInfo:
		return vm.NewArray(statFields(v)...)
	case []string:
		return vm.NewArray(anys(v)...)
	case []fs.DirEntry:
		out := make([]any, 0, 2*len(v))
		for _, e := range v {
			out = append(out, e.Name(), direntType(e.Type()))
		}
		return vm.NewArray(out...)
	}
	return vm.ToValue(v)
}

func direntType(m fs.FileMode) int {
	switch {
	case m.IsDir():
		return 2
	case m&fs.ModeSymlink != 0:
		return 3
	case m&fs.ModeNamedPipe != 0:
		return 4
	case m&fs.ModeSocket != 0:
		return 5
	case m&fs.ModeCharDevice != 0:
		return 6
	case m&fs.ModeDevice != 0:
		return 7
	case m.IsRegular():
		return 1
	}
	return 0
}

// unixMode is a mode as stat(2) gives it.
func unixMode(m fs.FileMode) int {
	mode := int(m.Perm())
	switch {
	case m.IsDir():
		mode |= 0o040000
	case m&fs.ModeSymlink != 0:
		mode |= 0o120000
	case m&fs.ModeNamedPipe != 0:
		mode |= 0o010000
	case m&fs.ModeSocket != 0:
		mode |= 0o140000
	case m&fs.ModeCharDevice != 0:
		mode |= 0o020000
	case m&fs.ModeDevice != 0:
		mode |= 0o060000
	default:
		mode |= 0o100000
	}
	if m&fs.ModeSetuid != 0 {
		mode |= 0o4000
	}
	if m&fs.ModeSetgid != 0 {
		mode |= 0o2000
	}
	if m&fs.ModeSticky != 0 {
		mode |= 0o1000
	}
	return mode
}

// milliseconds is a time as Stats hold it.
func milliseconds(t time.Time) float64 { return float64(t.UnixNano()) / 1e6 }

func fsOperations(files *openFiles) map[string]fsOp {
	str := func(args []goja.Value, i int) string { return arg(args, i).String() }
	num := func(args []goja.Value, i int) int { return int(arg(args, i).ToInteger()) }
	// onPath is an operation on one path.
	onPath := func(name string, f func(path string, args []goja.Value) func() (any, error)) fsOp {
		return func(rt *Runtime, args []goja.Value) (func() (any, error), string, string) {
			given := str(args, 0)
			return f(rt.abs(given), args), name, given
		}
	}
	onFile := func(name string, f func(file descriptor, args []goja.Value) func() (any, error)) fsOp {
		return func(rt *Runtime, args []goja.Value) (func() (any, error), string, string) {
			file, err := files.get(num(args, 0))
			if err != nil {
				return func() (any, error) { return nil, err }, name, ""
			}
			return f(file, args), name, ""
		}
	}
	onTwo := func(name string, f func(from, to string) error) fsOp {
		return func(rt *Runtime, args []goja.Value) (func() (any, error), string, string) {
			from, to := str(args, 0), str(args, 1)
			return func() (any, error) { return nil, f(rt.abs(from), rt.abs(to)) }, name, from + "' -> '" + to
		}
	}
	reg := func(file *os.File) *os.File { files.files[int(file.Fd())] = file; return file }
	return map[string]fsOp{
		"readFile": onPath("open", func(path string, _ []goja.Value) func() (any, error) {
			return func() (any, error) {
				if fi, err := os.Stat(path); err == nil && fi.IsDir() {
					return nil, located{syscall.EISDIR, "read", ""}
				}
				return os.ReadFile(path)
			}
		}),
		"stat": onPath("stat", func(path string, _ []goja.Value) func() (any, error) {
			return func() (any, error) { return os.Stat(path) }
		}),
		"lstat": onPath("lstat", func(path string, _ []goja.Value) func() (any, error) {
			return func() (any, error) { return os.Lstat(path) }
		}),
		"readdir": onPath("scandir", func(path string, _ []goja.Value) func() (any, error) {
			return func() (any, error) { return os.ReadDir(path) }
		}),
		"realpath": onPath("lstat", func(path string, _ []goja.Value) func() (any, error) {
			return func() (any, error) { return filepath.EvalSymlinks(path) }
		}),
		"readlink": onPath("readlink", func(path string, _ []goja.Value) func() (any, error) {
			return func() (any, error) { return os.Readlink(path) }
		}),
		"access": onPath("access", func(path string, args []goja.Value) func() (any, error) {
			mode := num(args, 1)
			return func() (any, error) { return nil, access(path, mode) }
		}),
		"mkdtemp": func(rt *Runtime, args []goja.Value) (func() (any, error), string, string) {
			prefix := str(args, 0)
			return func() (any, error) {
				const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
				for range 100 {
					random := randomBytes(6)
					for i := range random {
						random[i] = letters[int(random[i])%len(letters)]
					}
					path := prefix + string(random)
					err := os.Mkdir(rt.abs(path), 0o700)
					if err == nil || !errors.Is(err, fs.ErrExist) {
						return path, err
					}
				}
				return nil, syscall.EEXIST
			}, "mkdtemp", prefix + "XXXXXX"
		},
		"mkdir": onPath("mkdir", func(path string, args []goja.Value) func() (any, error) {
			mode, recursive := fs.FileMode(num(args, 1)), arg(args, 2).ToBoolean()
			return func() (any, error) {
				if !recursive {
					return nil, os.Mkdir(path, mode)
				}
				first := ""
				for dir := path; ; dir = filepath.Dir(dir) {
					if fi, err := os.Stat(dir); err == nil {
						if !fi.IsDir() {
							if dir == path {
								return nil, syscall.EEXIST
							}
							return nil, syscall.ENOTDIR
						}
						break
					}
					first = dir
				}
				if err := os.MkdirAll(path, mode); err != nil {
					return nil, err
				}
				if first == "" {
					return nil, nil
				}
				return first, nil
			}
		}),
		"rmdir": onPath("rmdir", func(path string, _ []goja.Value) func() (any, error) {
			return func() (any, error) {
				if fi, err := os.Lstat(path); err == nil && !fi.IsDir() {
					return nil, syscall.ENOTDIR
				}
				return nil, os.Remove(path)
			}
		}),
		"unlink": onPath("unlink", func(path string, _ []goja.Value) func() (any, error) {
			return func() (any, error) {
				if fi, err := os.Lstat(path); err == nil && fi.IsDir() {
					return nil, syscall.EISDIR
				}
				return nil, os.Remove(path)
			}
		}),
		"rm": onPath("lstat", func(path string, args []goja.Value) func() (any, error) {
			recursive, force := arg(args, 1).ToBoolean(), arg(args, 2).ToBoolean()
			return func() (any, error) {
				fi, err := os.Lstat(path)
				switch {
				case errors.Is(err, fs.ErrNotExist) && force:
					return nil, nil
				case err != nil:
					return nil, err
				case fi.IsDir() && recursive:
					return nil, os.RemoveAll(path)
				}
				return nil, os.Remove(path)
			}
		}),
		"truncate": onPath("open", func(path string, args []goja.Value) func() (any, error) {
			size := arg(args, 1).ToInteger()
			return func() (any, error) { return nil, os.Truncate(path, size) }
		}),
		"chmod": onPath("chmod", func(path string, args []goja.Value) func() (any, error) {
			mode := fs.FileMode(num(args, 1))
			return func() (any, error) { return nil, os.Chmod(path, mode) }
		}),
		"chown": onPath("chown", func(path string, args []goja.Value) func() (any, error) {
			uid, gid := num(args, 1), num(args, 2)
			return func() (any, error) { return nil, os.Chown(path, uid, gid) }
		}),
		"lchown": onPath("lchown", func(path string, args []goja.Value) func() (any, error) {
			uid, gid := num(args, 1), num(args, 2)
			return func() (any, error) { return nil, os.Lchown(path, uid, gid) }
		}),
		"fchmod": onFile("fchmod", func(file descriptor, args []goja.Value) func() (any, error) {
			mode := fs.FileMode(num(args, 1))
			return func() (any, error) { return nil, file.Chmod(mode) }
		}),
		"fchown": onFile("fchown", func(file descriptor, args []goja.Value) func() (any, error) {
			uid, gid := num(args, 1), num(args, 2)
			return func() (any, error) { return nil, file.Chown(uid, gid) }
		}),
		"futimes": onFile("futime", func(file descriptor, args []goja.Value) func() (any, error) {
			a, m := arg(args, 1).ToFloat(), arg(args, 2).ToFloat()
			return func() (any, error) {
				return nil, os.Chtimes(file.Name(), time.UnixMicro(int64(a*1e6)), time.UnixMicro(int64(m*1e6)))
			}
		}),
		"utimes": onPath("utime", func(path string, args []goja.Value) func() (any, error) {
			a, m := arg(args, 1).ToFloat(), arg(args, 2).ToFloat()
			return func() (any, error) {
				return nil, os.Chtimes(path, time.UnixMicro(int64(a*1e6)), time.UnixMicro(int64(m*1e6)))
			}
		}),
		"rename":   onTwo("rename", os.Rename),
		"link":     onTwo("link", os.Link),
		"copyFile": onTwo("copyfile", copyFile),
		"symlink": func(rt *Runtime, args []goja.Value) (func() (any, error), string, string) {
			target, path := str(args, 0), str(args, 1)
			return func() (any, error) { return nil, os.Symlink(target, rt.abs(path)) }, "symlink", target + "' -> '" + path
		},
		"writeFile": onPath("open", func(path string, args []goja.Value) func() (any, error) {
			data := append([]byte(nil), dataOf(arg(args, 1))...)
			flags, mode := num(args, 2), fs.FileMode(num(args, 3))
			return func() (any, error) {
				file, err := os.OpenFile(path, flags, mode)
				if err != nil {
					return nil, err
				}
				_, err = file.Write(data)
				return nil, errors.Join(err, file.Close())
			}
		}),
		"open": onPath("open", func(path string, args []goja.Value) func() (any, error) {
			flags, mode := num(args, 1), fs.FileMode(num(args, 2))
			return func() (any, error) {
				file, err := os.OpenFile(path, flags, mode)
				if err != nil {
					return nil, err
				}
				return opened{file, reg}, nil
			}
		}),
		"close": onFile("close", func(file descriptor, args []goja.Value) func() (any, error) {
			fd := num(args, 0)
			delete(files.files, fd)
			return func() (any, error) { return nil, file.Close() }
		}),
		"fstat": onFile("fstat", func(file descriptor, _ []goja.Value) func() (any, error) {
			return func() (any, error) { return file.Stat() }
		}),
		"fsync": onFile("fsync", func(file descriptor, _ []goja.Value) func() (any, error) {
			return func() (any, error) { return nil, file.Sync() }
		}),
		"ftruncate": onFile("ftruncate", func(file descriptor, args []goja.Value) func() (any, error) {
			size := arg(args, 1).ToInteger()
			return func() (any, error) { return nil, file.Truncate(size) }
		}),
		// read(fd, buffer, offset, length, position or -1)
		"read": onFile("read", func(file descriptor, args []goja.Value) func() (any, error) {
			data, _ := bytesOf(arg(args, 1))
			offset, length, position := num(args, 2), num(args, 3), arg(args, 4).ToInteger()
			if offset < 0 || length < 0 || offset+length > len(data) {
				return func() (any, error) { return nil, syscall.EINVAL }
			}
			data = data[offset : offset+length]
			return func() (any, error) {
				var n int
				var err error
				if position >= 0 {
					n, err = file.ReadAt(data, position)
				} else {
					n, err = file.Read(data)
				}
				if err == io.EOF {
					err = nil
				}
				return n, err
			}
		}),
		"write": onFile("write", func(file descriptor, args []goja.Value) func() (any, error) {
			data, position := dataOf(arg(args, 1)), arg(args, 2).ToInteger()
			w := io.Writer(file)
			switch fd := num(args, 0); {
			case fd == 1:
				w = files.rt.opts.Stdout
			case fd == 2:
				w = files.rt.opts.Stderr
			}
			return func() (any, error) {
				if position >= 0 {
					return file.WriteAt(data, position)
				}
				return w.Write(data)
			}
		}),
		"readAll": onFile("read", func(file descriptor, _ []goja.Value) func() (any, error) {
			r := io.Reader(file)
			if file == descriptor(os.Stdin) {
				r = files.rt.opts.Stdin
			}
			return func() (any, error) { return io.ReadAll(r) }
		}),
	}
}

// opened is a file that becomes a descriptor on the loop's thread.
type opened struct {
	file *os.File
	reg  func(*os.File) *os.File
}

func arg(args []goja.Value, i int) goja.Value {
	if i < len(args) {
		return args[i]
	}
	return goja.Undefined()
}

// dataOf are the bytes of a buffer or string.
func dataOf(v goja.Value) []byte {
	if data, ok := bytesOf(v); ok {
		return data
	}
	return []byte(v.String())
}

func copyFile(from, to string) error {
	src, err := os.Open(from)
	if err != nil {
		return err
	}
	defer src.Close()
	fi, err := src.Stat()
	if err != nil {
		return err
	}
	if fi.IsDir() {
		return syscall.EISDIR
	}
	dst, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, fi.Mode().Perm())
	if err != nil {
		return err
	}
	_, err = io.Copy(dst, src)
	return errors.Join(err, dst.Close())
}

// isTerminal says whether a descriptor is a terminal.
func isTerminal(fd int) bool {
	if fd < 0 || fd > 2 {
		return false
	}
	fi, err := []*os.File{os.Stdin, os.Stdout, os.Stderr}[fd].Stat()
	return err == nil && fi.Mode()&fs.ModeCharDevice != 0 && !strings.HasSuffix(fi.Name(), "null") && terminalSize(fd) != nil
}
