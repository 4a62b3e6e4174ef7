//go:build cgo

#define _XOPEN_SOURCE /* ucontext.h */
#define _DARWIN_C_SOURCE
#include "watch_darwin.h"

#include <signal.h>
#include <stddef.h>
#include <sys/ucontext.h>

static const int signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGSYS, SIGABRT};
enum { SIGNALS = sizeof signals / sizeof *signals };

static struct sigaction before[SIGNALS];
static uintptr_t low, high;

static uintptr_t pc_of(const ucontext_t *c) {
#if defined(__x86_64__)
  return c->uc_mcontext->__ss.__rip;
#else
  return __darwin_arm_thread_state64_get_pc(c->uc_mcontext->__ss);
#endif
}

static void handle(int sig, siginfo_t *info, void *context) {
  uintptr_t pc = pc_of(context);
  for (size_t i = 0; i < SIGNALS; i++) {
    if (signals[i] != sig) continue;
    if (pc >= low && pc < high && before[i].sa_flags & SA_SIGINFO) {
      before[i].sa_sigaction(sig, info, context);
      return;
    }
    struct sigaction die = {.sa_handler = SIG_DFL};
    sigaction(sig, &die, NULL);
    if (sig == SIGABRT || info->si_code <= 0) raise(sig); /* it does not come again by itself */
  }
}

void watch_start(uintptr_t go_low, uintptr_t go_high) {
  low = go_low;
  high = go_high;
  for (size_t i = 0; i < SIGNALS; i++) {
    struct sigaction ours = {.sa_sigaction = handle, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    sigaction(signals[i], &ours, &before[i]);
  }
}
