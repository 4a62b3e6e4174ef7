/* Working with JavaScript functions */
#include "test.h"

/* seen reports a callback's own info. */
TEST(seen) {
  struct args a = args_of(env, info);
  napi_value r, target, list;
  MUST(napi_get_new_target(env, info, &target));
  MUST(napi_create_object(env, &r));
  MUST(napi_create_array(env, &list));
  for (size_t i = 0; i < a.n; i++) MUST(napi_set_element(env, list, i, a.v[i] ? a.v[i] : the_null(env)));
  set(env, r, "argc", number(env, a.n));
  set(env, r, "args", list);
  set(env, r, "self", a.self);
  set(env, r, "target", target ? target : the_null(env));
  set(env, r, "data", number(env, (double)(uintptr_t)a.data));
  napi_value global;
  MUST(napi_get_global(env, &global));
  set(env, global, "lastSeen", r);
  return r;
}

TEST(returns) {
  ARGS;
  return a.v[0];
}

TEST(add) {
  ARGS;
  return number(env, number_of(env, a.v[0]) + number_of(env, a.v[1]));
}

TEST(throws) {
  ARGS;
  MUST(napi_throw(env, a.v[0]));
  return a.v[1]; /* must not count */
}

/* create(name, length, NULL for no callback, NULL for no result) */
TEST(create) {
  ARGS;
  napi_value f = NULL;
  size_t length = a.v[1] ? (size_t)(int64_t)number_of(env, a.v[1]) : NAPI_AUTO_LENGTH;
  napi_status s = napi_create_function(env, string_of(env, a.v[0]), length, a.v[2] ? seen : NULL, (void *)7, a.v[3] ? &f : NULL);
  return report(env, s, f);
}

/* call(recv, func, args or NULL, argc, wants result) */
TEST(invoke) {
  ARGS;
  napi_value argv[8], result = NULL;
  size_t argc = a.v[3] ? (size_t)number_of(env, a.v[3]) : 0;
  if (a.v[2])
    for (size_t i = 0; i < argc; i++) MUST(napi_get_element(env, a.v[2], i, &argv[i]));
  napi_status s = napi_call_function(env, a.v[0], a.v[1], argc, a.v[2] ? argv : NULL, a.v[4] ? &result : NULL);
  return report(env, s, result);
}

/* construct(constructor, args or NULL, argc, wants result) */
TEST(construct) {
  ARGS;
  napi_value argv[8], result = NULL;
  size_t argc = a.v[2] ? (size_t)number_of(env, a.v[2]) : 0;
  if (a.v[1])
    for (size_t i = 0; i < argc; i++) MUST(napi_get_element(env, a.v[1], i, &argv[i]));
  napi_status s = napi_new_instance(env, a.v[0], argc, a.v[1] ? argv : NULL, a.v[3] ? &result : NULL);
  return report(env, s, result);
}

/* info(): NULL arguments of the callback-info functions, and fewer or more room than arguments. */
TEST(info) {
  napi_value list, few[1] = {NULL}, many[5], target;
  size_t n = 1, m = 5, i = 0;
  MUST(napi_create_array(env, &list));
  MUST(napi_set_element(env, list, i++, report(env, napi_get_cb_info(env, NULL, NULL, NULL, NULL, NULL), NULL)));
  MUST(napi_set_element(env, list, i++, report(env, napi_get_cb_info(env, info, NULL, few, NULL, NULL), NULL)));
  MUST(napi_set_element(env, list, i++, report(env, napi_get_cb_info(env, info, NULL, NULL, NULL, NULL), NULL)));
  napi_status s = napi_get_cb_info(env, info, &n, few, NULL, NULL);
  MUST(napi_set_element(env, list, i++, report(env, s, few[0])));
  MUST(napi_set_element(env, list, i++, number(env, n)));
  s = napi_get_cb_info(env, info, &m, many, NULL, NULL);
  for (int j = 0; j < 5; j++) MUST(napi_set_element(env, list, i++, many[j]));
  MUST(napi_set_element(env, list, i++, number(env, m)));
  MUST(napi_set_element(env, list, i++, report(env, napi_get_new_target(env, NULL, &target), NULL)));
  MUST(napi_set_element(env, list, i++, report(env, napi_get_new_target(env, info, NULL), NULL)));
  return list;
}

/* nulls(): a NULL environment. */
TEST(nulls) {
  napi_value list;
  int i = 0;
  MUST(napi_create_array(env, &list));
#define NO_ENV(call) MUST(napi_set_element(env, list, i++, number(env, call)))
  NO_ENV(napi_call_function(NULL, NULL, NULL, 0, NULL, NULL));
  NO_ENV(napi_create_function(NULL, NULL, 0, NULL, NULL, NULL));
  NO_ENV(napi_get_cb_info(NULL, NULL, NULL, NULL, NULL, NULL));
  NO_ENV(napi_get_new_target(NULL, NULL, NULL));
  NO_ENV(napi_new_instance(NULL, NULL, 0, NULL, NULL));
  return list;
}

/* pending(): functions called while an exception waits. */
TEST(pending) {
  ARGS;
  napi_value f;
  napi_status statuses[3];
  MUST(napi_throw_error(env, "CODE", "waits"));
  statuses[0] = napi_call_function(env, a.self, a.v[0], 0, NULL, NULL);
  statuses[1] = napi_create_function(env, NULL, 0, seen, NULL, &f);
  statuses[2] = napi_new_instance(env, a.v[0], 0, NULL, &f);
  napi_value list, exception;
  MUST(napi_get_and_clear_last_exception(env, &exception));
  MUST(napi_create_array(env, &list));
  for (int i = 0; i < 3; i++) MUST(napi_set_element(env, list, i, number(env, statuses[i])));
  return list;
}

NAPI_MODULE_INIT() {
  EXPORT(seen);
  EXPORT(returns);
  EXPORT(add);
  EXPORT(throws);
  EXPORT(create);
  EXPORT(invoke);
  EXPORT(construct);
  EXPORT(info);
  EXPORT(nulls);
  EXPORT(pending);
  return exports;
}
