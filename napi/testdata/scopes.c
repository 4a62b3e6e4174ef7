/* Object lifetime management: handle scopes */
#include "test.h"

/* loop(n): many scopes with values of every kind; the last number comes back. */
TEST(loop) {
  ARGS;
  size_t n = (size_t)number_of(env, a.v[0]);
  napi_value v, object;
  double last = 0;
  char text[40];
  for (size_t i = 0; i < n; i++) {
    napi_handle_scope scope;
    MUST(napi_open_handle_scope(env, &scope));
    MUST(napi_create_object(env, &object));
    for (int j = 0; j < 10; j++) {
      MUST(napi_create_double(env, i + j + 0.25, &v));
      MUST(napi_set_element(env, object, j, v));
    }
    snprintf(text, sizeof text, "text %zu", i);
    MUST(napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &v));
    MUST(napi_set_named_property(env, object, "text", v));
    MUST(napi_get_element(env, object, 9, &v));
    last = number_of(env, v);
    MUST(napi_close_handle_scope(env, scope));
  }
  return number(env, last);
}

/* deep(n): scopes in scopes, closed in order. */
TEST(deep) {
  ARGS;
  size_t n = (size_t)number_of(env, a.v[0]);
  napi_handle_scope *scopes = malloc(n * sizeof *scopes);
  for (size_t i = 0; i < n; i++) {
    MUST(napi_open_handle_scope(env, &scopes[i]));
    string(env, "a string in each scope");
  }
  for (size_t i = n; i-- > 0;) MUST(napi_close_handle_scope(env, scopes[i]));
  free(scopes);
  return number(env, n);
}

/* many(n): handles in one scope. */
TEST(many) {
  ARGS;
  size_t n = (size_t)number_of(env, a.v[0]);
  napi_value array, v, first;
  MUST(napi_create_array(env, &array));
  first = string(env, "first");
  for (size_t i = 0; i < n; i++) {
    MUST(napi_create_double(env, i + 0.5, &v));
    string(env, "some text to fill the arena with");
  }
  MUST(napi_set_element(env, array, 0, v));
  MUST(napi_set_element(env, array, 1, first));
  return array;
}

/* escape(value): made in an inner scope, used in the outer. kind tells what is made. */
TEST(escape) {
  ARGS;
  char *kind = string_of(env, a.v[0]);
  napi_escapable_handle_scope scope;
  napi_value v = NULL, out = NULL, filler;
  MUST(napi_open_escapable_handle_scope(env, &scope));
  if (!strcmp(kind, "object")) MUST(napi_create_object(env, &v));
  if (!strcmp(kind, "string")) v = string(env, "escaped from a scope");
  if (!strcmp(kind, "wide")) v = string(env, "\u65e5\u672c");
  if (!strcmp(kind, "int")) v = number(env, 5);
  if (!strcmp(kind, "double")) v = number(env, 5.5);
  if (!strcmp(kind, "bool")) v = boolean(env, true);
  if (!strcmp(kind, "same")) v = a.v[1];
  napi_status s = napi_escape_handle(env, scope, v, &out);
  MUST(napi_close_escapable_handle_scope(env, scope));
  for (int i = 0; i < 100; i++) {
    filler = string(env, "overwrites what the scope held");
    MUST(napi_create_object(env, &filler));
  }
  return report(env, s, out);
}

TEST(twice) {
  napi_escapable_handle_scope scope;
  napi_value v, list;
  MUST(napi_create_array(env, &list));
  MUST(napi_open_escapable_handle_scope(env, &scope));
  MUST(napi_create_object(env, &v));
  MUST(napi_escape_handle(env, scope, v, &v));
  napi_status s = napi_escape_handle(env, scope, v, &v);
  MUST(napi_set_element(env, list, 0, report(env, s, NULL)));
  MUST(napi_set_element(env, list, 1, report(env, napi_escape_handle(env, NULL, v, &v), NULL)));
  MUST(napi_set_element(env, list, 2, report(env, napi_escape_handle(env, scope, NULL, &v), NULL)));
  MUST(napi_set_element(env, list, 3, report(env, napi_escape_handle(env, scope, v, NULL), NULL)));
  MUST(napi_close_escapable_handle_scope(env, scope));
  return list;
}

/* nested(): a value escapes two scopes, one after the other. */
TEST(nested) {
  napi_escapable_handle_scope outer, inner;
  napi_value v = string(env, "outside"), list;
  MUST(napi_open_escapable_handle_scope(env, &outer));
  MUST(napi_open_escapable_handle_scope(env, &inner));
  v = string(env, "from deep inside");
  MUST(napi_escape_handle(env, inner, v, &v));
  MUST(napi_close_escapable_handle_scope(env, inner));
  MUST(napi_escape_handle(env, outer, v, &v));
  MUST(napi_close_escapable_handle_scope(env, outer));
  MUST(napi_create_array(env, &list));
  MUST(napi_set_element(env, list, 0, v));
  return list;
}

/* outer_text(text): a string of the outer scope read in an inner one, and again when that is closed. */
TEST(outer_text) {
  ARGS;
  char buf[600];
  size_t n = 0, m = 0;
  for (int i = 0; i < 3; i++) {
    napi_handle_scope scope;
    MUST(napi_open_handle_scope(env, &scope));
    MUST(napi_get_value_string_utf8(env, a.v[0], buf, sizeof buf, &n));
    string(env, "overwrites");
    MUST(napi_close_handle_scope(env, scope));
    string(env, "overwrites too");
  }
  MUST(napi_get_value_string_utf8(env, a.v[0], buf, sizeof buf, &m));
  return n == m ? a.v[0] : NULL;
}

TEST(arguments) {
  napi_value list;
  int i = 0;
  MUST(napi_create_array(env, &list));
#define SAY(call) MUST(napi_set_element(env, list, i++, report(env, call, NULL)))
  SAY(napi_open_handle_scope(env, NULL));
  SAY(napi_close_handle_scope(env, NULL));
  SAY(napi_open_escapable_handle_scope(env, NULL));
  SAY(napi_close_escapable_handle_scope(env, NULL));
  SAY(napi_close_handle_scope(env, (napi_handle_scope)1)); /* none is open */
  SAY(napi_close_escapable_handle_scope(env, (napi_escapable_handle_scope)1));
  MUST(napi_set_element(env, list, i++, number(env, napi_open_handle_scope(NULL, NULL))));
  MUST(napi_set_element(env, list, i++, number(env, napi_close_handle_scope(NULL, NULL))));
  MUST(napi_set_element(env, list, i++, number(env, napi_open_escapable_handle_scope(NULL, NULL))));
  MUST(napi_set_element(env, list, i++, number(env, napi_close_escapable_handle_scope(NULL, NULL))));
  MUST(napi_set_element(env, list, i++, number(env, napi_escape_handle(NULL, NULL, NULL, NULL))));
  return list;
}

/* waiting(): scopes work while an exception waits. */
TEST(waiting) {
  napi_escapable_handle_scope scope;
  napi_value v;
  MUST(napi_throw_error(env, "CODE", "waits"));
  MUST(napi_open_escapable_handle_scope(env, &scope));
  MUST(napi_create_object(env, &v));
  MUST(napi_escape_handle(env, scope, v, &v));
  MUST(napi_close_escapable_handle_scope(env, scope));
  return v;
}

NAPI_MODULE_INIT() {
  EXPORT(loop);
  EXPORT(deep);
  EXPORT(many);
  EXPORT(escape);
  EXPORT(twice);
  EXPORT(nested);
  EXPORT(outer_text);
  EXPORT(arguments);
  EXPORT(waiting);
  return exports;
}
