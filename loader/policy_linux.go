package loader

import "golang.org/x/sys/unix"

// The sandbox's policy on system calls, by number. What is in none of the maps
// is allowed.

// Forbidden are refused to everybody.
var Forbidden = map[uint32]string{
	// The network, and services that listen on sockets.
	unix.SYS_SOCKET: "socket",
	// Other programs and processes.
	unix.SYS_EXECVE: "execve", unix.SYS_EXECVEAT: "execveat", unix.SYS_PTRACE: "ptrace", unix.SYS_PROCESS_VM_READV: "process_vm_readv",
	unix.SYS_PROCESS_VM_WRITEV: "process_vm_writev", unix.SYS_KCMP: "kcmp", unix.SYS_PIDFD_OPEN: "pidfd_open",
	unix.SYS_PIDFD_GETFD: "pidfd_getfd", unix.SYS_PIDFD_SEND_SIGNAL: "pidfd_send_signal", unix.SYS_SETSID: "setsid", unix.SYS_SETPGID: "setpgid",
	unix.SYS_SETPRIORITY: "setpriority", unix.SYS_MIGRATE_PAGES: "migrate_pages", unix.SYS_MOVE_PAGES: "move_pages",
	unix.SYS_PROCESS_MADVISE: "process_madvise", unix.SYS_PROCESS_MRELEASE: "process_mrelease",
	// What outlives the process, or belongs to others by number.
	unix.SYS_SHMGET: "shmget", unix.SYS_SHMAT: "shmat", unix.SYS_SHMCTL: "shmctl", unix.SYS_SEMGET: "semget", unix.SYS_SEMOP: "semop",
	unix.SYS_SEMTIMEDOP: "semtimedop", unix.SYS_SEMCTL: "semctl", unix.SYS_MSGGET: "msgget", unix.SYS_MSGSND: "msgsnd", unix.SYS_MSGRCV: "msgrcv",
	unix.SYS_MSGCTL: "msgctl", unix.SYS_MQ_OPEN: "mq_open", unix.SYS_MQ_UNLINK: "mq_unlink",
	unix.SYS_ADD_KEY: "add_key", unix.SYS_REQUEST_KEY: "request_key", unix.SYS_KEYCTL: "keyctl",
	// The system itself.
	unix.SYS_MOUNT: "mount", unix.SYS_UMOUNT2: "umount2", unix.SYS_PIVOT_ROOT: "pivot_root", unix.SYS_CHROOT: "chroot",
	unix.SYS_MOVE_MOUNT: "move_mount", unix.SYS_OPEN_TREE: "open_tree", unix.SYS_OPEN_TREE_ATTR: "open_tree_attr", unix.SYS_FSOPEN: "fsopen", unix.SYS_FSMOUNT: "fsmount",
	unix.SYS_FSCONFIG: "fsconfig", unix.SYS_FSPICK: "fspick", unix.SYS_MOUNT_SETATTR: "mount_setattr", unix.SYS_SETNS: "setns",
	unix.SYS_UNSHARE: "unshare", unix.SYS_BPF: "bpf", unix.SYS_PERF_EVENT_OPEN: "perf_event_open", unix.SYS_KEXEC_LOAD: "kexec_load", unix.SYS_KEXEC_FILE_LOAD: "kexec_file_load",
	unix.SYS_INIT_MODULE: "init_module", unix.SYS_FINIT_MODULE: "finit_module", unix.SYS_DELETE_MODULE: "delete_module",
	unix.SYS_USERFAULTFD: "userfaultfd", unix.SYS_OPEN_BY_HANDLE_AT: "open_by_handle_at", unix.SYS_IO_URING_SETUP: "io_uring_setup",
	unix.SYS_SWAPON: "swapon", unix.SYS_SWAPOFF: "swapoff", unix.SYS_REBOOT: "reboot", unix.SYS_SETHOSTNAME: "sethostname",
	unix.SYS_SETDOMAINNAME: "setdomainname", unix.SYS_SETTIMEOFDAY: "settimeofday", unix.SYS_CLOCK_SETTIME: "clock_settime",
	unix.SYS_CLOCK_ADJTIME: "clock_adjtime", unix.SYS_ADJTIMEX: "adjtimex", unix.SYS_ACCT: "acct", unix.SYS_QUOTACTL: "quotactl",
	unix.SYS_QUOTACTL_FD: "quotactl_fd", unix.SYS_SYSLOG: "syslog",
	unix.SYS_VHANGUP: "vhangup", unix.SYS_FANOTIFY_INIT: "fanotify_init", unix.SYS_SETRLIMIT: "setrlimit",
}

// Signals have the process, or its group, as their first argument: only to
// itself they are allowed.
var Signals = map[uint32]string{
	unix.SYS_KILL: "kill", unix.SYS_TGKILL: "tgkill", unix.SYS_RT_SIGQUEUEINFO: "rt_sigqueueinfo", unix.SYS_RT_TGSIGQUEUEINFO: "rt_tgsigqueueinfo",
}

// Threads have a thread as their first argument, or 0 for the calling one: only
// those of the process are allowed.
var Threads = map[uint32]string{
	unix.SYS_TKILL: "tkill", unix.SYS_SCHED_SETAFFINITY: "sched_setaffinity", unix.SYS_SCHED_SETSCHEDULER: "sched_setscheduler",
	unix.SYS_SCHED_SETPARAM: "sched_setparam", unix.SYS_SCHED_SETATTR: "sched_setattr",
}

// Requests are calls that do many things, one of which an argument names: these
// are refused to everybody.
var Requests = map[uint32]RequestCall{
	// Have the kernel send signals to others.
	unix.SYS_FCNTL: {1, map[uint32]string{unix.F_SETOWN: "fcntl F_SETOWN", unix.F_SETOWN_EX: "fcntl F_SETOWN_EX"}},
	unix.SYS_IOCTL: {1, map[uint32]string{
		fioSetOwn: "ioctl FIOSETOWN", unix.SIOCSPGRP: "ioctl SIOCSPGRP", unix.TIOCSTI: "ioctl TIOCSTI",
		// Change files that are open for reading only.
		unix.FS_IOC_SETFLAGS: "ioctl FS_IOC_SETFLAGS", fsSetXattr: "ioctl FS_IOC_FSSETXATTR",
		unix.FS_IOC_SET_ENCRYPTION_POLICY: "ioctl FS_IOC_SET_ENCRYPTION_POLICY", unix.FS_IOC_ENABLE_VERITY: "ioctl FS_IOC_ENABLE_VERITY",
	}},
	// Who cannot be looked into cannot be supervised.
	unix.SYS_PRCTL: {0, map[uint32]string{unix.PR_SET_DUMPABLE: "prctl PR_SET_DUMPABLE"}},
}

// Of asm-generic/sockios.h and linux/fs.h.
const (
	fioSetOwn  = 0x8901
	fsSetXattr = 0x401c5820
)

// A RequestCall is a call with an argument that names what it shall do.
type RequestCall struct {
	Arg   int
	Names map[uint32]string // by value
}

// A PathCall is a call that takes paths.
type PathCall struct {
	Name    string
	Folder  int  // argument: the descriptor of the folder a path begins at; -1 = the working directory
	Path    int  // argument: the path
	Folder2 int  // of a second path
	Path2   int  // -1 = there is none
	Flags   int  // argument: the flags of open, which tell whether it writes; -1 = it does
	Open    bool // it opens a file
}

// PathCalls are allowed where the paths are.
var PathCalls = map[uint32]PathCall{
	unix.SYS_OPENAT:    {Name: "openat", Path: 1, Path2: -1, Flags: 2, Open: true},
	unix.SYS_OPENAT2:   {Name: "openat2", Path: 1, Path2: -1, Flags: -2, Open: true}, // flags lie in memory
	unix.SYS_MKDIRAT:   {Name: "mkdirat", Path: 1, Path2: -1, Flags: -1},
	unix.SYS_MKNODAT:   {Name: "mknodat", Path: 1, Path2: -1, Flags: -1},
	unix.SYS_UNLINKAT:  {Name: "unlinkat", Path: 1, Path2: -1, Flags: -1},
	unix.SYS_RENAMEAT2: {Name: "renameat2", Path: 1, Folder2: 2, Path2: 3, Flags: -1},
	unix.SYS_LINKAT:    {Name: "linkat", Path: 1, Folder2: 2, Path2: 3, Flags: -1},
	unix.SYS_SYMLINKAT: {Name: "symlinkat", Folder: 1, Path: 2, Path2: -1, Flags: -1},
	unix.SYS_TRUNCATE:  {Name: "truncate", Folder: -1, Path: 0, Path2: -1, Flags: -1},
}

// Descriptors are calls that act on descriptors, with the arguments that are
// one. To the addon ours do not exist.
var Descriptors = map[uint32]DescriptorCall{
	unix.SYS_WRITE: {"write", []int{0}}, unix.SYS_WRITEV: {"writev", []int{0}}, unix.SYS_PWRITE64: {"pwrite64", []int{0}},
	unix.SYS_PWRITEV: {"pwritev", []int{0}}, unix.SYS_PWRITEV2: {"pwritev2", []int{0}}, unix.SYS_SENDTO: {"sendto", []int{0}},
	unix.SYS_SENDMSG: {"sendmsg", []int{0}}, unix.SYS_SENDMMSG: {"sendmmsg", []int{0}}, unix.SYS_CLOSE: {"close", []int{0}},
	unix.SYS_CLOSE_RANGE: {"close_range", []int{1}}, unix.SYS_DUP: {"dup", []int{0}}, unix.SYS_DUP3: {"dup3", []int{0, 1}},
	unix.SYS_FCNTL: {"fcntl", []int{0}}, unix.SYS_FTRUNCATE: {"ftruncate", []int{0}}, unix.SYS_SENDFILE: {"sendfile", []int{0}},
	unix.SYS_SPLICE: {"splice", []int{2}}, unix.SYS_TEE: {"tee", []int{1}}, unix.SYS_VMSPLICE: {"vmsplice", []int{0}},
	unix.SYS_COPY_FILE_RANGE: {"copy_file_range", []int{2}},
}

// A DescriptorCall is a call that acts on descriptors.
type DescriptorCall struct {
	Name string
	Args []int
}

// Our descriptors in the child.
const (
	FirstFD = 500
	LastFD  = 531
)
