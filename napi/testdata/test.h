/* What the addons of the tests share. Each function under test is called from
   JavaScript with plain values, and answers with a report: status, last error
   message, exception left pending, value. The property NULL of the exports
   stands for a NULL pointer. */
#include "../abi.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MUST(call)                                                            \
  do {                                                                        \
    napi_status must_ = (call);                                               \
    if (must_ != napi_ok) {                                                   \
      fprintf(stderr, "%s:%d: %s: status %d\n", __FILE__, __LINE__, #call, must_); \
      abort();                                                                \
    }                                                                         \
  } while (0)

enum { MAX_ARGS = 12 };

/* The arguments of a call, NULL where the script said so or gave none. */
struct args {
  size_t n;
  napi_value v[MAX_ARGS], self;
  void *data;
};

static napi_value the_null(napi_env env) {
  napi_value symbol;
  MUST(node_api_symbol_for(env, "NULL", 4, &symbol));
  return symbol;
}

static struct args args_of(napi_env env, napi_callback_info info) {
  struct args a = {.n = MAX_ARGS};
  MUST(napi_get_cb_info(env, info, &a.n, a.v, &a.self, &a.data));
  napi_value null = the_null(env);
  for (size_t i = 0; i < MAX_ARGS; i++) {
    bool same = false;
    MUST(napi_strict_equals(env, a.v[i], null, &same));
    if (same || i >= a.n) a.v[i] = NULL;
  }
  return a;
}

static void set(napi_env env, napi_value object, const char *name, napi_value value) {
  MUST(napi_set_named_property(env, object, name, value));
}

static napi_value string(napi_env env, const char *s) {
  napi_value v;
  if (s == NULL)
    MUST(napi_get_null(env, &v));
  else
    MUST(napi_create_string_utf8(env, s, NAPI_AUTO_LENGTH, &v));
  return v;
}

static napi_value number(napi_env env, double d) {
  napi_value v;
  MUST(napi_create_double(env, d, &v));
  return v;
}

static napi_value boolean(napi_env env, bool b) {
  napi_value v;
  MUST(napi_get_boolean(env, b, &v));
  return v;
}

static double number_of(napi_env env, napi_value v) {
  double d = 0;
  MUST(napi_get_value_double(env, v, &d));
  return d;
}

static char *string_of(napi_env env, napi_value v) {
  static char texts[8][256];
  static int next;
  if (v == NULL) return NULL;
  char *text = texts[next++ % 8];
  MUST(napi_get_value_string_utf8(env, v, text, 256, NULL));
  return text;
}

/* Reports a call: the first thing done after it. value may be NULL. */
static napi_value report(napi_env env, napi_status status, napi_value value) {
  const napi_extended_error_info *info = NULL;
  MUST(napi_get_last_error_info(env, &info));
  const char *message = info->error_message;
  int code = info->error_code;
  bool pending = false;
  napi_value exception = NULL, r;
  MUST(napi_is_exception_pending(env, &pending));
  if (pending) MUST(napi_get_and_clear_last_exception(env, &exception));
  MUST(napi_create_object(env, &r));
  set(env, r, "status", number(env, status));
  set(env, r, "last", number(env, code));
  set(env, r, "message", string(env, message));
  if (pending) set(env, r, "exception", exception);
  if (value != NULL) set(env, r, "value", value);
  return r;
}

static void export_function(napi_env env, napi_value exports, const char *name, napi_callback cb, void *data) {
  napi_value f;
  MUST(napi_create_function(env, name, NAPI_AUTO_LENGTH, cb, data, &f));
  set(env, exports, name, f);
}
#define EXPORT(name) export_function(env, exports, #name, name, NULL)

/* A function under test. */
#define TEST(name) static napi_value name(napi_env env, napi_callback_info info)
#define ARGS struct args a = args_of(env, info); (void)a
