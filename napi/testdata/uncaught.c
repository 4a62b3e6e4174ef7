/* Exceptions an addon throws where no script is under way. */
#include "test.h"

/* what to throw, in an object */
static void throw_later(napi_env env, napi_ref ref) {
  napi_value box, v;
  MUST(napi_get_reference_value(env, ref, &box));
  MUST(napi_get_named_property(env, box, "value", &v));
  MUST(napi_delete_reference(env, ref));
  MUST(napi_throw(env, v));
}

static napi_ref keep(napi_env env, napi_value v) {
  napi_value box;
  napi_ref ref;
  MUST(napi_create_object(env, &box));
  set(env, box, "value", v);
  MUST(napi_create_reference(env, box, 1, &ref));
  return ref;
}

static napi_async_work works[8];

static void execute(napi_env env, void *data) { (void)env, (void)data; }

static void complete(napi_env env, napi_status status, void *data) {
  (void)status;
  throw_later(env, data);
}

/* work(value): thrown when the work is complete */
TEST(work) {
  ARGS;
  static int next;
  napi_async_work *w = &works[next++];
  MUST(napi_create_async_work(env, NULL, string(env, "work"), execute, complete, keep(env, a.v[0]), w));
  MUST(napi_queue_async_work(env, *w));
  return NULL;
}

static void call_js(napi_env env, napi_value f, void *context, void *data) {
  (void)f, (void)context;
  throw_later(env, data);
}

/* call(value): thrown by a thread-safe function */
TEST(call) {
  ARGS;
  napi_threadsafe_function f;
  MUST(napi_create_threadsafe_function(env, NULL, NULL, string(env, "call"), 0, 1, NULL, NULL, NULL, call_js, &f));
  MUST(napi_call_threadsafe_function(f, keep(env, a.v[0]), napi_tsfn_nonblocking));
  MUST(napi_release_threadsafe_function(f, napi_tsfn_release));
  return NULL;
}

static void finalize(napi_env env, void *data, void *hint) {
  (void)hint;
  throw_later(env, data);
}

/* finalizer(value): thrown by a finalizer */
TEST(finalizer) {
  ARGS;
  MUST(node_api_post_finalizer(env, finalize, keep(env, a.v[0]), NULL));
  return NULL;
}

NAPI_MODULE_INIT() {
  EXPORT(work);
  EXPORT(call);
  EXPORT(finalizer);
  return exports;
}
