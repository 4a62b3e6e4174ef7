/* An addon with every way to die. IN_INIT and IN_CONSTRUCTOR name the one to
   take; OUTSIDE gives it a thread of its own. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

typedef void *napi_env, *napi_value;
typedef void (*napi_cleanup_hook)(void *);
int napi_create_object(napi_env, napi_value *);
int napi_get_undefined(napi_env, napi_value *);
int napi_throw_error(napi_env, const char *, const char *);
int napi_add_env_cleanup_hook(napi_env, napi_cleanup_hook, void *);
int napi_set_named_property(napi_env, napi_value, const char *, napi_value);

static napi_env env;
static napi_value module;
#define WAY(name) __attribute__((noinline)) void name(void)

WAY(live) {}
WAY(null_pointer) { *(volatile int *)8 = 1; }
WAY(wild_pointer) { *(volatile int *)0xdead0000 = 1; }
WAY(wild_jump) { ((void (*volatile)(void))0xdead0000)(); }
WAY(null_call) { ((void (*volatile)(void))0)(); }
WAY(bus) {
  FILE *f = fopen("mapped", "w+");
  volatile char *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fileno(f), 0);
  *p = 1;
}
WAY(illegal) { __builtin_trap(); }
WAY(divide) {
  volatile int zero = 0;
  zero = 100 / zero;
}
WAY(aborts) {
  fputs("addon.c:12: assertion x > 0 failed\n", stderr);
  abort();
}
static __attribute__((noinline)) int deeper(volatile char *p) {
  char frame[4096];
  frame[0] = *p;
  return deeper(frame) + frame[1];
}
WAY(overflow) {
  char c = 0;
  deeper(&c);
}
static void *volatile memory;
WAY(asks_too_much) {
  memory = malloc((size_t)64 << 30);
  *(volatile char *)memory = 1;
}
WAY(reserves_much) {
  if (mmap(NULL, (size_t)64 << 30, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0) == MAP_FAILED) abort();
}
WAY(shares_much) {
  const size_t size = (size_t)1 << 30;
  volatile char *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  for (size_t i = 0; i < size; i += 4096) p[i] = 1;
  pause();
}
static void fill(int fd, int megabytes) {
  static char much[1 << 20];
  while (megabytes-- > 0 && write(fd, much, sizeof much) > 0) {}
}
WAY(fills_memory) { /* that no process has mapped */
  for (int i = 0; i < 6; i++) fill(memfd_create("much", 0), 200);
  pause();
}
WAY(fills_nameless) {
  char path[4096];
  snprintf(path, sizeof path, "%s/file", getenv("TMPDIR"));
  for (int i = 0; i < 4; i++) {
    int fd = open(path, O_RDWR | O_CREAT, 0600);
    unlink(path);
    fill(fd, 200);
  }
  pause();
}
WAY(eats_all) {
  while ((memory = malloc(16 << 20)) != NULL) {}
  while ((memory = malloc(1 << 10)) != NULL) {}
  *(volatile char *)memory = 1;
}
WAY(gives_up) {
  while ((memory = malloc(16 << 20)) != NULL) {}
  fputs("out of memory\n", stderr);
  abort();
}
WAY(leaves_none) {
  while ((memory = malloc(16 << 20)) != NULL) {}
  exit(9);
}
int napi_create_buffer(napi_env, size_t, void **, napi_value *);
WAY(starves_host) {
  while (mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED) {}
  napi_value v;
  for (;;) napi_create_buffer(env, 1 << 20, NULL, &v);
}
WAY(exits) { exit(7); }
WAY(exits_at_once) { _exit(8); }
WAY(killed) { kill(getpid(), SIGKILL); }
void napi_fatal_error(const char *, size_t, const char *, size_t);
WAY(fatal) { napi_fatal_error("here", 4, "no use", 6); }
WAY(terminated) { raise(SIGTERM); }
WAY(alarmed) {
  alarm(1);
  for (;;) pause();
}
WAY(bad_result) { napi_create_object(env, (napi_value *)0xdead0000); }
WAY(bad_string) { napi_throw_error(env, NULL, (const char *)0xdead0000); }
WAY(throws) { napi_throw_error(env, NULL, "no device"); }
WAY(hangs) {
  for (;;) pause();
}
WAY(spins) {
  for (volatile int i = 0;; i++) {}
}
WAY(no_handler) {
  struct sigaction before, none = {.sa_handler = SIG_DFL};
  sigaction(SIGSEGV, &none, &before);
  signal(SIGBUS, SIG_DFL);
  null_pointer();
}
WAY(blocks_all) {
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, NULL);
  pthread_sigmask(SIG_BLOCK, &all, NULL);
  null_pointer();
}
WAY(hangs_deaf) {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, NULL);
  hangs();
}
WAY(leaves) { pthread_exit(NULL); }
WAY(vanishes) { syscall(SYS_exit, 3); }
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static void *wants_mutex(void *arg) {
  pthread_mutex_lock(&mutex);
  return arg;
}
WAY(deadlock) {
  pthread_mutex_lock(&mutex);
  pthread_t t;
  pthread_create(&t, NULL, wants_mutex, NULL);
  pthread_join(t, NULL);
}
WAY(floods) {
  for (int i = 0; i < 100000; i++) puts("and again, and again, and again, and again");
}
static void crash_late(void *arg) {
  (void)arg;
  null_pointer();
}
WAY(at_teardown) { napi_add_env_cleanup_hook(env, crash_late, NULL); }
static void crash_last(void) { null_pointer(); }
WAY(at_exit) { atexit(crash_last); }
static void *sleeper(void *arg) {
  for (;;) pause();
  return arg;
}
WAY(outlives) {
  pthread_t t;
  pthread_create(&t, NULL, sleeper, NULL);
}
static int times;
WAY(second_time) {
  if (++times == 2) null_pointer();
}
WAY(third_time) {
  if (++times == 3) null_pointer();
}
static __attribute__((noinline)) void let_go(void *p) { memory = p; }
WAY(leaves_key) {
  pthread_key_t key;
  if (pthread_key_create(&key, let_go) != 0 || pthread_setspecific(key, &times) != 0) abort();
}
WAY(hangs_second) {
  if (++times == 2) hangs();
}
WAY(hangs_third) {
  if (++times == 3) hangs();
}
WAY(throws_again) {
  if (++times > 1) napi_throw_error(env, NULL, "only once");
}
WAY(other_order) {
  napi_set_named_property(env, module, ++times % 2 ? "two" : "three", module);
  napi_set_named_property(env, module, times % 2 ? "three" : "two", module);
}
WAY(other_names) { napi_set_named_property(env, module, ++times % 2 ? "two" : "three", module); }
typedef void *napi_ref;
int napi_create_reference(napi_env, napi_value, unsigned, napi_ref *);
int napi_delete_reference(napi_env, napi_ref);
/* As a static Napi::FunctionReference that is assigned in each environment. */
WAY(keeps_reference) {
  static napi_env of;
  static napi_ref ref;
  if (ref != NULL && napi_delete_reference(of, ref) != 0) abort();
  of = env;
  if (napi_create_reference(env, module, 1, &ref) != 0) abort();
}
WAY(keeps_and_dies) {
  keeps_reference();
  third_time();
}
WAY(looks_up) {
  if (dlsym(RTLD_DEFAULT, "napi_create_object") == NULL || dlsym(RTLD_NEXT, "puts") == NULL || dlsym(RTLD_DEFAULT, "napi_no_such") != NULL) abort();
}
/* Of V8, and of nobody. */
#ifdef UNRESOLVED
void _ZN2v87Isolate10GetCurrentEv(void), nobody_has_this(void);
WAY(calls_v8) { _ZN2v87Isolate10GetCurrentEv(); }
WAY(calls_v8_again) {
  if (++times == 2) _ZN2v87Isolate10GetCurrentEv();
}
WAY(calls_nobody) { nobody_has_this(); }
#endif

#ifdef IN_CONSTRUCTOR
__attribute__((constructor)) static void construct(void) { IN_CONSTRUCTOR(); }
#endif

#ifndef IN_INIT
#define IN_INIT live
#endif
#ifdef OUTSIDE
static void *outside(void *arg) {
  IN_INIT();
  return arg;
}
#endif

__attribute__((visibility("default"))) napi_value napi_register_module_v1(napi_env e, napi_value exports) {
  env = e, module = exports;
  napi_value one;
  napi_get_undefined(env, &one);
  napi_set_named_property(env, exports, "one", one);
#ifdef OUTSIDE
  pthread_t t;
  pthread_create(&t, NULL, outside, NULL);
  pthread_join(t, NULL);
#else
  IN_INIT();
#endif
  return exports;
}
