/* Asynchronous thread-safe function calls */
#include "test.h"

#include <pthread.h>

enum { MOST = 64 };
static napi_threadsafe_function functions[MOST]; /* the last ones */
static int count, finalized, dropped;
static napi_ref finalizer; /* called by thread_finalize_cb */

/* Calls the function with its data; without a function, the one it has for that. */
static void call_js(napi_env env, napi_value f, void *context, void *data) {
  if (env == NULL) {
    dropped++;
    return;
  }
  napi_value undefined, args[2];
  args[0] = number(env, (double)(uintptr_t)data);
  args[1] = number(env, (double)(uintptr_t)context);
  MUST(napi_get_undefined(env, &undefined));
  if (f == NULL && finalizer != NULL) MUST(napi_get_reference_value(env, finalizer, &f));
  if (f != NULL) napi_call_function(env, undefined, f, 2, args, NULL);
}

static void finalize(napi_env env, void *data, void *hint) {
  finalized++;
  if (finalizer == NULL || data == NULL) return;
  napi_value undefined, f, args[2];
  args[0] = string(env, "finalize");
  args[1] = number(env, (double)(uintptr_t)hint);
  MUST(napi_get_undefined(env, &undefined));
  MUST(napi_get_reference_value(env, finalizer, &f));
  napi_call_function(env, undefined, f, 2, args, NULL);
}

/* create(function, resource, name, limit, threads, finalize data or NULL, context, has call_js, has result) */
TEST(create) {
  ARGS;
  napi_threadsafe_function f = NULL;
  napi_status s = napi_create_threadsafe_function(env, a.v[0], a.v[1], a.v[2], (size_t)number_of(env, a.v[3]), (size_t)number_of(env, a.v[4]),
      a.v[5] ? (void *)(uintptr_t)number_of(env, a.v[5]) : NULL, finalize, (void *)(uintptr_t)number_of(env, a.v[6]), a.v[7] ? call_js : NULL,
      a.v[8] ? &f : NULL);
  if (s == napi_ok) functions[count % MOST] = f;
  return report(env, s, s == napi_ok ? number(env, count++) : NULL);
}

static napi_threadsafe_function of(napi_env env, napi_value v) {
  return functions[(int)number_of(env, v) % MOST];
}

/* tell(f): what finalizers call */
TEST(tell) {
  ARGS;
  MUST(napi_create_reference(env, a.v[0], 1, &finalizer));
  return NULL;
}

TEST(context) {
  ARGS;
  void *context = NULL;
  return number(env, napi_get_threadsafe_function_context(of(env, a.v[0]), &context) == napi_ok ? (double)(uintptr_t)context : -1);
}

/* push(f, data, blocking): the status */
TEST(push) {
  ARGS;
  return number(env, napi_call_threadsafe_function(of(env, a.v[0]), (void *)(uintptr_t)number_of(env, a.v[1]), a.v[2] ? napi_tsfn_blocking : napi_tsfn_nonblocking));
}

TEST(acquire) {
  ARGS;
  return number(env, napi_acquire_threadsafe_function(of(env, a.v[0])));
}

TEST(release) {
  ARGS;
  return number(env, napi_release_threadsafe_function(of(env, a.v[0]), a.v[1] ? napi_tsfn_abort : napi_tsfn_release));
}

TEST(ref) {
  ARGS;
  return number(env, napi_ref_threadsafe_function(env, of(env, a.v[0])));
}

TEST(unref) {
  ARGS;
  return number(env, napi_unref_threadsafe_function(env, of(env, a.v[0])));
}

TEST(counts) {
  (void)info;
  napi_value r;
  MUST(napi_create_object(env, &r));
  set(env, r, "finalized", number(env, finalized));
  set(env, r, "dropped", number(env, dropped));
  return r;
}

/* Threads that call until they are told not to. */
struct caller {
  napi_threadsafe_function f;
  int calls;
  bool blocking;
  napi_threadsafe_function_release_mode mode;
};

static pthread_t threads[MOST]; /* not joined yet */
static int thread_count;
static int accepted, closing, invalid, full, other; /* atomic */

static void *caller(void *data) {
  struct caller c = *(struct caller *)data;
  free(data);
  for (int i = 1; i <= c.calls; i++) {
    napi_status s = napi_call_threadsafe_function(c.f, (void *)(uintptr_t)i, c.blocking ? napi_tsfn_blocking : napi_tsfn_nonblocking);
    switch (s) {
    case napi_ok: __atomic_fetch_add(&accepted, 1, __ATOMIC_RELAXED); break;
    case napi_queue_full: __atomic_fetch_add(&full, 1, __ATOMIC_RELAXED); break;
    case napi_closing: __atomic_fetch_add(&closing, 1, __ATOMIC_RELAXED); return NULL; /* f must not be used any more */
    default: __atomic_fetch_add(&other, 1, __ATOMIC_RELAXED); return NULL;
    }
  }
  napi_release_threadsafe_function(c.f, c.mode);
  return NULL;
}

/* start(f, calls, blocking, abort): a thread that makes so many calls, then releases f */
TEST(start) {
  ARGS;
  struct caller *c = malloc(sizeof *c);
  *c = (struct caller){of(env, a.v[0]), (int)number_of(env, a.v[1]), a.v[2] != NULL, a.v[3] ? napi_tsfn_abort : napi_tsfn_release};
  if (thread_count == MOST) abort();
  pthread_create(&threads[thread_count++], NULL, caller, c);
  return NULL;
}

TEST(join) {
  (void)info;
  for (int i = 0; i < thread_count; i++) pthread_join(threads[i], NULL);
  thread_count = 0;
  napi_value r;
  MUST(napi_create_object(env, &r));
  set(env, r, "accepted", number(env, accepted));
  set(env, r, "closing", number(env, closing));
  set(env, r, "full", number(env, full));
  set(env, r, "other", number(env, other));
  accepted = closing = full = other = invalid = 0;
  return r;
}

/* bad(): calls of create without an environment or its result */
TEST(without_env) {
  (void)info;
  napi_threadsafe_function f;
  return number(env, napi_create_threadsafe_function(NULL, NULL, NULL, NULL, 0, 1, NULL, NULL, NULL, call_js, &f));
}

NAPI_MODULE_INIT() {
  count = finalized = dropped = 0;
  finalizer = NULL;
  EXPORT(create);
  EXPORT(tell);
  EXPORT(context);
  EXPORT(push);
  EXPORT(acquire);
  EXPORT(release);
  EXPORT(ref);
  EXPORT(unref);
  EXPORT(counts);
  EXPORT(start);
  EXPORT(join);
  EXPORT(without_env);
  set(env, exports, "NULL", the_null(env));
  return exports;
}
