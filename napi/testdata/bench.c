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
};

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

static const struct {
  const char *name;
  double (*run)(napi_env, struct subject, size_t);
} benches[] = {
#define B(name) {#name, bench_##name}
    B(create_int32), B(get_value_int32), B(create_double), B(get_value_double), B(get_boolean), B(get_undefined), B(typeof), B(handle_scope),
    B(strict_equals), B(create_string_utf8), B(create_string_utf8_256), B(get_value_string_utf8), B(create_object), B(create_array),
    B(set_named_property), B(get_named_property), B(has_named_property), B(set_property), B(get_property), B(set_string_property),
    B(set_element), B(get_element), B(get_array_length), B(is_array), B(instanceof), B(call_function_0), B(call_function_2), B(new_instance),
    B(throw_and_clear), B(create_function)};

TEST(measure) {
  napi_value argv[10];
  size_t argc = 10;
  MUST(napi_get_cb_info(env, info, &argc, argv, NULL, NULL));
  struct subject s = {argv[2], argv[3], argv[4], argv[5], argv[6], argv[7], argv[8], argv[9]};
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
