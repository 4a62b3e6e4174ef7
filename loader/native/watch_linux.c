//go:build cgo

#define _GNU_SOURCE
#include "watch_linux.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <link.h>
#include <linux/futex.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/auxv.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/time.h>
#include <sys/types.h>
#include <ucontext.h>
#include <unistd.h>
#include <unwind.h>

enum { FRAMES = 64, TOLD = 12, TEXT_LINE = 400, THREADS = 256, LOOKUPS = 4096 };

bool watch_on;
static int out = -1;
static uintptr_t go_low, go_high; /* Go's code: its faults may be Go's to handle */
static struct sigaction old[65];

static int self(void) { return (int)bare_syscall(SYS_gettid, 0, 0, 0, 0); }

/* Notes. */

static void flush(struct note *n) {
  for (size_t done = 0; done < n->used;) {
    long wrote = bare_syscall(SYS_write, out, (long)(n->text + done), (long)(n->used - done), 0);
    if (wrote <= 0 && wrote != -4 /* EINTR */) break;
    if (wrote > 0) done += (size_t)wrote;
  }
  n->used = 0;
}

static void put(struct note *n, const char *s, size_t max) {
  for (; *s != 0 && max > 0 && n->used < sizeof n->text - 1; s++, max--)
    n->text[n->used++] = *s == '\n' || *s == '\r' ? ' ' : *s;
}

static void put_number(struct note *n, uintptr_t v, unsigned base) {
  char digits[24];
  size_t i = sizeof digits;
  digits[--i] = 0;
  do digits[--i] = "0123456789abcdef"[v % base];
  while ((v /= base) != 0);
  put(n, digits + i, sizeof digits);
}

static void put_signed(struct note *n, long v) {
  if (v < 0) put(n, "-", 1);
  put_number(n, v < 0 ? -(uintptr_t)v : (uintptr_t)v, 10);
}

/* Begins a line; whole lines are written when there may be no room for it. */
static void begin(struct note *n, const char *word) {
  if (n->used > sizeof n->text - TEXT_LINE) flush(n);
  put_signed(n, self());
  put(n, " ", 1);
  put(n, word, TEXT_LINE);
}

static void end(struct note *n) {
  n->text[n->used < sizeof n->text ? n->used : sizeof n->text - 1] = '\n';
  n->used++;
}

static void put_thread_name(struct note *n) {
  char name[17] = "";
  bare_syscall(SYS_prctl, PR_GET_NAME, (long)name, 0, 0);
  put(n, " ", 1);
  put(n, name, 16);
  end(n);
}

static void note_maps(struct note *n) {
  long fd = bare_syscall(SYS_openat, AT_FDCWD, (long)"/proc/self/maps", O_RDONLY | O_CLOEXEC, 0);
  if (fd < 0) return;
  char line[TEXT_LINE - 16], chunk[512];
  size_t length = 0;
  for (long got; (got = bare_syscall(SYS_read, fd, (long)chunk, sizeof chunk, 0)) > 0;) {
    for (long i = 0; i < got; i++) {
      if (chunk[i] != '\n') {
        if (length < sizeof line - 1) line[length++] = chunk[i];
        continue;
      }
      line[length] = 0;
      if (strchr(line, '/') != NULL) { /* others have no code of a file */
        begin(n, "m ");
        put(n, line, sizeof line);
        end(n);
      }
      length = 0;
    }
  }
  bare_syscall(SYS_close, fd, 0, 0, 0);
}

static void note_end(struct note *n) {
  note_maps(n);
  begin(n, ".");
  end(n);
  flush(n);
}

static void note_frame(struct note *n, uintptr_t pc) {
  begin(n, "f ");
  put_number(n, pc, 16);
  end(n);
}

/* Stacks. */

struct walk {
  struct note *note;
  void (*write)(struct note *, uintptr_t pc);
  bool skip; /* frames are the handler's, until one is at from */
  uintptr_t from;
  int count;
};

static _Unwind_Reason_Code step(struct _Unwind_Context *context, void *arg) {
  struct walk *w = arg;
  int before = 0;
  uintptr_t pc = _Unwind_GetIPInfo(context, &before);
  if (pc == 0) return _URC_END_OF_STACK;
  if (w->skip && pc != w->from) return _URC_NO_REASON;
  w->skip = false;
  /* A return address may lie behind the function that called. */
  w->write(w->note, before ? pc : pc - 1);
  return ++w->count < FRAMES ? _URC_NO_REASON : _URC_END_OF_STACK;
}

/* Reads a word of memory that may not be there. */
static bool peek(uintptr_t at, uintptr_t *word) {
  static int ends[2];
  if (at % sizeof *word != 0) return false;
  if (ends[1] == 0 && bare_syscall(SYS_pipe2, (long)ends, O_CLOEXEC | O_NONBLOCK, 0, 0) != 0) return false;
  return bare_syscall(SYS_write, ends[1], (long)at, sizeof *word, 0) == sizeof *word &&
         bare_syscall(SYS_read, ends[0], (long)word, sizeof *word, 0) == sizeof *word;
}

/* Follows frame pointers: Go's code has them where it has no tables. */
static void follow(struct walk *w, uintptr_t frame) {
  for (uintptr_t next, pc; w->count < FRAMES && peek(frame, &next) && peek(frame + sizeof next, &pc) && pc > 4096; w->count++) {
    w->write(w->note, pc - 1);
    if (next <= frame) return;
    frame = next;
  }
}

static uintptr_t pc_of(const ucontext_t *c, uintptr_t *sp, uintptr_t *fp) {
#if defined(__x86_64__)
  *sp = (uintptr_t)c->uc_mcontext.gregs[REG_RSP];
  *fp = (uintptr_t)c->uc_mcontext.gregs[REG_RBP];
  return (uintptr_t)c->uc_mcontext.gregs[REG_RIP];
#elif defined(__aarch64__)
  *sp = 0;
  *fp = c->uc_mcontext.regs[29];
  return c->uc_mcontext.pc;
#else
  (void)c;
  *sp = *fp = 0;
  return 0;
#endif
}

static bool in_go(uintptr_t pc) { return pc >= go_low && pc < go_high; }

static void walk_stack(struct note *n, const ucontext_t *context, void (*write)(struct note *, uintptr_t)) {
  uintptr_t sp, fp, pc = pc_of(context, &sp, &fp);
  struct walk w = {.note = n, .write = write, .skip = true, .from = pc};
  if (in_go(pc)) {
    write(n, pc);
    w.count = 1;
    follow(&w, fp);
    return;
  }
  uintptr_t word;
  if (peek(pc & ~(sizeof word - 1), &word)) _Unwind_Backtrace(step, &w); /* which reads there */
  if (w.count > 1) return;
  if (w.count == 0) write(n, pc);
  /* A call of what is no code: who called stands on top of the stack. */
  uintptr_t caller;
#if defined(__aarch64__)
  caller = context->uc_mcontext.regs[30];
  write(n, caller - 4);
#else
  if (sp != 0 && peek(sp, &caller) && caller > 4096) write(n, caller - 1);
#endif
  w.count = 2;
  follow(&w, fp);
}

/* Signals. */

static void die(int sig) {
  struct sigaction action = {.sa_handler = SIG_DFL};
  sigaction(sig, &action, NULL);
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, sig);
  bare_syscall(SYS_rt_sigprocmask, SIG_UNBLOCK, (long)&set, 0, 8);
  bare_syscall(SYS_tgkill, bare_syscall(SYS_getpid, 0, 0, 0, 0), self(), sig, 0);
}

/* Whether a thread is to tell of its end: only one does, once. */
static bool first_to_die(int sig) {
  static atomic_int dying;
  int nobody = 0, tid = self();
  if (atomic_compare_exchange_strong(&dying, &nobody, tid)) return true;
  if (nobody == tid) die(sig); /* while it was told */
  for (;;) pause();            /* the other thread ends us both */
}

static void on_fatal(int sig, siginfo_t *info, void *context) {
  int error = errno;
  uintptr_t sp, fp, pc = pc_of(context, &sp, &fp);
  /* Of a nil pointer in Go, Go makes a panic, and of a division by zero. */
  bool nil = (sig == SIGSEGV || sig == SIGBUS) && (uintptr_t)info->si_addr < 4096;
  if (in_go(pc) && info->si_code > 0 && (nil || sig == SIGFPE) && old[sig].sa_sigaction != NULL) {
    old[sig].sa_sigaction(sig, info, context);
    return;
  }
  if (!first_to_die(sig)) return;
  struct note n = {0};
  begin(&n, "crash ");
  put_signed(&n, error);
  put(&n, " ", 1);
  put_signed(&n, sig);
  put(&n, " ", 1);
  put_signed(&n, info->si_code);
  put(&n, " ", 1);
  put_number(&n, (uintptr_t)info->si_addr, 16);
  put_thread_name(&n);
  flush(&n);
  walk_stack(&n, context, note_frame);
  note_end(&n);
  die(sig);
}

/* The words of a process that nobody watches. */

static void tell_frame(struct note *n, uintptr_t pc) {
  static int told;
  Dl_info at;
  bool known = dladdr((void *)pc, &at) != 0 && at.dli_fname != NULL;
  if (watch_own(pc) && (!known || at.dli_sname == NULL)) return; /* of no interest but for what it offers addons */
  if (told == TOLD || (told > 0 && !known)) return;
  told++;
  put(n, "    at ", TEXT_LINE);
  if (known && at.dli_sname != NULL) {
    put(n, at.dli_sname, TEXT_LINE);
    put(n, " (", 2);
  }
  if (known) {
    put(n, at.dli_fname, TEXT_LINE);
    put(n, "+", 1);
    pc -= (uintptr_t)at.dli_fbase;
  }
  put(n, "0x", 2);
  put_number(n, pc, 16);
  if (known && at.dli_sname != NULL) put(n, ")", 1);
  end(n);
  flush(n);
}

static const struct {
  int signal;
  const char *name;
} crashes[] = {
    {SIGSEGV, "SIGSEGV"}, {SIGBUS, "SIGBUS"}, {SIGILL, "SIGILL"}, {SIGFPE, "SIGFPE"}, {SIGTRAP, "SIGTRAP"}, {SIGABRT, "SIGABRT"}, {SIGSYS, "SIGSYS"},
};

static const char *name_of(int sig) {
  size_t i = 0;
  while (crashes[i].signal != sig) i++;
  return crashes[i].name;
}

static int telling; /* the signal that is told of */

static void on_late(int sig) {
  (void)sig;
  die(telling);
}

static void on_crash(int sig, siginfo_t *info, void *context) {
  uintptr_t sp, fp;
  bool sent = info->si_code <= 0; /* by a process, not by the machine */
  if (!sent && in_go(pc_of(context, &sp, &fp)) && telling == 0) {
    old[sig].sa_sigaction(sig, info, context);
    return;
  }
  if (sent && info->si_pid != bare_syscall(SYS_getpid, 0, 0, 0, 0)) die(sig);
  if (!first_to_die(sig)) return;
  telling = sig;
  /* Names are told under locks of the system's loader, whose holder may wait
     for this very thread. */
  struct sigaction late = {.sa_handler = on_late, .sa_flags = SA_ONSTACK};
  sigaction(SIGALRM, &late, NULL);
  struct itimerval soon = {.it_value.tv_sec = 3};
  bare_syscall(SYS_setitimer, ITIMER_REAL, (long)&soon, 0, 0);
  struct note n = {0};
  put(&n, "napicheck: ", TEXT_LINE);
  put(&n, name_of(sig), TEXT_LINE);
  if ((sig == SIGSEGV || sig == SIGBUS) && !sent && info->si_code != SI_KERNEL) { /* else it is unknown */
    put(&n, " at address 0x", TEXT_LINE);
    put_number(&n, (uintptr_t)info->si_addr, 16);
  }
  end(&n);
  flush(&n);
  walk_stack(&n, context, tell_frame);
  die(sig);
}

static void on_question(int sig, siginfo_t *info, void *context) {
  (void)sig, (void)info;
  struct note n = {0};
  begin(&n, "stack");
  put_thread_name(&n);
  walk_stack(&n, context, note_frame);
  note_end(&n);
}

static void on_too_large(int sig) {
  (void)sig;
  struct note n = {0};
  begin(&n, "toolarge");
  end(&n);
  flush(&n);
}

/* What Go neither needs nor ends the process by: the rest is the addon's, as
   in Node.js. */
static const int fatal[] = {
    SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT, SIGSYS, SIGXCPU, SIGALRM, SIGVTALRM, SIGUSR2, SIGPOLL, SIGPWR, SIGSTKFLT,
    SIGHUP, SIGINT, SIGQUIT, SIGTERM,
};

/* The first of them are the processor's: they kill also where they are ignored
   or blocked. */
enum { OF_PROCESSOR = 5 };

static void handle_fatal(struct sigaction *action) {
  *action = (struct sigaction){.sa_flags = SA_SIGINFO | SA_ONSTACK, .sa_sigaction = on_fatal};
  sigfillset(&action->sa_mask);
}

bool watch_handler(int sig, void (*handler)(int), struct sigaction *instead) {
  for (size_t i = 0; i < sizeof fatal / sizeof *fatal; i++)
    if (fatal[i] == sig && (handler == SIG_DFL || (handler == SIG_IGN && i < OF_PROCESSOR))) {
      handle_fatal(instead);
      return true;
    }
  return false;
}

void watch_unblock(sigset_t *set) {
  for (size_t i = 0; i < OF_PROCESSOR; i++) sigdelset(set, fatal[i]);
  sigdelset(set, SIGRTMAX); /* on_question */
}

/* See watch_own. */
uintptr_t watch_own_low, watch_own_high;

static void code(const struct dl_phdr_info *info, uintptr_t *low, uintptr_t *high) {
  for (int i = 0; i < info->dlpi_phnum; i++) {
    const ElfW(Phdr) *p = &info->dlpi_phdr[i];
    if (p->p_type != PT_LOAD || !(p->p_flags & PF_X)) continue;
    *low = info->dlpi_addr + p->p_vaddr;
    *high = *low + p->p_memsz;
  }
}

static int first_object(struct dl_phdr_info *info, size_t size, void *data) {
  (void)size, (void)data;
  code(info, &watch_own_low, &watch_own_high);
  return 1; /* the program itself is first */
}

static int interpreter(struct dl_phdr_info *info, size_t size, void *data) {
  (void)size;
  if (info->dlpi_addr != getauxval(AT_BASE)) return 0;
  uintptr_t *range = data;
  code(info, &range[0], &range[1]);
  return 1;
}

/* Own code, and that of the system's loader, which opens libraries. */
int watch_trusted(uintptr_t low[2], uintptr_t high[2]) {
  low[0] = watch_own_low;
  high[0] = watch_own_high;
  uintptr_t range[2] = {0};
  if (!dl_iterate_phdr(interpreter, range)) return 1;
  low[1] = range[0];
  high[1] = range[1];
  return 2;
}

static _Unwind_Reason_Code stop(struct _Unwind_Context *context, void *arg) {
  (void)context, (void)arg;
  return _URC_END_OF_STACK;
}

/* What both ways of watching begin with. */
static void prepare(int fd, uintptr_t low, uintptr_t high) {
  out = fd;
  dl_iterate_phdr(first_object, NULL);
  go_low = low;
  go_high = high;
  _Unwind_Backtrace(stop, NULL); /* loads what it needs */
}

void watch_start(int fd, uintptr_t low, uintptr_t high) {
  prepare(fd, low, high);
  prctl(PR_SET_NAME, "napicheck"); /* not "exe" */
  struct sigaction action;
  handle_fatal(&action);
  for (size_t i = 0; i < sizeof fatal / sizeof *fatal; i++) sigaction(fatal[i], &action, &old[fatal[i]]);
  action.sa_flags |= SA_RESTART;
  action.sa_sigaction = on_question;
  sigaction(SIGRTMAX, &action, NULL);
  action.sa_flags &= ~SA_SIGINFO;
  action.sa_handler = on_too_large;
  sigaction(SIGXFSZ, &action, NULL);
  watch_on = true;
}

void watch_crashes(uintptr_t low, uintptr_t high) {
  prepare(STDERR_FILENO, low, high);
  struct sigaction action = {.sa_flags = SA_SIGINFO | SA_ONSTACK, .sa_sigaction = on_crash};
  sigfillset(&action.sa_mask);
  sigdelset(&action.sa_mask, SIGALRM);
  for (size_t i = 0; i < sizeof crashes / sizeof *crashes; i++) sigaction(crashes[i].signal, &action, &old[crashes[i].signal]);
}

void watch_leave(int status) {
  watch_on = false;
  exit(status);
}

void watch_exit(const char *function, int status, const void *caller) {
  int error = errno;
  watch_on = false;
  struct note n = {0};
  begin(&n, "exit ");
  put_signed(&n, error);
  put(&n, " ", 1);
  put_signed(&n, status);
  put(&n, " ", 1);
  put(&n, function, 16);
  put_thread_name(&n);
  struct walk w = {.note = &n, .write = note_frame, .skip = true, .from = (uintptr_t)caller};
  _Unwind_Backtrace(step, &w);
  note_end(&n);
}

void watch_lookup(const char *name) {
  static atomic_int count;
  if (name == NULL || atomic_fetch_add(&count, 1) >= LOOKUPS) return;
  struct note n = {0};
  begin(&n, "lookup ");
  put(&n, name, TEXT_LINE - 32);
  end(&n);
  flush(&n);
}

/* Threads of addons. One is there as soon as it is made, which may be long
   before it runs: until then nobody knows its tid. */
enum { FREE = 0, MADE = -1 };

static struct watch_thread {
  atomic_int tid;
  uintptr_t routine;
} threads[THREADS];

struct watch_thread *watch_thread_made(void *(*routine)(void *)) {
  for (size_t i = 0; i < THREADS; i++) {
    int expected = FREE;
    if (!atomic_compare_exchange_strong(&threads[i].tid, &expected, MADE)) continue;
    threads[i].routine = (uintptr_t)routine;
    return &threads[i];
  }
  return NULL;
}

static void become(struct watch_thread *t, int tid) {
  if (t == NULL) return;
  atomic_store(&t->tid, tid);
  bare_syscall(SYS_futex, (long)&t->tid, FUTEX_WAKE_PRIVATE, INT_MAX, 0);
}

void watch_thread_runs(struct watch_thread *t) { become(t, self()); }

void watch_thread_over(struct watch_thread *t) { become(t, FREE); }

size_t watch_threads(int *tids, uintptr_t *routines, size_t cap) {
  size_t n = 0;
  for (size_t i = 0; i < THREADS && n < cap; i++) {
    int tid;
    while ((tid = atomic_load(&threads[i].tid)) == MADE) bare_syscall(SYS_futex, (long)&threads[i].tid, FUTEX_WAIT_PRIVATE, MADE, 0);
    if (tid == FREE) continue;
    tids[n] = tid;
    routines[n++] = threads[i].routine;
  }
  return n;
}
