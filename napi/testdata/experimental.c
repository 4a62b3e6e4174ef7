/* Functions only experimental modules should use */
#define NAPI_VERSION NAPI_VERSION_EXPERIMENTAL
#include "test.h"

/* with_properties(prototype, names, values, count, wants result) */
TEST(with_properties) {
  ARGS;
  napi_value names[8], values[8], v = NULL;
  size_t n = (size_t)number_of(env, a.v[3]);
  for (size_t i = 0; i < n; i++) {
    if (a.v[1]) MUST(napi_get_element(env, a.v[1], i, &names[i]));
    if (a.v[2]) MUST(napi_get_element(env, a.v[2], i, &values[i]));
  }
  napi_status s = node_api_create_object_with_properties(env, a.v[0], a.v[1] ? names : NULL, a.v[2] ? values : NULL, n, a.v[4] ? &v : NULL);
  return report(env, s, v);
}

TEST(set_prototype) {
  ARGS;
  return report(env, node_api_set_prototype(env, a.v[0], a.v[1]), NULL);
}

TEST(pending) {
  ARGS;
  napi_value v, list;
  MUST(napi_throw_error(env, NULL, "waits"));
  napi_status s[] = {
      node_api_create_object_with_properties(env, NULL, NULL, NULL, 0, &v),
      node_api_set_prototype(env, a.v[0], a.v[0]),
      node_api_create_object_with_properties(NULL, NULL, NULL, NULL, 0, &v),
      node_api_set_prototype(NULL, a.v[0], a.v[0]),
  };
  MUST(napi_get_and_clear_last_exception(env, &v));
  MUST(napi_create_array(env, &list));
  for (int i = 0; i < 4; i++) MUST(napi_set_element(env, list, i, number(env, s[i])));
  return list;
}

NAPI_MODULE_INIT() {
  EXPORT(with_properties);
  EXPORT(set_prototype);
  EXPORT(pending);
  return exports;
}
