/* Cleanup on exit of the current Node.js environment. What happens then is
   written to the file NAPI_TEST_LOG names: no script is there to tell it. */
#include "test.h"

#include <stdarg.h>
#include <unistd.h>

static void say(const char *format, ...) {
  const char *path = getenv("NAPI_TEST_LOG");
  FILE *f = path ? fopen(path, "a") : NULL;
  if (f == NULL) return;
  va_list arguments;
  va_start(arguments, format);
  vfprintf(f, format, arguments);
  va_end(arguments);
  fputc('\n', f);
  fclose(f);
}

static napi_env the_env;

/* What an environment still does. */
static void try_calls(napi_env env, const char *where) {
  napi_handle_scope scope;
  napi_value object = NULL, value = NULL, name = NULL;
  napi_status opened = napi_open_handle_scope(env, &scope);
  napi_status created = napi_create_object(env, &object);
  napi_create_string_utf8(env, "name", 4, &name);
  napi_status set_ = napi_set_named_property(env, object, "a", name);
  napi_status got = napi_get_property(env, object, name, &value);
  napi_status thrown = napi_throw_error(env, NULL, "late");
  napi_status script = napi_run_script(env, name, &value);
  bool pending = true;
  napi_is_exception_pending(env, &pending);
  say("%s: open %d create %d set %d get %d throw %d script %d pending %d", where, opened, created, set_, got, thrown, script, pending);
  if (opened == napi_ok) napi_close_handle_scope(env, scope);
}

static void late(void *arg) { say("hook %s", (char *)arg); }

static void hook(void *arg) {
  say("hook %s", (char *)arg);
  if (strcmp(arg, "adds") == 0) {
    napi_status s = napi_add_env_cleanup_hook(the_env, late, "added late");
    say("adding: %d", s);
  }
  if (strcmp(arg, "removes") == 0) {
    napi_status s = napi_remove_env_cleanup_hook(the_env, hook, "removed late");
    say("removing: %d", s);
    say("removing an unknown one: %d", napi_remove_env_cleanup_hook(the_env, late, "unknown"));
  }
  if (strcmp(arg, "calls") == 0) try_calls(the_env, "calls of a hook");
}

/* Asynchronous hooks: one ends when work is complete, one at once. */
struct slow {
  napi_async_cleanup_hook_handle handle;
  napi_async_work work;
};
static struct slow slow;

static void execute(napi_env env, void *data) {
  (void)env, (void)data;
  usleep(100000); /* longer than the rest of the cleanup takes */
}

static void complete(napi_env env, napi_status status, void *data) {
  (void)data;
  say("work of the hook: %d", status);
  try_calls(env, "calls of complete");
  napi_delete_async_work(env, slow.work);
  say("end of the slow hook: %d", napi_remove_async_cleanup_hook(slow.handle));
}

static void slow_hook(napi_async_cleanup_hook_handle handle, void *arg) {
  say("slow hook %s", (char *)arg);
  slow.handle = handle;
  say("queue: %d", napi_queue_async_work(the_env, slow.work));
}

static void quick_hook(napi_async_cleanup_hook_handle handle, void *arg) {
  say("quick hook %s: %d", (char *)arg, napi_remove_async_cleanup_hook(handle));
}

static void finalize(napi_env env, void *data, void *hint) {
  (void)hint;
  say("finalizer of %s", (char *)data);
  if (strcmp(data, "instance data") == 0) {
    try_calls(env, "calls of a finalizer");
    void *got = NULL;
    napi_status s = napi_get_instance_data(env, &got);
    say("instance data: %d %s", s, got ? (char *)got : "none");
  }
}

static void call_js(napi_env env, napi_value f, void *context, void *data) {
  (void)f, (void)context;
  say("call %s %s", (char *)data, env ? "with an environment" : "without");
}

static napi_threadsafe_function open_function;

static void tsfn_finalize(napi_env env, void *data, void *hint) {
  (void)hint;
  say("finalizer of %s", (char *)data);
  try_calls(env, "calls of its finalizer");
  say("push: %d", napi_call_threadsafe_function(open_function, "late", napi_tsfn_nonblocking));
}

TEST(hooks) {
  ARGS;
  the_env = env;
  MUST(napi_add_env_cleanup_hook(env, hook, "first"));
  MUST(napi_add_env_cleanup_hook(env, hook, "calls"));
  MUST(napi_add_env_cleanup_hook(env, hook, "adds"));
  MUST(napi_add_env_cleanup_hook(env, hook, "removed"));
  MUST(napi_remove_env_cleanup_hook(env, hook, "removed"));
  MUST(napi_add_env_cleanup_hook(env, hook, "removed late"));
  MUST(napi_add_env_cleanup_hook(env, hook, "removes"));
  napi_value r;
  MUST(napi_create_array(env, &r));
  MUST(napi_set_element(env, r, 0, number(env, napi_add_env_cleanup_hook(NULL, hook, NULL))));
  MUST(napi_set_element(env, r, 1, number(env, napi_add_env_cleanup_hook(env, NULL, NULL))));
  MUST(napi_set_element(env, r, 2, number(env, napi_remove_env_cleanup_hook(NULL, hook, NULL))));
  MUST(napi_set_element(env, r, 3, number(env, napi_remove_env_cleanup_hook(env, NULL, NULL))));
  MUST(napi_set_element(env, r, 4, number(env, napi_add_async_cleanup_hook(NULL, slow_hook, NULL, NULL))));
  MUST(napi_set_element(env, r, 5, number(env, napi_add_async_cleanup_hook(env, NULL, NULL, NULL))));
  MUST(napi_set_element(env, r, 6, number(env, napi_remove_async_cleanup_hook(NULL))));
  return r;
}

TEST(slow_hooks) {
  ARGS;
  napi_async_cleanup_hook_handle handle;
  the_env = env;
  MUST(napi_create_async_work(env, NULL, string(env, "slow"), execute, complete, NULL, &slow.work));
  MUST(napi_add_async_cleanup_hook(env, slow_hook, "one", NULL));
  MUST(napi_add_async_cleanup_hook(env, quick_hook, "two", NULL));
  MUST(napi_add_async_cleanup_hook(env, quick_hook, "never", &handle));
  MUST(napi_remove_async_cleanup_hook(handle));
  return NULL;
}

TEST(functions) {
  ARGS;
  MUST(napi_create_threadsafe_function(env, a.v[0], NULL, string(env, "open"), 0, 1, "an open function", tsfn_finalize, NULL, call_js, &open_function));
  MUST(napi_unref_threadsafe_function(env, open_function));
  MUST(napi_call_threadsafe_function(open_function, "one", napi_tsfn_nonblocking));
  MUST(napi_call_threadsafe_function(open_function, "two", napi_tsfn_nonblocking));
  return NULL;
}

TEST(objects) {
  ARGS;
  napi_value one, two;
  napi_ref ref;
  MUST(napi_create_object(env, &one));
  MUST(napi_wrap(env, one, "the first object", finalize, NULL, &ref));
  MUST(napi_reference_ref(env, ref, NULL));
  MUST(napi_set_instance_data(env, "instance data", finalize, NULL));
  MUST(napi_create_object(env, &two));
  MUST(napi_wrap(env, two, "the second object", finalize, NULL, &ref));
  MUST(napi_reference_ref(env, ref, NULL));
  return NULL;
}

/* twice(): the same hook again, which ends the process */
TEST(twice) {
  (void)info;
  MUST(napi_add_env_cleanup_hook(env, hook, "twice"));
  napi_add_env_cleanup_hook(env, hook, "twice");
  return NULL;
}

NAPI_MODULE_INIT() {
  EXPORT(hooks);
  EXPORT(slow_hooks);
  EXPORT(functions);
  EXPORT(objects);
  EXPORT(twice);
  set(env, exports, "NULL", the_null(env));
  return exports;
}
