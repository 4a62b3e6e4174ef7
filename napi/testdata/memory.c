/* Things made in great numbers and let go of: function(n) makes n, leaving
   nothing behind but garbage. owed() is how many finalizers have yet to run. */
#include "test.h"

#include <pthread.h>

static double owing;

static void give_back(napi_env env, void *data, void *hint) {
  (void)env, (void)hint;
  free(data);
  owing--;
}

static void *lend(size_t size) {
  void *data = malloc(size);
  if (data == NULL) abort();
  owing++;
  return data;
}

enum { PER_SCOPE = 100 };

/* What follows is done n times, i counting, in scopes that close. */
#define MANY(name, ...)                                                                    \
  TEST(name) {                                                                             \
    ARGS;                                                                                  \
    napi_value v = NULL; (void)v;                                                          \
    size_t n = (size_t)number_of(env, a.v[0]);                                             \
    for (size_t i = 0; i < n;) {                                                           \
      napi_handle_scope scope;                                                             \
      MUST(napi_open_handle_scope(env, &scope));                                           \
      for (size_t end = i + PER_SCOPE < n ? i + PER_SCOPE : n; i < end; i++) __VA_ARGS__   \
      MUST(napi_close_handle_scope(env, scope));                                           \
    }                                                                                      \
    return NULL;                                                                           \
  }

MANY(handles, {
  switch (i % 4) {
  case 0: MUST(napi_create_object(env, &v)); break;
  case 1: MUST(napi_create_double(env, i + 0.5, &v)); break;
  case 2: MUST(napi_create_string_utf8(env, "sixteen letters!", 16, &v)); break;
  case 3: {
    napi_escapable_handle_scope inner;
    MUST(napi_open_escapable_handle_scope(env, &inner));
    MUST(napi_create_array(env, &v));
    MUST(napi_escape_handle(env, inner, v, &v));
    MUST(napi_close_escapable_handle_scope(env, inner));
  }
  }
})

MANY(wraps, {
  MUST(napi_create_object(env, &v));
  MUST(napi_wrap(env, v, lend(32), give_back, NULL, NULL));
})

MANY(removed_wraps, {
  void *data;
  MUST(napi_create_object(env, &v));
  MUST(napi_wrap(env, v, lend(32), give_back, NULL, NULL));
  MUST(napi_remove_wrap(env, v, &data));
  give_back(env, data, NULL);
})

MANY(references, {
  napi_ref strong, weak;
  uint32_t count;
  MUST(napi_create_object(env, &v));
  MUST(napi_create_reference(env, v, 1, &strong));
  MUST(napi_create_reference(env, v, 0, &weak));
  MUST(napi_reference_unref(env, strong, &count));
  MUST(napi_reference_ref(env, weak, &count));
  MUST(napi_get_reference_value(env, strong, &v));
  MUST(napi_delete_reference(env, strong));
  MUST(napi_delete_reference(env, weak));
})

MANY(externals, { MUST(napi_create_external(env, lend(32), give_back, NULL, &v)); })
MANY(external_buffers, { MUST(napi_create_external_buffer(env, 64, lend(64), give_back, NULL, &v)); })
MANY(external_arraybuffers, { MUST(napi_create_external_arraybuffer(env, lend(64), 64, give_back, NULL, &v)); })

MANY(buffers, {
  void *data;
  MUST(napi_create_buffer(env, 64, &data, &v));
  memset(data, 1, 64);
})

MANY(external_strings, {
  bool copied;
  char *text = lend(32);
  snprintf(text, 32, "external string %zu", i);
  MUST(node_api_create_external_string_latin1(env, text, NAPI_AUTO_LENGTH, give_back, NULL, &v, &copied));
})

/* Strings of each width that scripts see, under names that come and go. */
MANY(strings, {
  static const char *const formats[] = {"text %zu", "t\u00e9xt %zu", "\u0442\u0435\u043a\u0441\u0442 %zu"};
  char text[64];
  char name[32];
  napi_value object;
  MUST(napi_create_object(env, &object));
  snprintf(text, sizeof text, formats[i % 3], i);
  snprintf(name, sizeof name, "name %zu", i);
  MUST(napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &v));
  MUST(napi_set_named_property(env, object, name, v));
  MUST(napi_get_named_property(env, object, name, &v));
  MUST(napi_get_value_string_utf8(env, v, text, sizeof text, NULL));
})

MANY(errors, {
  napi_value code;
  MUST(napi_create_string_utf8(env, "CODE", 4, &code));
  MUST(napi_create_string_utf8(env, "message", 7, &v));
  MUST(napi_create_error(env, code, v, &v));
  MUST(napi_throw(env, v));
  MUST(napi_get_and_clear_last_exception(env, &v));
  MUST(napi_throw_type_error(env, "CODE", "message"));
  MUST(napi_get_and_clear_last_exception(env, &v));
})

MANY(functions, { MUST(napi_create_function(env, "name", 4, handles, NULL, &v)); })

MANY(promises, {
  napi_deferred deferred;
  napi_value undefined;
  MUST(napi_get_undefined(env, &undefined));
  MUST(napi_create_promise(env, &deferred, &v));
  MUST(napi_resolve_deferred(env, deferred, undefined));
})

/* calls(n, function) */
MANY(calls, {
  napi_value argv[2];
  MUST(napi_create_double(env, i + 0.5, &argv[0]));
  MUST(napi_create_string_utf8(env, "argument", 8, &argv[1]));
  MUST(napi_call_function(env, a.self, a.v[1], 2, argv, &v));
})

/* Throws: scripts catch it. */
TEST(fail) {
  (void)info;
  MUST(napi_throw_error(env, "CODE", "message"));
  return NULL;
}

struct caller {
  napi_threadsafe_function function;
  size_t n;
  pthread_t thread;
};

static void *caller(void *data) {
  struct caller *c = data;
  for (size_t i = 0; i < c->n; i++) MUST(napi_call_threadsafe_function(c->function, c, napi_tsfn_blocking));
  MUST(napi_release_threadsafe_function(c->function, napi_tsfn_release));
  return NULL;
}

static void join(napi_env env, void *data, void *hint) {
  pthread_join(((struct caller *)data)->thread, NULL);
  give_back(env, data, hint);
}

/* threadsafe(n, function): a thread calls the function n times. */
TEST(threadsafe) {
  ARGS;
  struct caller *c = lend(sizeof *c);
  c->n = (size_t)number_of(env, a.v[0]);
  MUST(napi_create_threadsafe_function(env, a.v[1], NULL, string(env, "memory"), 1000, 1, c, join, NULL, NULL, &c->function));
  if (pthread_create(&c->thread, NULL, caller, c) != 0) abort();
  return NULL;
}

struct work {
  napi_async_work work;
};

static void execute(napi_env env, void *data) { (void)env, (void)data; }

static void complete(napi_env env, napi_status status, void *data) {
  MUST(status);
  MUST(napi_delete_async_work(env, ((struct work *)data)->work));
  give_back(env, data, NULL);
}

MANY(works, {
  struct work *w = lend(sizeof *w);
  MUST(napi_create_async_work(env, NULL, string(env, "memory"), execute, complete, w, &w->work));
  MUST(napi_queue_async_work(env, w->work));
})

TEST(owed) {
  (void)info;
  return number(env, owing);
}

NAPI_MODULE_INIT() {
  EXPORT(handles);
  EXPORT(wraps);
  EXPORT(removed_wraps);
  EXPORT(references);
  EXPORT(externals);
  EXPORT(external_buffers);
  EXPORT(external_arraybuffers);
  EXPORT(buffers);
  EXPORT(external_strings);
  EXPORT(strings);
  EXPORT(errors);
  EXPORT(functions);
  EXPORT(promises);
  EXPORT(calls);
  EXPORT(fail);
  EXPORT(threadsafe);
  EXPORT(works);
  EXPORT(owed);
  return exports;
}
