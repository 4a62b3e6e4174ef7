/* ArrayBuffers, Buffers, typed arrays, DataViews, dates, BigInts, promises. */
#include "test.h"

static char memory[64];

static void *out_of(napi_value v, void *p) { return v ? p : NULL; }

static napi_value with_data(napi_env env, napi_status status, napi_value value, void *data, size_t length) {
  napi_value r = report(env, status, value);
  if (status == napi_ok && data != NULL && length > 0) ((unsigned char *)data)[0] = 77;
  if (status == napi_ok) set(env, r, "null", boolean(env, data == NULL));
  if (status == napi_ok) set(env, r, "aligned", boolean(env, (uintptr_t)data % 16 == 0));
  return r;
}

TEST(arraybuffer) {
  ARGS;
  napi_value v = NULL;
  void *data = NULL;
  size_t n = number_of(env, a.v[0]);
  napi_status status = napi_create_arraybuffer(env, n, out_of(a.v[1], &data), out_of(a.v[2], &v));
  return with_data(env, status, v, data, n);
}

TEST(shared) {
  ARGS;
  napi_value v = NULL;
  void *data = NULL;
  size_t n = number_of(env, a.v[0]);
  napi_status status = node_api_create_sharedarraybuffer(env, n, out_of(a.v[1], &data), out_of(a.v[2], &v));
  return with_data(env, status, v, data, n);
}

TEST(buffer) {
  ARGS;
  napi_value v = NULL;
  void *data = NULL;
  size_t n = number_of(env, a.v[0]);
  napi_status status = napi_create_buffer(env, n, out_of(a.v[1], &data), out_of(a.v[2], &v));
  if (status == napi_ok && data) memset(data, 0, n); /* Node's is not */
  return with_data(env, status, v, data, n);
}

TEST(bufferCopy) {
  ARGS;
  napi_value v = NULL;
  void *data = NULL;
  size_t n = number_of(env, a.v[0]);
  for (size_t i = 0; i < sizeof memory; i++) memory[i] = (char)i;
  napi_status status = napi_create_buffer_copy(env, n, memory, out_of(a.v[1], &data), out_of(a.v[2], &v));
  return with_data(env, status, v, data, n);
}

TEST(externalBuffer) {
  ARGS;
  napi_value v = NULL;
  napi_status status = napi_create_external_buffer(env, number_of(env, a.v[0]), memory, NULL, NULL, out_of(a.v[1], &v));
  return report(env, status, v);
}

TEST(externalArraybuffer) {
  ARGS;
  napi_value v = NULL;
  napi_status status = napi_create_external_arraybuffer(env, memory, number_of(env, a.v[0]), NULL, NULL, out_of(a.v[1], &v));
  return report(env, status, v);
}

TEST(externalShared) {
  ARGS;
  napi_value v = NULL;
  napi_status status = node_api_create_external_sharedarraybuffer(env, memory, number_of(env, a.v[0]), NULL, NULL, out_of(a.v[1], &v));
  return report(env, status, v);
}

TEST(bufferFrom) {
  ARGS;
  napi_value v = NULL;
  napi_status status = node_api_create_buffer_from_arraybuffer(env, a.v[0], number_of(env, a.v[1]), number_of(env, a.v[2]), out_of(a.v[3], &v));
  return report(env, status, v);
}

/* typedarray(type, length, arraybuffer, offset, result) */
TEST(typedarray) {
  ARGS;
  napi_value v = NULL;
  napi_status status = napi_create_typedarray(env, (napi_typedarray_type)(int)number_of(env, a.v[0]), number_of(env, a.v[1]), a.v[2], number_of(env, a.v[3]), out_of(a.v[4], &v));
  return report(env, status, v);
}

TEST(dataview) {
  ARGS;
  napi_value v = NULL;
  napi_status status = napi_create_dataview(env, number_of(env, a.v[0]), a.v[1], number_of(env, a.v[2]), out_of(a.v[3], &v));
  return report(env, status, v);
}

/* Where data lies, told by its first byte. */
static napi_value byte_at(napi_env env, void *data, size_t length) {
  if (data == NULL) return string(env, NULL);
  return length == 0 ? string(env, "some") : number(env, *(unsigned char *)data);
}

TEST(arraybufferInfo) {
  ARGS;
  void *data = NULL;
  size_t length = 0;
  napi_status status = napi_get_arraybuffer_info(env, a.v[0], out_of(a.v[1], &data), out_of(a.v[2], &length));
  napi_value r = report(env, status, NULL);
  if (status == napi_ok) set(env, r, "value", number(env, length)), set(env, r, "at", byte_at(env, data, length));
  return r;
}

TEST(bufferInfo) {
  ARGS;
  void *data = NULL;
  size_t length = 0;
  napi_status status = napi_get_buffer_info(env, a.v[0], out_of(a.v[1], &data), out_of(a.v[2], &length));
  napi_value r = report(env, status, NULL);
  if (status == napi_ok) set(env, r, "value", number(env, length)), set(env, r, "at", byte_at(env, data, length));
  return r;
}

TEST(typedarrayInfo) {
  ARGS;
  napi_typedarray_type type = 99;
  size_t length = 0, offset = 0;
  void *data = NULL;
  napi_value buffer = NULL;
  napi_status status = napi_get_typedarray_info(env, a.v[0], out_of(a.v[1], &type), out_of(a.v[2], &length), out_of(a.v[3], &data),
      out_of(a.v[4], &buffer), out_of(a.v[5], &offset));
  napi_value r = report(env, status, NULL);
  if (status != napi_ok) return r;
  set(env, r, "value", number(env, type));
  set(env, r, "length", number(env, length));
  set(env, r, "offset", number(env, offset));
  set(env, r, "at", byte_at(env, data, length));
  if (buffer) set(env, r, "buffer", buffer);
  return r;
}

TEST(dataviewInfo) {
  ARGS;
  size_t length = 0, offset = 0;
  void *data = NULL;
  napi_value buffer = NULL;
  napi_status status = napi_get_dataview_info(env, a.v[0], out_of(a.v[1], &length), out_of(a.v[2], &data), out_of(a.v[3], &buffer), out_of(a.v[4], &offset));
  napi_value r = report(env, status, NULL);
  if (status != napi_ok) return r;
  set(env, r, "value", number(env, length));
  set(env, r, "offset", number(env, offset));
  set(env, r, "at", byte_at(env, data, length));
  if (buffer) set(env, r, "buffer", buffer);
  return r;
}

static napi_status (*const asks[])(napi_env, napi_value, bool *) = {napi_is_arraybuffer, napi_is_buffer, napi_is_date, napi_is_typedarray,
    napi_is_dataview, napi_is_promise, napi_is_detached_arraybuffer, node_api_is_sharedarraybuffer};

/* is(which, value, result) */
TEST(is) {
  ARGS;
  bool yes = false;
  napi_status status = asks[(int)number_of(env, a.v[0])](env, a.v[1], out_of(a.v[2], &yes));
  return report(env, status, status == napi_ok ? boolean(env, yes) : NULL);
}

TEST(detach) {
  ARGS;
  return report(env, napi_detach_arraybuffer(env, a.v[0]), NULL);
}

static void sizes(napi_env env, napi_value *v, double *out) {
  uint32_t length;
  size_t n, offset;
  void *data;
  napi_typedarray_type type;
  MUST(napi_get_array_length(env, v[0], &length));
  *out++ = length;
  MUST(napi_get_arraybuffer_info(env, v[1], &data, &n));
  *out++ = n;
  MUST(napi_get_buffer_info(env, v[2], &data, &n));
  *out++ = n;
  MUST(napi_get_typedarray_info(env, v[2], &type, &n, &data, NULL, &offset));
  *out++ = n * 1000 + offset * 10 + type;
  MUST(napi_get_dataview_info(env, v[3], &n, &data, NULL, &offset));
  *out++ = n * 1000 + offset;
}

/* changing(array, buffer, typed array, view of it, function): what their sizes
   are, and are after the function has changed them, which may throw. */
TEST(changing) {
  ARGS;
  double before[10], after[5];
  napi_value r, v;
  bool pending;
  MUST(napi_create_array(env, &r));
  sizes(env, a.v, before);
  sizes(env, a.v, before + 5); /* asked again: the same */
  napi_status status = napi_call_function(env, a.self, a.v[4], 0, NULL, &v);
  MUST(napi_is_exception_pending(env, &pending));
  if (pending) MUST(napi_get_and_clear_last_exception(env, &v));
  sizes(env, a.v, after);
  for (int i = 0; i < 5; i++) MUST(napi_set_element(env, r, i, number(env, before[i])));
  for (int i = 0; i < 5; i++) MUST(napi_set_element(env, r, 5 + i, number(env, after[i] - (before[i] - before[5 + i]))));
  MUST(napi_set_element(env, r, 10, number(env, status)));
  return r;
}

TEST(date) {
  ARGS;
  napi_value v = NULL;
  napi_status status = napi_create_date(env, number_of(env, a.v[0]), out_of(a.v[1], &v));
  return report(env, status, v);
}

TEST(dateValue) {
  ARGS;
  double d = -1;
  napi_status status = napi_get_date_value(env, a.v[0], out_of(a.v[1], &d));
  napi_value r = report(env, status, NULL);
  if (status == napi_ok) set(env, r, "value", number(env, d));
  return r;
}

TEST(bigintInt64) {
  ARGS;
  int64_t n = 0;
  bool lossless = false;
  napi_value v = NULL;
  napi_status status = napi_get_value_bigint_int64(env, a.v[0], out_of(a.v[1], &n), out_of(a.v[2], &lossless));
  if (status != napi_ok) return report(env, status, NULL);
  status = napi_create_bigint_int64(env, n, out_of(a.v[3], &v));
  napi_value r = report(env, status, v);
  set(env, r, "lossless", boolean(env, lossless));
  return r;
}

TEST(bigintUint64) {
  ARGS;
  uint64_t n = 0;
  bool lossless = false;
  napi_value v = NULL;
  napi_status status = napi_get_value_bigint_uint64(env, a.v[0], out_of(a.v[1], &n), out_of(a.v[2], &lossless));
  if (status != napi_ok) return report(env, status, NULL);
  status = napi_create_bigint_uint64(env, n, out_of(a.v[3], &v));
  napi_value r = report(env, status, v);
  set(env, r, "lossless", boolean(env, lossless));
  return r;
}

/* bigintWords(value, room, sign, words, count): reads words, and makes a BigInt of them. */
TEST(bigintWords) {
  ARGS;
  static uint64_t words[64];
  memset(words, 0, sizeof words);
  size_t room = number_of(env, a.v[1]), count = room;
  int sign = 7;
  napi_status status = napi_get_value_bigint_words(env, a.v[0], out_of(a.v[2], &sign), out_of(a.v[4], &count), out_of(a.v[3], words));
  if (status != napi_ok) return report(env, status, NULL);
  napi_value v;
  MUST(napi_create_bigint_words(env, sign == 7 ? 0 : sign, count < room ? count : room, words, &v));
  napi_value r = report(env, status, v);
  set(env, r, "count", number(env, count));
  set(env, r, "sign", number(env, sign));
  return r;
}

/* makeWords(sign, count, words, result) */
TEST(makeWords) {
  ARGS;
  static uint64_t words[64] = {1, 2, 3};
  napi_value v = NULL;
  napi_status status = napi_create_bigint_words(env, number_of(env, a.v[0]), number_of(env, a.v[1]), out_of(a.v[2], words), out_of(a.v[3], &v));
  return report(env, status, v);
}

static napi_deferred deferreds[16];
static int deferred;

TEST(promise) {
  ARGS;
  napi_value v = NULL;
  napi_status status = napi_create_promise(env, out_of(a.v[0], &deferreds[deferred]), out_of(a.v[1], &v));
  napi_value r = report(env, status, v);
  if (status == napi_ok) set(env, r, "deferred", number(env, deferred++));
  return r;
}

TEST(resolve) {
  ARGS;
  return report(env, napi_resolve_deferred(env, deferreds[(int)number_of(env, a.v[0])], a.v[1]), NULL);
}

TEST(reject) {
  ARGS;
  return report(env, napi_reject_deferred(env, deferreds[(int)number_of(env, a.v[0])], a.v[1]), NULL);
}

NAPI_MODULE_INIT() {
  EXPORT(arraybuffer), EXPORT(shared), EXPORT(buffer), EXPORT(bufferCopy), EXPORT(externalBuffer), EXPORT(externalArraybuffer),
      EXPORT(externalShared), EXPORT(bufferFrom), EXPORT(typedarray), EXPORT(dataview), EXPORT(arraybufferInfo), EXPORT(bufferInfo),
      EXPORT(typedarrayInfo), EXPORT(dataviewInfo), EXPORT(is), EXPORT(detach), EXPORT(changing), EXPORT(date), EXPORT(dateValue), EXPORT(bigintInt64),
      EXPORT(bigintUint64), EXPORT(bigintWords), EXPORT(makeWords), EXPORT(promise), EXPORT(resolve), EXPORT(reject);
  return exports;
}
