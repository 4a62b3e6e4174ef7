/* Working with JavaScript properties */
#include "test.h"

TEST(names) {
  ARGS;
  napi_value v = NULL;
  napi_status s = napi_get_property_names(env, a.v[0], a.v[1] ? &v : NULL);
  return report(env, s, v);
}

/* all_names(object, mode, filter, conversion, wants result) */
TEST(all_names) {
  ARGS;
  napi_value v = NULL;
  napi_status s = napi_get_all_property_names(env, a.v[0], (int)number_of(env, a.v[1]), (int)number_of(env, a.v[2]), (int)number_of(env, a.v[3]),
      a.v[4] ? &v : NULL);
  return report(env, s, v);
}

TEST(set_property) {
  ARGS;
  return report(env, napi_set_property(env, a.v[0], a.v[1], a.v[2]), NULL);
}

TEST(get_property) {
  ARGS;
  napi_value v = NULL;
  napi_status s = napi_get_property(env, a.v[0], a.v[1], a.v[2] ? &v : NULL);
  return report(env, s, v);
}

static napi_value answer(napi_env env, napi_status s, bool b) {
  const napi_extended_error_info *info;
  MUST(napi_get_last_error_info(env, &info));
  if (s != napi_ok) return report(env, s, NULL);
  return report(env, s, boolean(env, b));
}

TEST(has_property) {
  ARGS;
  bool b = false;
  napi_status s = napi_has_property(env, a.v[0], a.v[1], a.v[2] ? &b : NULL);
  return answer(env, s, b);
}

TEST(has_own) {
  ARGS;
  bool b = false;
  napi_status s = napi_has_own_property(env, a.v[0], a.v[1], a.v[2] ? &b : NULL);
  return answer(env, s, b);
}

TEST(delete_property) {
  ARGS;
  bool b = false;
  napi_status s = napi_delete_property(env, a.v[0], a.v[1], a.v[2] ? &b : NULL);
  return answer(env, s, b);
}

TEST(set_named) {
  ARGS;
  return report(env, napi_set_named_property(env, a.v[0], string_of(env, a.v[1]), a.v[2]), NULL);
}

TEST(get_named) {
  ARGS;
  napi_value v = NULL;
  napi_status s = napi_get_named_property(env, a.v[0], string_of(env, a.v[1]), a.v[2] ? &v : NULL);
  return report(env, s, v);
}

TEST(has_named) {
  ARGS;
  bool b = false;
  napi_status s = napi_has_named_property(env, a.v[0], string_of(env, a.v[1]), a.v[2] ? &b : NULL);
  return answer(env, s, b);
}

TEST(set_element) {
  ARGS;
  return report(env, napi_set_element(env, a.v[0], (uint32_t)number_of(env, a.v[1]), a.v[2]), NULL);
}

TEST(get_element) {
  ARGS;
  napi_value v = NULL;
  napi_status s = napi_get_element(env, a.v[0], (uint32_t)number_of(env, a.v[1]), a.v[2] ? &v : NULL);
  return report(env, s, v);
}

TEST(has_element) {
  ARGS;
  bool b = false;
  napi_status s = napi_has_element(env, a.v[0], (uint32_t)number_of(env, a.v[1]), a.v[2] ? &b : NULL);
  return answer(env, s, b);
}

TEST(delete_element) {
  ARGS;
  bool b = false;
  napi_status s = napi_delete_element(env, a.v[0], (uint32_t)number_of(env, a.v[1]), a.v[2] ? &b : NULL);
  return answer(env, s, b);
}

static napi_value method(napi_env env, napi_callback_info info) {
  ARGS;
  return number(env, (double)(uintptr_t)a.data);
}

/* define(object, kind, name or key, value, attributes, count or NULL pointer) */
TEST(define) {
  ARGS;
  char *kind = string_of(env, a.v[1]);
  napi_valuetype type = napi_undefined;
  if (a.v[2]) MUST(napi_typeof(env, a.v[2], &type));
  napi_property_descriptor p = {.attributes = (int)number_of(env, a.v[4]), .data = (void *)5};
  if (type == napi_string)
    p.utf8name = string_of(env, a.v[2]);
  else
    p.name = a.v[2];
  if (strchr(kind, 'm')) p.method = method;
  if (strchr(kind, 'g')) p.getter = method;
  if (strchr(kind, 's')) p.setter = method;
  p.value = a.v[3];
  return report(env, napi_define_properties(env, a.v[0], 1, a.v[5] ? &p : NULL), NULL);
}

/* define_two(object): the second fails, the first is there. */
TEST(define_two) {
  ARGS;
  napi_property_descriptor p[] = {
      {.utf8name = "first", .value = a.v[0], .attributes = napi_enumerable},
      {.name = a.v[0], .value = a.v[0]},
      {.utf8name = "third", .value = a.v[0]},
  };
  return report(env, napi_define_properties(env, a.v[0], 3, p), NULL);
}

TEST(define_none) {
  ARGS;
  return report(env, napi_define_properties(env, a.v[0], 0, NULL), NULL);
}

TEST(freeze) {
  ARGS;
  return report(env, napi_object_freeze(env, a.v[0]), NULL);
}

TEST(seal) {
  ARGS;
  return report(env, napi_object_seal(env, a.v[0]), NULL);
}

TEST(prototype) {
  ARGS;
  napi_value v = NULL;
  napi_status s = napi_get_prototype(env, a.v[0], a.v[1] ? &v : NULL);
  return report(env, s, v);
}

/* pending(object): every function while an exception waits; nulls: without an environment. */
static napi_value each(napi_env env, napi_env used, napi_value o) {
  napi_value list, v;
  bool b;
  napi_status s[] = {
      napi_get_property_names(used, o, &v),
      napi_get_all_property_names(used, o, 0, 0, 0, &v),
      napi_set_property(used, o, o, o),
      napi_get_property(used, o, o, &v),
      napi_has_property(used, o, o, &b),
      napi_delete_property(used, o, o, &b),
      napi_has_own_property(used, o, o, &b),
      napi_set_named_property(used, o, "x", o),
      napi_get_named_property(used, o, "x", &v),
      napi_has_named_property(used, o, "x", &b),
      napi_set_element(used, o, 0, o),
      napi_get_element(used, o, 0, &v),
      napi_has_element(used, o, 0, &b),
      napi_delete_element(used, o, 0, &b),
      napi_define_properties(used, o, 0, NULL),
      napi_object_freeze(used, o),
      napi_object_seal(used, o),
      napi_get_prototype(used, o, &v),
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
  EXPORT(names);
  EXPORT(all_names);
  EXPORT(set_property);
  EXPORT(get_property);
  EXPORT(has_property);
  EXPORT(has_own);
  EXPORT(delete_property);
  EXPORT(set_named);
  EXPORT(get_named);
  EXPORT(has_named);
  EXPORT(set_element);
  EXPORT(get_element);
  EXPORT(has_element);
  EXPORT(delete_element);
  EXPORT(define);
  EXPORT(define_two);
  EXPORT(define_none);
  EXPORT(freeze);
  EXPORT(seal);
  EXPORT(prototype);
  EXPORT(pending);
  EXPORT(nulls);
  return exports;
}
