package loader

import "golang.org/x/sys/unix"

func init() {
	for nr, name := range map[uint32]string{
		unix.SYS_FORK: "fork", unix.SYS_VFORK: "vfork", unix.SYS_IOPL: "iopl", unix.SYS_IOPERM: "ioperm",
		unix.SYS_MODIFY_LDT: "modify_ldt",
	} {
		Forbidden[nr] = name
	}
	for nr, c := range map[uint32]PathCall{
		unix.SYS_OPEN:     {Name: "open", Folder: -1, Path: 0, Path2: -1, Flags: 1, Open: true},
		unix.SYS_CREAT:    {Name: "creat", Folder: -1, Path: 0, Path2: -1, Flags: -1, Open: true},
		unix.SYS_MKDIR:    {Name: "mkdir", Folder: -1, Path: 0, Path2: -1, Flags: -1},
		unix.SYS_RMDIR:    {Name: "rmdir", Folder: -1, Path: 0, Path2: -1, Flags: -1},
		unix.SYS_MKNOD:    {Name: "mknod", Folder: -1, Path: 0, Path2: -1, Flags: -1},
		unix.SYS_UNLINK:   {Name: "unlink", Folder: -1, Path: 0, Path2: -1, Flags: -1},
		unix.SYS_RENAME:   {Name: "rename", Folder: -1, Path: 0, Folder2: -1, Path2: 1, Flags: -1},
		unix.SYS_RENAMEAT: {Name: "renameat", Path: 1, Folder2: 2, Path2: 3, Flags: -1},
		unix.SYS_LINK:     {Name: "link", Folder: -1, Path: 0, Folder2: -1, Path2: 1, Flags: -1},
		unix.SYS_SYMLINK:  {Name: "symlink", Folder: -1, Path: 1, Path2: -1, Flags: -1},
	} {
		PathCalls[nr] = c
	}
	for nr, c := range map[uint32]MetadataCall{
		unix.SYS_CHMOD:     {Name: "chmod", Folder: -1, Change: mode(1)},
		unix.SYS_CHOWN:     {Name: "chown", Folder: -1, Change: owner(1)},
		unix.SYS_LCHOWN:    {Name: "lchown", Folder: -1, NoFollow: true, Change: owner(1)},
		unix.SYS_UTIME:     {Name: "utime", Folder: -1, Change: times(1, 1, 0)},
		unix.SYS_UTIMES:    {Name: "utimes", Folder: -1, Change: times(1, 2, 1000)},
		unix.SYS_FUTIMESAT: {Name: "futimesat", Path: 1, Change: times(2, 2, 1000)},
	} {
		Metadata[nr] = c
	}
	Descriptors[unix.SYS_DUP2] = DescriptorCall{"dup2", []int{0, 1}}
}
