/* Object wrap: classes */
#include "test.h"

static napi_value last_call(napi_env env, napi_callback_info info, const char *what) {
  struct args a = args_of(env, info);
  napi_value r, target, global;
  MUST(napi_get_new_target(env, info, &target));
  MUST(napi_create_object(env, &r));
  set(env, r, "what", string(env, what));
  set(env, r, "argc", number(env, a.n));
  set(env, r, "self", a.self);
  set(env, r, "target", target ? target : the_null(env));
  set(env, r, "data", number(env, (double)(uintptr_t)a.data));
  if (a.n > 0 && a.v[0]) set(env, r, "first", a.v[0]);
  MUST(napi_get_global(env, &global));
  set(env, global, "last", r);
  return r;
}

TEST(construct) {
  last_call(env, info, "constructor");
  ARGS;
  return a.n > 0 ? a.v[0] : NULL;
}

TEST(method) {
  last_call(env, info, "method");
  return number(env, 42);
}

TEST(getter) {
  last_call(env, info, "getter");
  return string(env, "got");
}

TEST(setter) {
  last_call(env, info, "setter");
  return string(env, "ignored");
}

/* define(name, length, constructor, extra descriptor's key, value, attributes) */
TEST(define) {
  ARGS;
  napi_value symbol, v = NULL;
  MUST(node_api_symbol_for(env, "sym", NAPI_AUTO_LENGTH, &symbol));
  napi_value five = number(env, 5);
  napi_property_descriptor p[] = {
      {.utf8name = "method", .method = method, .data = (void *)1},
      {.utf8name = "enumerableMethod", .method = method, .attributes = napi_enumerable},
      {.utf8name = "defaultMethod", .method = method, .attributes = napi_default_method},
      {.name = symbol, .method = method},
      {.utf8name = "both", .getter = getter, .setter = setter, .data = (void *)2},
      {.utf8name = "readOnly", .getter = getter, .attributes = napi_enumerable | napi_configurable},
      {.utf8name = "writeOnly", .setter = setter, .attributes = napi_enumerable},
      {.utf8name = "value", .value = five},
      {.utf8name = "writable", .value = five, .attributes = napi_writable | napi_enumerable},
      {.utf8name = "staticMethod", .method = method, .attributes = napi_static, .data = (void *)3},
      {.utf8name = "staticBoth", .getter = getter, .setter = setter, .attributes = napi_static | napi_enumerable, .data = (void *)4},
      {.utf8name = "staticValue", .value = five, .attributes = napi_static | napi_writable},
      {.name = a.v[3], .value = a.v[4], .attributes = a.v[5] ? (int)number_of(env, a.v[5]) : 0},
  };
  size_t n = sizeof p / sizeof *p - (a.v[3] ? 0 : 1);
  size_t length = a.v[1] ? (size_t)(int64_t)number_of(env, a.v[1]) : NAPI_AUTO_LENGTH;
  napi_status s = napi_define_class(env, string_of(env, a.v[0]), length, a.v[2] ? construct : NULL, (void *)9, n, p, &v);
  return report(env, s, v);
}

/* statics(name): a class with two static methods of that name */
TEST(statics) {
  ARGS;
  napi_property_descriptor p[] = {{.utf8name = string_of(env, a.v[0]), .method = method, .attributes = napi_static}, {.method = method, .attributes = napi_static}};
  p[1].utf8name = p[0].utf8name;
  napi_value v = NULL;
  napi_status s = napi_define_class(env, "Statics", NAPI_AUTO_LENGTH, construct, NULL, 2, p, &v);
  return report(env, s, v);
}

/* plain(properties pointer given, count, wants result) */
TEST(plain) {
  ARGS;
  napi_property_descriptor p[1] = {{.utf8name = "method", .method = method}};
  napi_value v = NULL;
  napi_status s = napi_define_class(env, "Plain", NAPI_AUTO_LENGTH, construct, NULL, (size_t)number_of(env, a.v[1]), a.v[0] ? p : NULL, a.v[2] ? &v : NULL);
  return report(env, s, v);
}

TEST(pending) {
  napi_value v;
  MUST(napi_throw_error(env, NULL, "waits"));
  napi_status s = napi_define_class(env, "C", 1, construct, NULL, 0, NULL, &v);
  return report(env, s, NULL);
}

TEST(nulls) {
  return number(env, napi_define_class(NULL, NULL, 0, NULL, NULL, 0, NULL, NULL));
}

NAPI_MODULE_INIT() {
  EXPORT(define);
  EXPORT(statics);
  EXPORT(plain);
  EXPORT(pending);
  EXPORT(nulls);
  return exports;
}
