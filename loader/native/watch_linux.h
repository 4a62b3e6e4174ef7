/* What the process of an addon notes of its own death, for the parent to read
   from a pipe: written by C code that may run anywhere, also in a signal
   handler, with bare system calls.

   A line is "TID WORD...\n". What belongs together has the same TID and ends
   with "TID .":

     TID crash ERRNO SIGNAL CODE ADDRESS NAME   a fatal signal; NAME is the thread's
     TID exit ERRNO STATUS FUNCTION NAME        the addon ends the process, or its main thread
     TID stack NAME                             asked for by the parent, of a process that hangs
     TID f PC                                   a frame, the innermost first
     TID m LINE                                 of /proc/self/maps
     TID .

   ERRNO is that of the last call of the thread that failed.

   Alone stand:

     TID lookup NAME                            dlsym was asked for NAME
     TID toolarge                               a file was to grow over the limit */
#ifndef NATIVE_WATCH_H
#define NATIVE_WATCH_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>

/* System calls made here and not in the C library, of which the sandbox keeps
   some to this program's own code. */
static inline long bare_syscall(long n, long a, long b, long c, long d) {
#if defined(__x86_64__)
  register long r10 __asm__("r10") = d;
  long result;
  __asm__ volatile("syscall" : "=a"(result) : "a"(n), "D"(a), "S"(b), "d"(c), "r"(r10) : "rcx", "r11", "memory");
  return result;
#elif defined(__aarch64__)
  register long x8 __asm__("x8") = n;
  register long x0 __asm__("x0") = a;
  register long x1 __asm__("x1") = b;
  register long x2 __asm__("x2") = c;
  register long x3 __asm__("x3") = d;
  __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3) : "memory");
  return x0;
#else
  extern long syscall(long, ...);
  return syscall(n, a, b, c, d);
#endif
}

/* A buffer of whole lines. */
struct note {
  size_t used;
  char text[2048];
};

/* Whether an address lies in this program's own code. */
static inline bool watch_own(uintptr_t address) {
  extern uintptr_t watch_own_low, watch_own_high;
  return address >= watch_own_low && address < watch_own_high;
}

extern bool watch_on; /* watch_start was called, and the addon has not had its end */

void watch_start(int fd, uintptr_t go_low, uintptr_t go_high);
void watch_crashes(uintptr_t go_low, uintptr_t go_high);
void watch_leave(int status);
void watch_exit(const char *function, int status, const void *caller);
void watch_lookup(const char *name);

/* Whether a handler that an addon gives to a signal would keep its crashes from
   being noted, and what would not. */
bool watch_handler(int sig, void (*handler)(int), struct sigaction *instead);

/* Takes out of a set what must not be blocked. */
void watch_unblock(sigset_t *set);

int watch_trusted(uintptr_t low[2], uintptr_t high[2]);
size_t watch_threads(int *tids, uintptr_t *routines, size_t cap);

/* watch_linux.c, for interpose_linux.c. A thread is NULL when there are too
   many to note. */
struct watch_thread *watch_thread_made(void *(*routine)(void *));
void watch_thread_runs(struct watch_thread *);
void watch_thread_over(struct watch_thread *);

#endif
