/* Custom asynchronous operations */
#include "test.h"

static napi_async_context contexts[16];
static int count;

/* init(resource, name, has result) */
TEST(init) {
  ARGS;
  napi_async_context c = NULL;
  napi_status s = napi_async_init(env, a.v[0], a.v[1], a.v[2] ? &c : NULL);
  if (s == napi_ok) contexts[count] = c;
  return report(env, s, s == napi_ok ? number(env, count++) : NULL);
}

TEST(destroy) {
  ARGS;
  return report(env, napi_async_destroy(env, a.v[0] ? contexts[(int)number_of(env, a.v[0])] : NULL), NULL);
}

/* make(context or NULL, recv, func, args or NULL, argc, has result) */
TEST(make) {
  ARGS;
  napi_value argv[4], result = NULL;
  size_t argc = a.v[4] ? (size_t)number_of(env, a.v[4]) : 0;
  if (a.v[3])
    for (size_t i = 0; i < argc; i++) MUST(napi_get_element(env, a.v[3], i, &argv[i]));
  napi_status s = napi_make_callback(env, a.v[0] ? contexts[(int)number_of(env, a.v[0])] : NULL, a.v[1], a.v[2], argc, a.v[3] ? argv : NULL,
      a.v[5] ? &result : NULL);
  return report(env, s, result);
}

/* within(context, f): calls f in a callback scope */
TEST(within) {
  ARGS;
  napi_callback_scope scope = NULL;
  napi_value undefined, result = NULL;
  MUST(napi_open_callback_scope(env, NULL, contexts[(int)number_of(env, a.v[0])], &scope));
  MUST(napi_get_undefined(env, &undefined));
  napi_status s = napi_call_function(env, undefined, a.v[1], 0, NULL, &result);
  MUST(napi_close_callback_scope(env, scope));
  return report(env, s, result);
}

TEST(scopes) {
  (void)info;
  napi_callback_scope scope;
  napi_value r, result = number(env, napi_open_callback_scope(env, NULL, contexts[0], NULL));
  MUST(napi_create_array(env, &r));
  MUST(napi_set_element(env, r, 0, result));
  MUST(napi_set_element(env, r, 1, number(env, napi_close_callback_scope(env, NULL))));
  MUST(napi_set_element(env, r, 2, number(env, napi_close_callback_scope(env, (napi_callback_scope)&scope)))); /* none is open */
  MUST(napi_set_element(env, r, 3, number(env, napi_open_callback_scope(NULL, NULL, contexts[0], &scope))));
  MUST(napi_set_element(env, r, 4, number(env, napi_close_callback_scope(NULL, NULL))));
  MUST(napi_set_element(env, r, 5, number(env, napi_async_init(NULL, NULL, NULL, NULL))));
  MUST(napi_set_element(env, r, 6, number(env, napi_async_destroy(NULL, NULL))));
  MUST(napi_set_element(env, r, 7, number(env, napi_make_callback(NULL, NULL, NULL, NULL, 0, NULL, NULL))));
  return r;
}

/* pending(): a call with an exception pending */
TEST(pending) {
  ARGS;
  MUST(napi_throw_error(env, NULL, "pending"));
  napi_status s = napi_make_callback(env, NULL, a.v[0], a.v[1], 0, NULL, NULL);
  return report(env, s, NULL);
}

NAPI_MODULE_INIT() {
  count = 0;
  EXPORT(init);
  EXPORT(destroy);
  EXPORT(make);
  EXPORT(within);
  EXPORT(scopes);
  EXPORT(pending);
  set(env, exports, "NULL", the_null(env));
  return exports;
}
