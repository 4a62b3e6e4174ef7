/* An addon that tries what it must not, and says what came of it: a line
   "NAME errno", 0 where it was let. HOME, PARENT and SHMID are the user's
   folder, the process and the shared memory to attack. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timex.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

static void said(const char *what, int failed) {
  printf("%s %d\n", what, failed ? errno : 0);
  fflush(stdout);
}
#define TRY(what, call) said(what, (errno = 0, (long)(call) < 0))

static int writes(const char *path) {
  int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (fd < 0) return -1;
  write(fd, "x", 1);
  return close(fd);
}

static int reads(const char *path) {
  int fd = open(path, O_RDONLY);
  return fd < 0 ? -1 : close(fd);
}

static int lists(const char *path) {
  DIR *d = opendir(path);
  return d == NULL ? -1 : closedir(d);
}

static int runs(void) {
  pid_t pid;
  char *argv[] = {"/bin/true", NULL};
  int error = posix_spawn(&pid, argv[0], NULL, NULL, argv, NULL);
  if (error == 0) waitpid(pid, NULL, 0);
  errno = error;
  return error ? -1 : 0;
}

static int bombs(void) {
  for (int i = 0; i < 100; i++) {
    pid_t pid = fork();
    if (pid < 0) return -1;
    if (pid == 0) for (;;) pause();
  }
  return 0;
}

static int parents_memory(pid_t parent) {
  char byte;
  struct iovec here = {&byte, 1}, there = {(void *)0x400000, 1};
  return process_vm_readv(parent, &here, 1, &there, 1, 0);
}

/* Whether any descriptor beyond the first three can be written to, or one of
   the host's replaced or closed. */
static int descriptors(void) {
  int let = 0;
  for (int fd = 3; fd < 600; fd++) {
    if (write(fd, "{\"exports\":{\"t\":\"forged\"}}\n", 27) == 27 && fd != 480) {
      let++;
      char link[64], to[64] = "";
      sprintf(link, "/proc/self/fd/%d", fd);
      readlink(link, to, sizeof to - 1);
      printf("# wrote to %d, %s\n", fd, to);
    }
    if (fd >= 500 && fcntl(fd, F_DUPFD, 3) >= 0) let++;
    if (fd >= 500 && fd < 510 && (dup2(1, fd) >= 0 || close(fd) == 0)) let++;
  }
  if (syscall(SYS_close_range, 490, ~0U, 0) == 0) let++;
  errno = EBADF;
  return let > 0 ? 0 : -1;
}

/* Fills the disk: with one file, then with many. */
static int fills(void) {
  static char block[1 << 20];
  int fd = open("big", O_WRONLY | O_CREAT, 0600);
  long wrote = 0;
  for (ssize_t n; wrote < (1L << 30) && (n = write(fd, block, sizeof block)) > 0; wrote += n) {}
  int error = errno;
  close(fd);
  unlink("big");
  errno = error;
  return wrote < (1L << 30) ? -1 : 0;
}

static int many(void) {
  char name[32];
  for (int i = 0; i < 5000; i++) {
    sprintf(name, "many%d", i);
    int fd = open(name, O_WRONLY | O_CREAT, 0600);
    if (fd < 0) return -1;
    close(fd);
  }
  return 0;
}

static int raises_limit(void) {
  struct rlimit l = {RLIM_INFINITY, RLIM_INFINITY};
  return setrlimit(RLIMIT_FSIZE, &l);
}

/* The addon's own file, which it may read, and what can be changed of a file that
   is only open for reading. */
static const char *own(void) {
  Dl_info info;
  return dladdr((void *)own, &info) ? info.dli_fname : NULL;
}

static int chmod_by_proc(int fd) {
  char link[64];
  sprintf(link, "/proc/self/fd/%d", fd);
  return chmod(link, 0);
}

static int sets_flags(int fd) {
  int flags = 0x40; /* FS_NODUMP_FL */
  return ioctl(fd, 0x40086602 /* FS_IOC_SETFLAGS */, &flags);
}

/* Has the kernel kill a process when something can be read. */
static int kills_by_input(pid_t pid) {
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) < 0) return -1;
  int result = fcntl(pair[0], F_SETOWN, pid), error = errno;
  close(pair[0]);
  close(pair[1]);
  errno = error;
  return result;
}

static int moves(pid_t pid) {
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(0, &one);
  return sched_setaffinity(pid, sizeof one, &one);
}

static int sets_clock(void) {
  struct timex t = {.modes = ADJ_TICK, .tick = 10000};
  return syscall(SYS_adjtimex, &t);
}

static const struct timespec then[2] = {{1, 0}, {2, 3}};

static int own_metadata(void) {
  struct stat st;
  int fd = open("mine", O_RDONLY);
  if (fd < 0 || chmod("mine", 0640) < 0 || fchmod(fd, 0604) < 0 || futimens(fd, then) < 0 || fchown(fd, -1, -1) < 0 || fstat(fd, &st) < 0) return -1;
  close(fd);
  errno = EILSEQ;
  if ((st.st_mode & 0777) != 0604 || st.st_mtim.tv_sec != 2 || st.st_mtim.tv_nsec != 3 || st.st_atim.tv_sec != 1) return -1;
  if (utimensat(AT_FDCWD, "mine", NULL, 0) < 0 || stat("mine", &st) < 0 || st.st_mtim.tv_sec < 1000) return -1;
  return chmod("not there", 0600) < 0 && errno == ENOENT ? 0 : -1;
}

__attribute__((visibility("default"))) void *napi_register_module_v1(void *env, void *exports) {
  pid_t parent = PARENT;
  TRY("own_file", writes("mine"));
  TRY("write_home", writes(HOME "/written"));
  TRY("mkdir_home", mkdir(HOME "/made", 0700));
  TRY("chmod_home", chmod(HOME "/.ssh/id_rsa", 0777));
  TRY("remove_home", unlink(HOME "/.ssh/id_rsa"));
  TRY("rename_home", rename(HOME "/.ssh", HOME "/moved"));
  TRY("link_home", symlink("/etc/passwd", HOME "/link"));
  TRY("xattr_home", setxattr(HOME "/.ssh/id_rsa", "user.x", "x", 1, 0));
  TRY("read_key", reads(HOME "/.ssh/id_rsa"));
  TRY("list_home", lists(HOME));
  TRY("read_shadow", reads("/etc/shadow"));
  TRY("write_tmp", writes("/tmp/napicheck-hostile"));
  symlink(HOME "/.ssh/id_rsa", "key");
  TRY("read_through_link", reads("key"));
  TRY("inet", socket(AF_INET, SOCK_STREAM, 0));
  TRY("unix", socket(AF_UNIX, SOCK_STREAM, 0));
  TRY("exec", execl("/bin/true", "true", NULL));
  TRY("spawn", runs());
  TRY("fork_bomb", bombs());
  TRY("ptrace_parent", ptrace(PTRACE_ATTACH, parent, NULL, NULL));
  TRY("read_parent", parents_memory(parent));
  TRY("kill_parent", kill(parent, SIGKILL));
  TRY("kill_all", kill(-1, SIGKILL));
  TRY("parents_environment", reads(ENVIRON));
  TRY("mount", mount("none", "/mnt", "tmpfs", 0, NULL));
  TRY("namespace", syscall(SYS_unshare, 0x10000000));
  TRY("io_uring", syscall(SYS_io_uring_setup, 1, NULL));
  TRY("shared_memory", shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600));
  TRY("new_session", setsid());
  TRY("raise_limit", raises_limit());
  TRY("descriptors", descriptors());
  TRY("fill_disk", fills());
  TRY("many_files", many());
  int self = open(own(), O_RDONLY), place = open(own(), O_PATH);
  TRY("own_metadata", own_metadata());
  TRY("chmod_package", fchmod(self, 0));
  TRY("chmod_by_place", syscall(452 /* fchmodat2 */, place, "", 0, AT_EMPTY_PATH));
  TRY("chmod_by_proc", chmod_by_proc(self));
  TRY("chown_package", fchown(self, 1, 1));
  TRY("times_package", futimens(self, then));
  TRY("xattr_package", fsetxattr(self, "user.x", "x", 1, 0));
  TRY("no_xattr_package", lremovexattr(own(), "user.x"));
  TRY("flags_package", sets_flags(self));
  TRY("kill_by_input", kills_by_input(parent));
  TRY("undumpable", prctl(PR_SET_DUMPABLE, 0));
  TRY("attach_memory", (long)shmat(SHMID, NULL, 0));
  TRY("move_parent", moves(parent));
  TRY("move_self", moves(0));
  TRY("set_clock", sets_clock());
  TRY("own_maps", reads("/proc/self/maps"));
  TRY("own_library", reads("/usr/lib/os-release"));
  return exports;
}
