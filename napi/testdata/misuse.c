/* What ends the process, or would in Node. */
#include "test.h"

static void touches(napi_env env, void *data, void *hint) {
  napi_value v;
  napi_create_object(env, &v);
  fprintf(stderr, "still here\n");
}

static void throws(napi_env env, void *data, void *hint) {
  napi_throw_error(env, "CODE", data);
}

TEST(basic) {
  napi_value o;
  MUST(napi_create_object(env, &o));
  MUST(napi_wrap(env, o, NULL, touches, NULL, NULL));
  return NULL;
}

TEST(thrower) {
  ARGS;
  napi_value o;
  MUST(napi_create_object(env, &o));
  MUST(napi_wrap(env, o, "of a wrap", throws, NULL, NULL));
  MUST(napi_create_external_arraybuffer(env, "memory", 6, throws, NULL, &o));
  MUST(node_api_post_finalizer(env, throws, "of a posted finalizer", NULL));
  return NULL;
}

static napi_value status(napi_env env, napi_status s, napi_value v) { return report(env, s, v); }

/* Sums of lengths and offsets that wrap around; sizes nobody has. */
TEST(typedarray) {
  ARGS;
  napi_value v = NULL;
  napi_status s = napi_create_typedarray(env, napi_int32_array, SIZE_MAX / 4 + 1, a.v[0], 0, &v);
  return status(env, s, v);
}

TEST(typedarrayOffset) {
  ARGS;
  napi_value v = NULL;
  napi_status s = napi_create_typedarray(env, napi_int32_array, 1, a.v[0], SIZE_MAX - 3, &v);
  return status(env, s, v);
}

TEST(dataview) {
  ARGS;
  napi_value v = NULL;
  napi_status s = napi_create_dataview(env, 8, a.v[0], SIZE_MAX - 3, &v);
  return status(env, s, v);
}

TEST(bufferFrom) {
  ARGS;
  napi_value v = NULL;
  napi_status s = node_api_create_buffer_from_arraybuffer(env, a.v[0], SIZE_MAX, 8, &v);
  return status(env, s, v);
}

TEST(bufferInfo) {
  ARGS;
  void *data;
  size_t length;
  return status(env, napi_get_buffer_info(env, a.v[0], &data, &length), NULL);
}

TEST(large) {
  ARGS;
  napi_value v = NULL;
  napi_status s = napi_create_arraybuffer(env, SIZE_MAX / 2, NULL, &v);
  return status(env, s, NULL);
}

TEST(largeBuffer) {
  ARGS;
  napi_value v = NULL;
  napi_status s = napi_create_buffer(env, SIZE_MAX / 2, NULL, &v);
  return status(env, s, NULL);
}

TEST(largeExternal) {
  ARGS;
  napi_value v = NULL;
  napi_status s = napi_create_external_buffer(env, SIZE_MAX / 2, "", NULL, NULL, &v);
  return status(env, s, NULL);
}

TEST(largeOthers) {
  ARGS;
  napi_value list, v = NULL;
  MUST(napi_create_array(env, &list));
  napi_value copy = report(env, napi_create_buffer_copy(env, SIZE_MAX / 2, "", NULL, &v), NULL);
  napi_value external = report(env, napi_create_external_arraybuffer(env, "", SIZE_MAX / 2, NULL, NULL, &v), NULL);
  napi_value shared = report(env, node_api_create_external_sharedarraybuffer(env, "", SIZE_MAX / 2, NULL, NULL, &v), NULL);
  MUST(napi_set_element(env, list, 0, copy));
  MUST(napi_set_element(env, list, 1, external));
  MUST(napi_set_element(env, list, 2, shared));
  return list;
}

TEST(wrongPrototype) {
  ARGS;
  napi_value v = NULL;
  napi_status s = node_api_create_object_with_properties(env, a.v[0], NULL, NULL, 0, &v);
  return status(env, s, v);
}

/* What is none, where Node looks into it. */
TEST(none) {
  ARGS;
  void *context;
  napi_status s[] = {
      node_api_post_finalizer(NULL, NULL, NULL, NULL),
      napi_get_threadsafe_function_context(NULL, &context),
      napi_call_threadsafe_function(NULL, NULL, napi_tsfn_nonblocking),
      napi_acquire_threadsafe_function(NULL),
      napi_release_threadsafe_function(NULL, napi_tsfn_release),
      napi_ref_threadsafe_function(env, NULL),
      napi_unref_threadsafe_function(env, NULL),
  };
  for (size_t i = 0; i < sizeof s / sizeof *s; i++)
    if (s[i] != napi_invalid_arg) return number(env, (double)i);
  return boolean(env, true);
}

static void nothing(napi_env env, void *data) {}

static void drop(napi_env env, napi_status status, void *data) { MUST(napi_delete_async_work(env, *(napi_async_work *)data)); }

TEST(queueTwice) {
  ARGS;
  static napi_async_work work;
  MUST(napi_create_async_work(env, NULL, string(env, "work"), nothing, drop, &work, &work));
  MUST(napi_queue_async_work(env, work));
  return status(env, napi_queue_async_work(env, work), NULL);
}

/* No addon of the process wants libuv. */
TEST(uvLoop) {
  ARGS;
  struct uv_loop_s *loop;
  return status(env, napi_get_uv_event_loop(env, &loop), NULL);
}

TEST(concludeTwice) {
  ARGS;
  napi_deferred d;
  napi_value v;
  MUST(napi_create_promise(env, &d, &v));
  MUST(napi_resolve_deferred(env, d, v));
  return status(env, napi_reject_deferred(env, d, v), NULL);
}

TEST(float16) {
  ARGS;
  napi_value v = NULL;
  napi_status s = napi_create_typedarray(env, napi_float16_array, 1, a.v[0], 0, &v);
  return status(env, s, v);
}

NAPI_MODULE_INIT() {
  EXPORT(basic), EXPORT(thrower), EXPORT(typedarray), EXPORT(typedarrayOffset), EXPORT(dataview), EXPORT(bufferFrom), EXPORT(bufferInfo), EXPORT(large),
      EXPORT(largeBuffer), EXPORT(largeExternal), EXPORT(largeOthers), EXPORT(wrongPrototype), EXPORT(none), EXPORT(queueTwice), EXPORT(uvLoop), EXPORT(concludeTwice), EXPORT(float16);
  return exports;
}
