//go:build cgo

/* Functions of the C library that addons call through this program, which
   stands before the library: glibc gives a program's definition precedence over
   its own, for every library that asks. Unless an addon is watched they only
   pass on. */
#define _GNU_SOURCE
#include "watch_linux.h"

#ifdef __GLIBC__
#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#define EXPORTED __attribute__((visibility("default")))

enum { ALTERNATE = 64 << 10 };

void *(*interpose_dlsym)(void *, const char *);
static int (*real_pthread_create)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
static void (*real_exit)(int) __attribute__((noreturn));
static void (*real_quick_exit)(int) __attribute__((noreturn));
static void (*real_pthread_exit)(void *) __attribute__((noreturn));
static int (*real_sigaction)(int, const struct sigaction *, struct sigaction *);
static sighandler_t (*real_signal)(int, sighandler_t);
static int (*real_sigprocmask)(int, const sigset_t *, sigset_t *);
static int (*real_pthread_sigmask)(int, const sigset_t *, sigset_t *);

/* AddressSanitizer looks functions up before what it adds to a function can run. */
#define BEFORE_ALL __attribute__((no_sanitize_address))

/* Before Go makes its first thread. Libraries begin before the program does,
   and may ask earlier. */
__attribute__((constructor)) BEFORE_ALL static void find(void) {
  static const char *const versions[] = {"GLIBC_2.34", "GLIBC_2.2.5", "GLIBC_2.17", "GLIBC_2.27", "GLIBC_2.36", "GLIBC_2.4", "GLIBC_2.2", "GLIBC_2.0"};
  if (interpose_dlsym != NULL) return;
  for (size_t i = 0; interpose_dlsym == NULL && i < sizeof versions / sizeof *versions; i++)
    interpose_dlsym = (void *(*)(void *, const char *))dlvsym(RTLD_NEXT, "dlsym", versions[i]);
  if (interpose_dlsym == NULL) abort(); /* a glibc nobody has seen */
  real_pthread_create = interpose_dlsym(RTLD_NEXT, "pthread_create");
  real_exit = interpose_dlsym(RTLD_NEXT, "exit");
  real_quick_exit = interpose_dlsym(RTLD_NEXT, "quick_exit");
  real_pthread_exit = interpose_dlsym(RTLD_NEXT, "pthread_exit");
  real_sigaction = interpose_dlsym(RTLD_NEXT, "sigaction");
  real_signal = interpose_dlsym(RTLD_NEXT, "signal");
  real_sigprocmask = interpose_dlsym(RTLD_NEXT, "sigprocmask");
  real_pthread_sigmask = interpose_dlsym(RTLD_NEXT, "pthread_sigmask");
}

/* Threads of addons get a stack to handle the overflow of their own on. */

struct start {
  void *(*routine)(void *);
  void *arg;
  struct watch_thread *noted;
  void *alternate;
};

static void finish(void *arg) {
  struct start *s = arg;
  watch_thread_over(s->noted);
  if (s->alternate == MAP_FAILED) return;
  stack_t none = {.ss_flags = SS_DISABLE};
  sigaltstack(&none, NULL);
  munmap(s->alternate, ALTERNATE);
}

static void *run(void *arg) {
  struct start s = *(struct start *)arg;
  free(arg);
  watch_thread_runs(s.noted);
  s.alternate = mmap(NULL, ALTERNATE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
  stack_t stack = {.ss_sp = s.alternate, .ss_size = ALTERNATE};
  if (s.alternate != MAP_FAILED) sigaltstack(&stack, NULL);
  void *result;
  pthread_cleanup_push(finish, &s);
  result = s.routine(s.arg);
  pthread_cleanup_pop(1);
  return result;
}

/* The first thread is the one in which Go watches its processors, from 20 µs to
   20 µs as long as it sees something happen: in a process that lives for 20 ms
   that takes a fifth of a processor. A timer that may be late by so much, in
   nanoseconds, makes that rarer, and lets Go notice as much later that a call of
   C lasts. */
enum { LATE = 1000000 };

static int create_first(pthread_t *thread, const pthread_attr_t *attr, void *(*routine)(void *), void *arg) {
  int before = prctl(PR_GET_TIMERSLACK);
  prctl(PR_SET_TIMERSLACK, LATE);
  int error = real_pthread_create(thread, attr, routine, arg);
  prctl(PR_SET_TIMERSLACK, before > 0 ? before : 0);
  return error;
}

EXPORTED int pthread_create(pthread_t *thread, const pthread_attr_t *attr, void *(*routine)(void *), void *arg) {
  struct start *s;
  static bool later;
  find();
  if (!later) {
    later = true;
    return create_first(thread, attr, routine, arg);
  }
  if (!watch_on || watch_own((uintptr_t)routine) || (s = malloc(sizeof *s)) == NULL)
    return real_pthread_create(thread, attr, routine, arg);
  s->routine = routine;
  s->arg = arg;
  s->noted = watch_thread_made(routine);
  int error = real_pthread_create(thread, attr, run, s);
  if (error != 0) {
    watch_thread_over(s->noted);
    free(s);
  }
  return error;
}

/* The end of the process is noted. */

EXPORTED __attribute__((noreturn)) void exit(int status) {
  if (watch_on) watch_exit("exit", status, __builtin_return_address(0));
  find();
  real_exit(status);
}

EXPORTED __attribute__((noreturn)) void quick_exit(int status) {
  if (watch_on) watch_exit("quick_exit", status, __builtin_return_address(0));
  find();
  real_quick_exit(status);
}

EXPORTED __attribute__((noreturn)) void _exit(int status) {
  if (watch_on) watch_exit("_exit", status, __builtin_return_address(0));
  for (;;) bare_syscall(SYS_exit_group, status, 0, 0, 0);
}

EXPORTED __attribute__((noreturn)) void _Exit(int status) {
  if (watch_on) watch_exit("_Exit", status, __builtin_return_address(0));
  for (;;) bare_syscall(SYS_exit_group, status, 0, 0, 0);
}

/* The main thread does not come back from it, which ends what it does. */
EXPORTED __attribute__((noreturn)) void pthread_exit(void *result) {
  if (watch_on && bare_syscall(SYS_gettid, 0, 0, 0, 0) == bare_syscall(SYS_getpid, 0, 0, 0, 0))
    watch_exit("pthread_exit", 0, __builtin_return_address(0));
  find();
  real_pthread_exit(result);
}

/* Crashes are noted though the addon gives up its own handlers, or blocks all
   signals in its threads, as many do: it dies of them all the same. */

#define OF_ADDON (watch_on && !watch_own((uintptr_t)__builtin_return_address(0)))

static int act(int sig, const struct sigaction *action, struct sigaction *before) {
  struct sigaction ours;
  bool gives_up = action != NULL && !(action->sa_flags & SA_SIGINFO) && watch_handler(sig, action->sa_handler, &ours);
  return real_sigaction(sig, gives_up ? &ours : action, before);
}

EXPORTED int sigaction(int sig, const struct sigaction *action, struct sigaction *before) {
  find();
  return OF_ADDON ? act(sig, action, before) : real_sigaction(sig, action, before);
}

EXPORTED sighandler_t signal(int sig, sighandler_t handler) {
  struct sigaction ours, before;
  find();
  if (!OF_ADDON || !watch_handler(sig, handler, &ours)) return real_signal(sig, handler);
  return real_sigaction(sig, &ours, &before) == 0 ? before.sa_handler : SIG_ERR;
}

static int mask(int (*real)(int, const sigset_t *, sigset_t *), int how, const sigset_t *set, sigset_t *before) {
  sigset_t less;
  if (set != NULL && how != SIG_UNBLOCK) {
    less = *set;
    watch_unblock(&less);
    set = &less;
  }
  return real(how, set, before);
}

EXPORTED int sigprocmask(int how, const sigset_t *set, sigset_t *before) {
  find();
  return OF_ADDON ? mask(real_sigprocmask, how, set, before) : real_sigprocmask(how, set, before);
}

EXPORTED int pthread_sigmask(int how, const sigset_t *set, sigset_t *before) {
  find();
  return OF_ADDON ? mask(real_pthread_sigmask, how, set, before) : real_pthread_sigmask(how, set, before);
}

/* dlsym knows by its return address who asks, so it must be jumped to. */

BEFORE_ALL void interpose_lookup(const char *name, uintptr_t caller) {
  find();
  if (watch_on && !watch_own(caller)) watch_lookup(name);
}

#if defined(__x86_64__)
__asm__(
    ".text\n.globl dlsym\n.type dlsym,@function\ndlsym:\n.cfi_startproc\n"
    "endbr64\n"
    "push %rdi\n.cfi_adjust_cfa_offset 8\n"
    "push %rsi\n.cfi_adjust_cfa_offset 8\n"
    "sub $8,%rsp\n.cfi_adjust_cfa_offset 8\n"
    "mov %rsi,%rdi\n"
    "mov 24(%rsp),%rsi\n"
    "call interpose_lookup\n"
    "add $8,%rsp\n.cfi_adjust_cfa_offset -8\n"
    "pop %rsi\n.cfi_adjust_cfa_offset -8\n"
    "pop %rdi\n.cfi_adjust_cfa_offset -8\n"
    "jmp *interpose_dlsym(%rip)\n"
    ".cfi_endproc\n.size dlsym,.-dlsym\n");
#elif defined(__aarch64__)
__asm__(
    ".text\n.globl dlsym\n.type dlsym,@function\ndlsym:\n.cfi_startproc\n"
    "stp x29,x30,[sp,-32]!\n.cfi_def_cfa_offset 32\n.cfi_offset 29,-32\n.cfi_offset 30,-24\n"
    "stp x0,x1,[sp,16]\n"
    "mov x29,sp\n"
    "mov x0,x1\n"
    "mov x1,x30\n"
    "bl interpose_lookup\n"
    "ldp x0,x1,[sp,16]\n"
    "ldp x29,x30,[sp],32\n.cfi_restore 29\n.cfi_restore 30\n.cfi_def_cfa_offset 0\n"
    "adrp x16,interpose_dlsym\n"
    "ldr x16,[x16,:lo12:interpose_dlsym]\n"
    "br x16\n"
    ".cfi_endproc\n.size dlsym,.-dlsym\n");
#endif
#endif
