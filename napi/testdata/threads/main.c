/* The parts of this package that threads touch, without Go, for ThreadSanitizer
   and AddressSanitizer: functions called while they close, work queued and
   cancelled, several worlds at once. Ends with status 0, or aborts. */
#include "loop.h"

#include "_cgo_export.h"

#include <stdio.h>
#include <stdlib.h>

#define MUST(condition)                                             \
  do {                                                              \
    if (!(condition)) {                                             \
      fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
      abort();                                                      \
    }                                                               \
  } while (0)

/* core.c and Go, as far as they are wanted here. */
void core_grow_slots(struct world *w) { (void)w, abort(); }
void core_grow_scopes(struct world *w) { (void)w, abort(); }
void *core_alloc_slow(struct world *w, size_t size) { (void)w, (void)size, abort(); }
void core_rewind_slow(struct world *w, struct chunk *c, size_t used) { (void)w, (void)c, (void)used, abort(); }
void core_check_basic(napi_env env) { (void)env, abort(); }
void core_fatal(const char *location, size_t location_len, const char *message, size_t message_len) {
  (void)location, (void)location_len;
  fprintf(stderr, "%.*s\n", (int)message_len, message);
  abort();
}
uint64_t goCallFunction(uint32_t env, uint64_t recv, uint64_t function, uintptr_t argc, uintptr_t argv, bool wanted) {
  (void)env, (void)recv, (void)function, (void)argc, (void)argv, (void)wanted;
  return WORD_UNDEFINED;
}
uint32_t goHold(uint32_t env, uint64_t word, bool strong, uintptr_t owner) { return (void)env, (void)word, (void)strong, (void)owner, 1; }
void goRelease(uint32_t env, uint32_t place, uintptr_t ref, bool wrap) { (void)env, (void)place, (void)ref, (void)wrap; }
uint64_t goReferenceValue(uint32_t env, uint32_t place) { return (void)env, (void)place, WORD_NULL; }
void goDestroyContext(uint32_t env, uint32_t id) { (void)env, (void)id; }
bool goPending(uint32_t env) { return (void)env, false; }
void goEnvEnd(uint32_t env) { (void)env; }
napi_status async_context_new(napi_env env, napi_value resource, napi_value name, uint32_t *context) {
  (void)resource, (void)name;
  *context = 0;
  return OK(env);
}
bool uv_alive(struct loop *l) { return (void)l, false; }
int64_t uv_wait(struct loop *l, intptr_t *descriptor) { return (void)l, (void)descriptor, -1; }

static struct world *new_world(struct napi_env__ *env) {
  struct world *w = calloc(1, sizeof *w);
  w->slots_cap = 4096;
  w->slots = calloc(w->slots_cap, sizeof *w->slots);
  w->top = 1;
  w->scopes_cap = 64;
  w->scopes = calloc(w->scopes_cap, sizeof *w->scopes);
  w->chunk = calloc(1, sizeof *w->chunk + 4096);
  w->chunk->size = 4096;
  w->loop = loop_new(w);
  memset(env, 0, sizeof *env);
  env->world = w;
  env->version = 8;
  hook_add_env(env);
  return w;
}

static napi_value a_string(struct world *w) {
  uint32_t index = w->top;
  core_push(w)->type = napi_string;
  return VALUE(core_slot_word(w, index));
}

static void turn(struct world *w) {
  loop_take(w->loop);
  while (loop_next(w->loop)) loop_run(w->loop);
}

static void settle(struct world *w) {
  hooks_release(w->loop);
  for (turn(w); loop_unfinished(w->loop); turn(w)) loop_wait(w->loop, -1);
}

static void end_world(struct world *w) {
  settle(w);
  while (hooks_run(w->loop) || w->loop->released) settle(w);
  loop_free(w->loop);
  free(w->chunk);
  free(w->slots);
  free(w->scopes);
  free(w);
}

/* Functions. */
enum { THREADS = 6, EACH = 3000 };
struct shared {
  napi_threadsafe_function f;
  uint64_t accepted, called, dropped; /* atomic */
  int abort_after;
};

static void call_js(napi_env env, napi_value f, void *context, void *data) {
  struct shared *s = context;
  (void)f, (void)data;
  __atomic_fetch_add(env ? &s->called : &s->dropped, 1, __ATOMIC_RELAXED);
}

static void *caller(void *data) {
  struct shared *s = data;
  for (int i = 0; i < EACH; i++) {
    if (i % 64 == 0 && napi_acquire_threadsafe_function(s->f) == napi_ok &&
        napi_release_threadsafe_function(s->f, napi_tsfn_release) != napi_ok)
      abort();
    if (i == s->abort_after) {
      MUST(napi_release_threadsafe_function(s->f, napi_tsfn_abort) == napi_ok);
      return NULL;
    }
    switch (napi_call_threadsafe_function(s->f, data, i % 3 ? napi_tsfn_blocking : napi_tsfn_nonblocking)) {
    case napi_ok: __atomic_fetch_add(&s->accepted, 1, __ATOMIC_RELAXED); break;
    case napi_queue_full: break;
    case napi_closing: return NULL;
    default: abort();
    }
  }
  MUST(napi_release_threadsafe_function(s->f, napi_tsfn_release) == napi_ok);
  return NULL;
}

static void functions(size_t limit, int abort_after, bool end_early) {
  struct napi_env__ env;
  struct world *w = new_world(&env);
  struct shared s = {.abort_after = abort_after};
  MUST(napi_create_threadsafe_function(&env, NULL, NULL, a_string(w), limit, THREADS, NULL, NULL, &s, call_js, &s.f) == napi_ok);
  pthread_t threads[THREADS];
  for (int i = 0; i < THREADS; i++) pthread_create(&threads[i], NULL, caller, &s);
  if (end_early) {
    for (int i = 0; i < 3; i++) {
      loop_wait(w->loop, 1);
      turn(w);
    }
  } else {
    while (loop_alive(w->loop)) {
      loop_wait(w->loop, -1);
      turn(w);
    }
  }
  end_world(w);
  for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
  MUST(s.accepted == s.called + s.dropped);
  if (abort_after < 0 && !end_early) MUST(s.dropped == 0);
}

/* Work. */
enum { WORKS = 1000 };
struct job {
  napi_async_work work;
  bool ran;
  napi_status status;
  bool complete;
};

static void execute(napi_env env, void *data) {
  (void)env;
  ((struct job *)data)->ran = true;
}

static void complete(napi_env env, napi_status status, void *data) {
  struct job *j = data;
  j->status = status;
  j->complete = true;
  MUST(napi_delete_async_work(env, j->work) == napi_ok);
}

static void works(void) {
  struct napi_env__ env;
  struct world *w = new_world(&env);
  static _Thread_local struct job jobs[WORKS];
  memset(jobs, 0, sizeof jobs);
  int cancelled = 0, deleted = 0;
  for (int i = 0; i < WORKS; i++) {
    MUST(napi_create_async_work(&env, NULL, a_string(w), execute, complete, &jobs[i], &jobs[i].work) == napi_ok);
    MUST(napi_queue_async_work(&env, jobs[i].work) == napi_ok);
    MUST(napi_queue_async_work(&env, jobs[i].work) == napi_generic_failure);
    if (i % 2 == 0 && i >= 50 && (i - 50) % 7 != 1) cancelled += napi_cancel_async_work(&env, jobs[i - 50].work) == napi_ok;
    if (i % 7 == 1) {
      MUST(napi_delete_async_work(&env, jobs[i].work) == napi_ok);
      deleted++;
    }
  }
  while (loop_alive(w->loop)) {
    loop_wait(w->loop, -1);
    turn(w);
  }
  int done = 0, stopped = 0;
  for (int i = 0; i < WORKS; i++) {
    done += jobs[i].complete;
    stopped += jobs[i].complete && jobs[i].status == napi_cancelled;
    MUST(!jobs[i].complete || jobs[i].ran == (jobs[i].status == napi_ok));
  }
  MUST(done == WORKS - deleted);
  MUST(stopped <= cancelled);
  end_world(w);
}

static void *worker(void *unused) {
  works();
  return unused;
}

int main(void) {
  for (int i = 0; i < 3; i++) {
    functions(0, -1, false);
    functions(4, -1, false);
    functions(4, 500, false);
    functions(0, 500, false);
    functions(0, -1, true);
    functions(4, -1, true);
    pthread_t other;
    pthread_create(&other, NULL, worker, NULL);
    works();
    pthread_join(other, NULL);
  }
  puts("ok");
  return 0;
}
