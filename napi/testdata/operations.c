/* Working with JavaScript values and abstract operations; script execution;
   memory management; environment life cycle; version management; utilities */
#include "test.h"

#define GIVES(name)                                             \
  TEST(name) {                                                  \
    ARGS;                                                       \
    napi_value v = NULL;                                        \
    napi_status s = napi_##name(env, a.v[0], a.v[1] ? &v : NULL); \
    return report(env, s, v);                                   \
  }
GIVES(coerce_to_bool)
GIVES(coerce_to_number)
GIVES(coerce_to_object)
GIVES(coerce_to_string)
GIVES(run_script)

/* Whether coercing a value to the type it has gives the handle that was given. */
TEST(same_handle) {
  ARGS;
  napi_value v = NULL;
  napi_valuetype t;
  MUST(napi_typeof(env, a.v[0], &t));
  MUST((t == napi_string ? napi_coerce_to_string : t == napi_number ? napi_coerce_to_number : napi_coerce_to_object)(env, a.v[0], &v));
  return boolean(env, v == a.v[0]);
}

TEST(type_of) {
  ARGS;
  napi_valuetype t = -1;
  napi_status s = napi_typeof(env, a.v[0], a.v[1] ? &t : NULL);
  return report(env, s, s == napi_ok ? number(env, t) : NULL);
}

TEST(is_array) {
  ARGS;
  bool b = false;
  napi_status s = napi_is_array(env, a.v[0], a.v[1] ? &b : NULL);
  return report(env, s, s == napi_ok ? boolean(env, b) : NULL);
}

static napi_value answer(napi_env env, napi_status s, bool b) {
  napi_value r = report(env, s, NULL);
  set(env, r, "value", boolean(env, b));
  return r;
}

TEST(instance_of) {
  ARGS;
  bool b = true;
  napi_status s = napi_instanceof(env, a.v[0], a.v[1], a.v[2] ? &b : NULL);
  return answer(env, s, b);
}

TEST(strict_equals) {
  ARGS;
  bool b = false;
  napi_status s = napi_strict_equals(env, a.v[0], a.v[1], a.v[2] ? &b : NULL);
  return answer(env, s, b);
}

TEST(adjust) {
  ARGS;
  int64_t before = 0, after = 0;
  MUST(napi_adjust_external_memory(env, 0, &before));
  napi_status s = napi_adjust_external_memory(env, (int64_t)number_of(env, a.v[0]), a.v[1] ? &after : NULL);
  return report(env, s, s == napi_ok ? number(env, (double)(after - before)) : NULL);
}

/* instance(): data set, replaced without being finalized, and unset. */
static void finalize(napi_env env, void *data, void *hint) {
  printf("finalized %d %d\n", (int)(intptr_t)data, (int)(intptr_t)hint);
  fflush(stdout);
}

TEST(instance) {
  napi_value list;
  void *data = &list;
  int i = 0;
  MUST(napi_create_array(env, &list));
#define SAY(call) MUST(napi_set_element(env, list, i++, report(env, call, NULL)))
#define DATA MUST(napi_set_element(env, list, i++, number(env, (double)(uintptr_t)data)))
  SAY(napi_get_instance_data(env, &data));
  DATA;
  SAY(napi_set_instance_data(env, (void *)1, finalize, (void *)10));
  SAY(napi_get_instance_data(env, &data));
  DATA;
  SAY(napi_set_instance_data(env, (void *)2, finalize, (void *)20));
  SAY(napi_get_instance_data(env, &data));
  DATA;
  SAY(napi_get_instance_data(env, NULL));
  SAY(napi_set_instance_data(env, NULL, NULL, NULL));
  SAY(napi_get_instance_data(env, &data));
  DATA;
  return list;
}

/* keep_instance(): data that is finalized when the environment ends. */
TEST(keep_instance) {
  MUST(napi_set_instance_data(env, (void *)3, finalize, (void *)30));
  return NULL;
}

TEST(version) {
  napi_value list;
  uint32_t v = 0;
  const napi_node_version *node = NULL;
  int i = 0;
  MUST(napi_create_array(env, &list));
  SAY(napi_get_version(env, &v));
  MUST(napi_set_element(env, list, i++, number(env, v)));
  SAY(napi_get_version(env, NULL));
  SAY(napi_get_node_version(env, &node));
  MUST(napi_set_element(env, list, i++, string(env, node->release)));
  SAY(napi_get_node_version(env, NULL));
  MUST(napi_set_element(env, list, i++, number(env, node->major)));
  MUST(napi_set_element(env, list, i++, number(env, node->minor)));
  MUST(napi_set_element(env, list, i++, number(env, node->patch)));
  return list;
}

TEST(file_name) {
  ARGS;
  const char *name = NULL;
  napi_status s = node_api_get_module_file_name(env, a.v[0] ? &name : NULL);
  return report(env, s, s == napi_ok ? string(env, name) : NULL);
}

static napi_value each(napi_env env, napi_env used, napi_value o) {
  napi_value list, v;
  bool b;
  int64_t n;
  uint32_t u;
  void *p;
  const char *c;
  const napi_node_version *node;
  napi_valuetype t;
  napi_status s[] = {
      napi_coerce_to_bool(used, o, &v), napi_coerce_to_number(used, o, &v), napi_coerce_to_object(used, o, &v), napi_coerce_to_string(used, o, &v),
      napi_typeof(used, o, &t), napi_instanceof(used, o, o, &b), napi_is_array(used, o, &b), napi_strict_equals(used, o, o, &b),
      napi_run_script(used, o, &v), napi_adjust_external_memory(used, 0, &n), napi_get_instance_data(used, &p),
      napi_set_instance_data(used, NULL, NULL, NULL), napi_get_version(used, &u), napi_get_node_version(used, &node),
      node_api_get_module_file_name(used, &c),
  };
  if (used != NULL) MUST(napi_get_and_clear_last_exception(env, &v));
  MUST(napi_create_array(env, &list));
  for (size_t i = 0; i < sizeof s / sizeof *s; i++) MUST(napi_set_element(env, list, i, number(env, s[i])));
  return list;
}

TEST(pending) {
  ARGS;
  MUST(napi_throw_error(env, NULL, "waits"));
  return each(env, env, a.v[0]);
}

TEST(nulls) {
  ARGS;
  return each(env, NULL, a.v[0]);
}

NAPI_MODULE_INIT() {
  EXPORT(coerce_to_bool);
  EXPORT(coerce_to_number);
  EXPORT(coerce_to_object);
  EXPORT(coerce_to_string);
  EXPORT(run_script);
  EXPORT(same_handle);
  EXPORT(type_of);
  EXPORT(is_array);
  EXPORT(instance_of);
  EXPORT(strict_equals);
  EXPORT(adjust);
  EXPORT(instance);
  EXPORT(keep_instance);
  EXPORT(version);
  EXPORT(file_name);
  EXPORT(pending);
  EXPORT(nulls);
  return exports;
}
