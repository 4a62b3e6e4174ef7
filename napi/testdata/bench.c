/* Costs of single calls: measure(name, n) runs one of the loops below n times
   and answers with nanoseconds per run. */
#include "test.h"

#include <time.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e9 + t.tv_nsec;
}

/* What the loops work on. */
struct subject {
  napi_value object, array, function, text, key, integer, real, constructor;
  napi_value arraybuffer, typedarray, wrapped, external, date, bigint;
  napi_ref reference, weak;
};

static const napi_type_tag tag = {1, 2};
static char memory[64];

static void finalize(napi_env env, void *data, void *hint) {}

enum { PER_SCOPE = 1000 };

#define BENCH(name, ...)                                         \
  static double bench_##name(napi_env env, struct subject s, size_t n) { \
    (void)s;                                                     \
    napi_value v = NULL;                                         \
    (void)v;                                                     \
    double start = now();                                        \
    for (size_t i = 0; i < n; i += PER_SCOPE) {                  \
      napi_handle_scope scope;                                   \
      MUST(napi_open_handle_scope(env, &scope));                 \
      for (size_t j = 0; j < PER_SCOPE; j++) __VA_ARGS__         \
      MUST(napi_close_handle_scope(env, scope));                 \
    }                                                            \
    return (now() - start) / n;                                  \
  }

/* What any call of a function in another library costs here: the least a row can be. */
__attribute__((noinline)) napi_status bench_nothing(napi_env env) { return env == NULL; }

BENCH(empty_call, { MUST(bench_nothing(env)); })
BENCH(create_int32, { MUST(napi_create_int32(env, (int32_t)j, &v)); })
BENCH(get_value_int32, { int32_t x; MUST(napi_get_value_int32(env, s.integer, &x)); })
BENCH(create_double, { MUST(napi_create_double(env, j + 0.5, &v)); })
BENCH(get_value_double, { double x; MUST(napi_get_value_double(env, s.real, &x)); })
BENCH(get_boolean, { MUST(napi_get_boolean(env, true, &v)); })
BENCH(get_undefined, { MUST(napi_get_undefined(env, &v)); })
BENCH(typeof, { napi_valuetype t; MUST(napi_typeof(env, s.object, &t)); })
BENCH(handle_scope, { napi_handle_scope inner; MUST(napi_open_handle_scope(env, &inner)); MUST(napi_close_handle_scope(env, inner)); })
BENCH(strict_equals, { bool b; MUST(napi_strict_equals(env, s.object, s.array, &b)); })
BENCH(create_string_utf8, { MUST(napi_create_string_utf8(env, "sixteen letters!", 16, &v)); })
BENCH(create_string_utf8_256, { static char text[256]; if (!text[0]) memset(text, 'x', 256); MUST(napi_create_string_utf8(env, text, 256, &v)); })
BENCH(get_value_string_utf8, { char b[32]; size_t l; MUST(napi_get_value_string_utf8(env, s.text, b, sizeof b, &l)); })
BENCH(create_object, { MUST(napi_create_object(env, &v)); })
BENCH(create_array, { MUST(napi_create_array(env, &v)); })
BENCH(set_named_property, { MUST(napi_set_named_property(env, s.object, "name", s.integer)); })
BENCH(get_named_property, { MUST(napi_get_named_property(env, s.object, "x", &v)); })
BENCH(has_named_property, { bool b; MUST(napi_has_named_property(env, s.object, "x", &b)); })
BENCH(set_property, { MUST(napi_set_property(env, s.object, s.key, s.integer)); })
BENCH(get_property, { MUST(napi_get_property(env, s.object, s.key, &v)); })
BENCH(set_string_property, { MUST(napi_create_string_utf8(env, "sixteen letters!", 16, &v)); MUST(napi_set_named_property(env, s.object, "name", v)); })
BENCH(set_element, { MUST(napi_set_element(env, s.array, j & 7, s.integer)); })
BENCH(get_element, { MUST(napi_get_element(env, s.array, j & 7, &v)); })
BENCH(get_array_length, { uint32_t l; MUST(napi_get_array_length(env, s.array, &l)); })
BENCH(is_array, { bool b; MUST(napi_is_array(env, s.array, &b)); })
BENCH(instanceof, { bool b; MUST(napi_instanceof(env, s.object, s.constructor, &b)); })
BENCH(call_function_0, { MUST(napi_call_function(env, s.object, s.function, 0, NULL, &v)); })
BENCH(call_function_2, { napi_value a[2] = {s.integer, s.integer}; MUST(napi_call_function(env, s.object, s.function, 2, a, &v)); })
BENCH(new_instance, { MUST(napi_new_instance(env, s.constructor, 0, NULL, &v)); })
BENCH(throw_and_clear, { MUST(napi_throw(env, s.object)); MUST(napi_get_and_clear_last_exception(env, &v)); })

static napi_value nothing(napi_env env, napi_callback_info info) { return NULL; }
BENCH(create_function, { MUST(napi_create_function(env, "name", 4, nothing, NULL, &v)); })

BENCH(create_arraybuffer, { void *d; MUST(napi_create_arraybuffer(env, 64, &d, &v)); })
BENCH(create_external_arraybuffer, { MUST(napi_create_external_arraybuffer(env, memory, 64, finalize, NULL, &v)); })
BENCH(create_buffer, { void *d; MUST(napi_create_buffer(env, 64, &d, &v)); })
BENCH(create_buffer_copy, { void *d; MUST(napi_create_buffer_copy(env, 64, memory, &d, &v)); })
BENCH(create_external_buffer, { MUST(napi_create_external_buffer(env, 64, memory, finalize, NULL, &v)); })
BENCH(create_typedarray, { MUST(napi_create_typedarray(env, napi_int32_array, 8, s.arraybuffer, 8, &v)); })
BENCH(create_dataview, { MUST(napi_create_dataview(env, 8, s.arraybuffer, 8, &v)); })
BENCH(get_arraybuffer_info, { void *d; size_t l; MUST(napi_get_arraybuffer_info(env, s.arraybuffer, &d, &l)); })
BENCH(get_buffer_info, { void *d; size_t l; MUST(napi_get_buffer_info(env, s.typedarray, &d, &l)); })
BENCH(get_typedarray_info, { napi_typedarray_type t; void *d; size_t l; MUST(napi_get_typedarray_info(env, s.typedarray, &t, &l, &d, NULL, NULL)); })
BENCH(is_buffer, { bool b; MUST(napi_is_buffer(env, s.typedarray, &b)); })
BENCH(wrap, { MUST(napi_create_object(env, &v)); MUST(napi_wrap(env, v, memory, NULL, NULL, NULL)); })
BENCH(wrap_finalizer, { MUST(napi_create_object(env, &v)); MUST(napi_wrap(env, v, memory, finalize, NULL, NULL)); })
BENCH(unwrap, { void *d; MUST(napi_unwrap(env, s.wrapped, &d)); })
BENCH(check_type_tag, { bool b; MUST(napi_check_object_type_tag(env, s.wrapped, &tag, &b)); })
BENCH(create_external, { MUST(napi_create_external(env, memory, NULL, NULL, &v)); })
BENCH(create_external_finalizer, { MUST(napi_create_external(env, memory, finalize, NULL, &v)); })
BENCH(get_value_external, { void *d; MUST(napi_get_value_external(env, s.external, &d)); })
BENCH(reference, { napi_ref r; MUST(napi_create_reference(env, s.object, 1, &r)); MUST(napi_delete_reference(env, r)); })
BENCH(weak_reference, { napi_ref r; MUST(napi_create_reference(env, s.object, 0, &r)); MUST(napi_delete_reference(env, r)); })
BENCH(get_reference_value, { MUST(napi_get_reference_value(env, s.reference, &v)); })
BENCH(get_weak_reference_value, { MUST(napi_get_reference_value(env, s.weak, &v)); })
BENCH(reference_ref_unref, { uint32_t c; MUST(napi_reference_ref(env, s.reference, &c)); MUST(napi_reference_unref(env, s.reference, &c)); })
BENCH(create_date, { MUST(napi_create_date(env, 1e12 + j, &v)); })
BENCH(get_date_value, { double d; MUST(napi_get_date_value(env, s.date, &d)); })
BENCH(create_bigint_int64, { MUST(napi_create_bigint_int64(env, j, &v)); })
BENCH(get_value_bigint_int64, { int64_t x; bool l; MUST(napi_get_value_bigint_int64(env, s.bigint, &x, &l)); })
BENCH(promise, { napi_deferred d; MUST(napi_create_promise(env, &d, &v)); MUST(napi_resolve_deferred(env, d, s.integer)); })

static const struct {
  const char *name;
  double (*run)(napi_env, struct subject, size_t);
} benches[] = {
#define B(name) {#name, bench_##name}
    B(empty_call), B(create_int32), B(get_value_int32), B(create_double), B(get_value_double), B(get_boolean), B(get_undefined), B(typeof), B(handle_scope),
    B(strict_equals), B(create_string_utf8), B(create_string_utf8_256), B(get_value_string_utf8), B(create_object), B(create_array),
    B(set_named_property), B(get_named_property), B(has_named_property), B(set_property), B(get_property), B(set_string_property),
    B(set_element), B(get_element), B(get_array_length), B(is_array), B(instanceof), B(call_function_0), B(call_function_2), B(new_instance),
    B(throw_and_clear), B(create_function), B(create_arraybuffer), B(create_external_arraybuffer), B(create_buffer), B(create_buffer_copy),
    B(create_external_buffer), B(create_typedarray), B(create_dataview), B(get_arraybuffer_info), B(get_buffer_info), B(get_typedarray_info),
    B(is_buffer), B(wrap), B(wrap_finalizer), B(unwrap), B(check_type_tag), B(create_external), B(create_external_finalizer),
    B(get_value_external), B(reference), B(weak_reference), B(get_reference_value), B(get_weak_reference_value), B(reference_ref_unref),
    B(create_date), B(get_date_value), B(create_bigint_int64), B(get_value_bigint_int64), B(promise)};

TEST(measure) {
  napi_value argv[10];
  size_t argc = 10;
  MUST(napi_get_cb_info(env, info, &argc, argv, NULL, NULL));
  struct subject s = {argv[2], argv[3], argv[4], argv[5], argv[6], argv[7], argv[8], argv[9]};
  MUST(napi_create_arraybuffer(env, 64, NULL, &s.arraybuffer));
  MUST(napi_create_typedarray(env, napi_uint8_array, 32, s.arraybuffer, 16, &s.typedarray));
  MUST(napi_create_object(env, &s.wrapped));
  MUST(napi_wrap(env, s.wrapped, memory, NULL, NULL, NULL));
  MUST(napi_type_tag_object(env, s.wrapped, &tag));
  MUST(napi_create_external(env, memory, NULL, NULL, &s.external));
  MUST(napi_create_date(env, 0, &s.date));
  MUST(napi_create_bigint_int64(env, -5, &s.bigint));
  MUST(napi_create_reference(env, s.object, 1, &s.reference));
  MUST(napi_create_reference(env, s.object, 0, &s.weak));
  char name[64];
  MUST(napi_get_value_string_utf8(env, argv[0], name, sizeof name, NULL));
  for (size_t i = 0; i < sizeof benches / sizeof *benches; i++)
    if (strcmp(benches[i].name, name) == 0) return number(env, benches[i].run(env, s, (size_t)number_of(env, argv[1])));
  return NULL;
}

TEST(add) {
  napi_value argv[2], sum;
  size_t argc = 2;
  double a, b;
  napi_get_cb_info(env, info, &argc, argv, NULL, NULL);
  napi_get_value_double(env, argv[0], &a);
  napi_get_value_double(env, argv[1], &b);
  napi_create_double(env, a + b, &sum);
  return sum;
}

TEST(length) {
  napi_value argv[1];
  size_t argc = 1, n = 0;
  char text[64];
  napi_get_cb_info(env, info, &argc, argv, NULL, NULL);
  napi_get_value_string_utf8(env, argv[0], text, sizeof text, &n);
  return number(env, n);
}

NAPI_MODULE_INIT() {
  EXPORT(measure);
  EXPORT(add);
  EXPORT(length);
  EXPORT(nothing);
  napi_value names;
  MUST(napi_create_array(env, &names));
  for (size_t i = 0; i < sizeof benches / sizeof *benches; i++) MUST(napi_set_element(env, names, i, string(env, benches[i].name)));
  set(env, exports, "names", names);
  return exports;
}
