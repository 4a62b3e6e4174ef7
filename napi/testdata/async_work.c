/* Simple asynchronous operations */
#include "test.h"

#include <pthread.h>

struct work {
  napi_async_work work;
  napi_ref done; /* called with the status when the work is complete */
  bool gated, throws, delete_first;
  int runs;
};

static struct work works[2048];
static int count;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static bool gate_open;
static int waiting;

static void execute(napi_env env, void *data) {
  struct work *w = data;
  (void)env;
  pthread_mutex_lock(&mutex);
  w->runs++;
  waiting += w->gated;
  pthread_cond_broadcast(&changed);
  while (w->gated && !gate_open) pthread_cond_wait(&changed, &mutex);
  waiting -= w->gated;
  pthread_mutex_unlock(&mutex);
}

static void complete(napi_env env, napi_status status, void *data) {
  struct work *w = data;
  napi_value done, undefined, args[2], result;
  if (w->delete_first) MUST(napi_delete_async_work(env, w->work));
  if (w->throws) {
    MUST(napi_throw_error(env, "CODE", "thrown by complete"));
    return;
  }
  if (w->done == NULL) return;
  MUST(napi_get_reference_value(env, w->done, &done));
  MUST(napi_get_undefined(env, &undefined));
  args[0] = number(env, status);
  args[1] = number(env, w->runs);
  napi_call_function(env, undefined, done, 2, args, &result);
}

/* create(resource, name, has execute, has complete, has result) */
TEST(create) {
  ARGS;
  struct work *w = &works[count];
  napi_status s = napi_create_async_work(env, a.v[0], a.v[1], a.v[2] ? execute : NULL, a.v[3] ? complete : NULL, w, a.v[4] ? &w->work : NULL);
  return report(env, s, s == napi_ok ? number(env, count++) : NULL);
}

static bool is_true(napi_env env, napi_value v) {
  bool b = false;
  if (v != NULL) MUST(napi_get_value_bool(env, v, &b));
  return b;
}

/* make(done or NULL, gated, throws, deletes itself): work that is not queued yet */
TEST(make) {
  ARGS;
  struct work *w = &works[count];
  *w = (struct work){.gated = is_true(env, a.v[1]), .throws = is_true(env, a.v[2]), .delete_first = is_true(env, a.v[3])};
  MUST(napi_create_async_work(env, NULL, string(env, "test"), execute, complete, w, &w->work));
  if (a.v[0]) MUST(napi_create_reference(env, a.v[0], 1, &w->done));
  return number(env, count++);
}

static napi_async_work work_of(napi_env env, napi_value v) {
  return v ? works[(int)number_of(env, v)].work : NULL;
}

TEST(queue) {
  ARGS;
  return report(env, napi_queue_async_work(env, work_of(env, a.v[0])), NULL);
}

TEST(cancel) {
  ARGS;
  napi_status s = napi_cancel_async_work(env, work_of(env, a.v[0]));
  const napi_extended_error_info *last;
  MUST(napi_get_last_error_info(env, &last));
  int code = (int)last->engine_error_code;
  return report(env, s, number(env, s == napi_ok ? 0 : code));
}

TEST(delete) {
  ARGS;
  return report(env, napi_delete_async_work(env, work_of(env, a.v[0])), NULL);
}

/* Waits until n threads are at the gate. */
TEST(gathered) {
  ARGS;
  int n = (int)number_of(env, a.v[0]);
  pthread_mutex_lock(&mutex);
  while (waiting < n) pthread_cond_wait(&changed, &mutex);
  pthread_mutex_unlock(&mutex);
  return NULL;
}

TEST(open) {
  (void)info, (void)env;
  pthread_mutex_lock(&mutex);
  gate_open = true;
  pthread_cond_broadcast(&changed);
  pthread_mutex_unlock(&mutex);
  return NULL;
}

TEST(close) {
  (void)info, (void)env;
  pthread_mutex_lock(&mutex);
  gate_open = false;
  pthread_mutex_unlock(&mutex);
  return NULL;
}

TEST(runs) {
  ARGS;
  return number(env, works[(int)number_of(env, a.v[0])].runs);
}

TEST(without_env) {
  (void)info;
  napi_async_work work;
  int bad = napi_create_async_work(NULL, NULL, NULL, execute, complete, NULL, &work) != napi_invalid_arg;
  bad += napi_delete_async_work(NULL, NULL) != napi_invalid_arg;
  bad += napi_queue_async_work(NULL, NULL) != napi_invalid_arg;
  bad += napi_cancel_async_work(NULL, NULL) != napi_invalid_arg;
  return number(env, bad);
}

NAPI_MODULE_INIT() {
  count = 0;
  gate_open = false;
  EXPORT(create);
  EXPORT(make);
  EXPORT(queue);
  EXPORT(cancel);
  EXPORT(delete);
  EXPORT(gathered);
  EXPORT(open);
  EXPORT(close);
  EXPORT(runs);
  EXPORT(without_env);
  set(env, exports, "NULL", the_null(env));
  return exports;
}
