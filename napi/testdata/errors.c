/* Error handling */
#include "test.h"

TEST(throw_value) {
  ARGS;
  return report(env, napi_throw(env, a.v[0]), NULL);
}

typedef napi_status (*thrower)(napi_env, const char *, const char *);
typedef napi_status (*creator)(napi_env, napi_value, napi_value, napi_value *);
static const thrower throwers[] = {napi_throw_error, napi_throw_type_error, napi_throw_range_error, node_api_throw_syntax_error};
static const creator creators[] = {napi_create_error, napi_create_type_error, napi_create_range_error, node_api_create_syntax_error};

/* throw_error(kind, code, message) */
TEST(throw_error) {
  ARGS;
  return report(env, throwers[(int)number_of(env, a.v[0])](env, string_of(env, a.v[1]), string_of(env, a.v[2])), NULL);
}

/* create_error(kind, code, message, wants result) */
TEST(create_error) {
  ARGS;
  napi_value v = NULL;
  napi_status s = creators[(int)number_of(env, a.v[0])](env, a.v[1], a.v[2], a.v[3] ? &v : NULL);
  return report(env, s, v);
}

TEST(is_error) {
  ARGS;
  bool b = false;
  napi_status s = napi_is_error(env, a.v[0], a.v[1] ? &b : NULL);
  return report(env, s, s == napi_ok ? boolean(env, b) : NULL);
}

/* last(): what the last error says after calls of several kinds. */
TEST(last) {
  const napi_extended_error_info *last, *again;
  napi_value list, v;
  uint32_t i = 0;
  char line[200];
  MUST(napi_create_array(env, &list));
#define SAY(...) (snprintf(line, sizeof line, __VA_ARGS__), napi_set_element(env, list, i++, string(env, line)))
  napi_get_value_int32(env, NULL, NULL);
  MUST(napi_get_last_error_info(env, &last));
  SAY("%d %s %d %d", last->error_code, last->error_message, last->engine_error_code, last->engine_reserved != NULL);
  napi_get_value_int32(env, NULL, NULL);
  MUST(napi_get_last_error_info(env, &last));
  MUST(napi_get_last_error_info(env, &again));
  SAY("asked twice: %d %s, %s", again->error_code, again->error_message, last == again ? "same" : "another");
  MUST(napi_get_undefined(env, &v));
  MUST(napi_get_last_error_info(env, &last));
  SAY("after success: %d %s", last->error_code, last->error_message ? last->error_message : "NULL");
  napi_status s = napi_get_last_error_info(env, NULL);
  MUST(napi_get_last_error_info(env, &last));
  SAY("no result: %d %d %s", s, last->error_code, last->error_message);
  s = napi_get_last_error_info(NULL, &last);
  SAY("no environment: %d", s);
  return list;
}

/* pending(value): which functions work while an exception waits. */
TEST(pending) {
  ARGS;
  napi_value v, list;
  bool waits = false;
  napi_status s[16];
  int n = 0;
  MUST(napi_throw(env, a.v[0]));
  s[n++] = napi_throw(env, a.v[0]);
  s[n++] = napi_throw_error(env, NULL, "x");
  s[n++] = napi_throw_type_error(env, NULL, "x");
  s[n++] = napi_throw_range_error(env, NULL, "x");
  s[n++] = node_api_throw_syntax_error(env, NULL, "x");
  s[n++] = napi_is_error(env, a.v[0], &waits);
  s[n++] = napi_create_string_utf8(env, "m", 1, &v);
  s[n++] = napi_create_error(env, NULL, v, &v);
  s[n++] = napi_is_exception_pending(env, &waits);
  s[n++] = napi_is_exception_pending(env, NULL);
  s[n++] = napi_get_and_clear_last_exception(env, NULL);
  s[n++] = napi_get_and_clear_last_exception(env, &v);
  MUST(napi_create_array(env, &list));
  for (int i = 0; i < n; i++) MUST(napi_set_element(env, list, i, number(env, s[i])));
  MUST(napi_set_element(env, list, n++, boolean(env, waits)));
  MUST(napi_set_element(env, list, n++, v));
  MUST(napi_is_exception_pending(env, &waits));
  MUST(napi_set_element(env, list, n++, boolean(env, waits)));
  MUST(napi_get_and_clear_last_exception(env, &v));
  MUST(napi_set_element(env, list, n++, v));
  return list;
}

/* again(value): an exception taken and thrown again. */
TEST(again) {
  ARGS;
  napi_value v;
  MUST(napi_throw(env, a.v[0]));
  MUST(napi_get_and_clear_last_exception(env, &v));
  MUST(napi_throw(env, v));
  return NULL;
}

/* attempt(function): its exception caught in C. */
TEST(attempt) {
  ARGS;
  napi_value v, undefined;
  MUST(napi_get_undefined(env, &undefined));
  napi_status s = napi_call_function(env, undefined, a.v[0], 0, NULL, NULL);
  if (s == napi_ok) return undefined;
  MUST(napi_get_and_clear_last_exception(env, &v));
  return v;
}

TEST(nulls) {
  napi_value list;
  MUST(napi_create_array(env, &list));
  napi_status s[] = {
      napi_get_last_error_info(NULL, NULL),
      napi_throw(NULL, NULL),
      napi_throw_error(NULL, NULL, NULL),
      napi_throw_type_error(NULL, NULL, NULL),
      napi_throw_range_error(NULL, NULL, NULL),
      node_api_throw_syntax_error(NULL, NULL, NULL),
      napi_is_error(NULL, NULL, NULL),
      napi_create_error(NULL, NULL, NULL, NULL),
      napi_create_type_error(NULL, NULL, NULL, NULL),
      napi_create_range_error(NULL, NULL, NULL, NULL),
      node_api_create_syntax_error(NULL, NULL, NULL, NULL),
      napi_get_and_clear_last_exception(NULL, NULL),
      napi_is_exception_pending(NULL, NULL),
      napi_fatal_exception(NULL, NULL),
  };
  for (size_t i = 0; i < sizeof s / sizeof *s; i++) MUST(napi_set_element(env, list, i, number(env, s[i])));
  return list;
}

/* fatal(location, message, lengths given) */
TEST(fatal) {
  ARGS;
  char *location = string_of(env, a.v[0]), *message = string_of(env, a.v[1]);
  if (a.v[2]) napi_fatal_error(location, 3, message, 4);
  napi_fatal_error(location, NAPI_AUTO_LENGTH, message, NAPI_AUTO_LENGTH);
}

TEST(fatal_exception) {
  ARGS;
  return report(env, napi_fatal_exception(env, a.v[0]), NULL);
}

/* unbalanced(): a scope left open. */
TEST(unbalanced) {
  napi_handle_scope scope;
  MUST(napi_open_handle_scope(env, &scope));
  return NULL;
}

NAPI_MODULE_INIT() {
  EXPORT(throw_value);
  EXPORT(throw_error);
  EXPORT(create_error);
  EXPORT(is_error);
  EXPORT(last);
  EXPORT(pending);
  EXPORT(again);
  EXPORT(attempt);
  EXPORT(nulls);
  EXPORT(fatal);
  EXPORT(fatal_exception);
  EXPORT(unbalanced);
  return exports;
}
