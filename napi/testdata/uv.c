/* libuv event loop: an addon that calls the libuv of its host. */
#include "test.h"

#include <uv.h>

static napi_env the_env;
static napi_ref told;
static napi_async_context context;
static uv_timer_t timer, repeating;
static uv_async_t async;
static uv_work_t work;
static uv_thread_t thread;
static int repeated;

/* Tells a script what happened, as a callback of its own. */
static void tell(const char *what) {
  napi_env env = the_env;
  napi_handle_scope scope;
  napi_value f, global, arg;
  MUST(napi_open_handle_scope(env, &scope));
  MUST(napi_get_reference_value(env, told, &f));
  MUST(napi_get_global(env, &global));
  arg = string(env, what);
  napi_status s = napi_make_callback(env, context, global, f, 1, &arg, NULL);
  if (s == napi_pending_exception) { /* it is for the addon to handle */
    napi_value exception;
    MUST(napi_get_and_clear_last_exception(env, &exception));
    MUST(napi_fatal_exception(env, exception));
  }
  MUST(napi_close_handle_scope(env, scope));
}

static void on_close(uv_handle_t *handle) { tell(handle == (uv_handle_t *)&async ? "async closed" : "timer closed"); }

static void on_timer(uv_timer_t *handle) {
  tell("timer");
  uv_close((uv_handle_t *)handle, on_close);
}

static void on_repeat(uv_timer_t *handle) {
  if (++repeated < 3) return;
  tell("repeated 3 times");
  uv_timer_stop(handle);
}

static void on_async(uv_async_t *handle) {
  tell("async");
  uv_close((uv_handle_t *)handle, on_close);
}

static void wake(void *data) {
  (void)data;
  uv_async_send(&async);
}

static void do_work(uv_work_t *w) { w->data = (void *)7; }

static void after_work(uv_work_t *w, int status) { tell(status == 0 && w->data == (void *)7 ? "work" : "no work"); }

TEST(start) {
  ARGS;
  the_env = env;
  uv_loop_t *loop = NULL, *again = NULL;
  MUST(napi_create_reference(env, a.v[0], 1, &told));
  MUST(napi_async_init(env, NULL, string(env, "uv"), &context));
  napi_value r;
  MUST(napi_create_array(env, &r));
  MUST(napi_set_element(env, r, 0, number(env, napi_get_uv_event_loop(NULL, &loop))));
  MUST(napi_set_element(env, r, 1, number(env, napi_get_uv_event_loop(env, NULL))));
  MUST(napi_set_element(env, r, 2, number(env, napi_get_uv_event_loop(env, &loop))));
  MUST(napi_get_uv_event_loop(env, &again));
  MUST(napi_set_element(env, r, 3, number(env, loop != again || loop != uv_default_loop())));
  repeated = 0;
  uv_timer_init(loop, &repeating);
  uv_timer_start(&repeating, on_repeat, 10, 10);
  return r;
}

/* The thread sends while nothing else keeps the loop from sleeping. */
TEST(threads) {
  (void)info;
  uv_loop_t *loop;
  MUST(napi_get_uv_event_loop(env, &loop));
  uv_async_init(loop, &async, on_async);
  uv_thread_create(&thread, wake, NULL);
  uv_thread_join(&thread);
  return NULL;
}

TEST(queue) {
  (void)info;
  uv_loop_t *loop;
  MUST(napi_get_uv_event_loop(env, &loop));
  uv_queue_work(loop, &work, do_work, after_work);
  return NULL;
}

TEST(later) {
  (void)info;
  uv_loop_t *loop;
  MUST(napi_get_uv_event_loop(env, &loop));
  uv_timer_init(loop, &timer);
  uv_timer_start(&timer, on_timer, 1, 0);
  return NULL;
}

/* left(): handles that are open when the environment ends */
TEST(left) {
  (void)info;
  uv_loop_t *loop;
  MUST(napi_get_uv_event_loop(env, &loop));
  static uv_timer_t endless;
  uv_timer_init(loop, &endless);
  uv_timer_start(&endless, on_repeat, 1000000, 0);
  uv_unref((uv_handle_t *)&endless);
  return NULL;
}

NAPI_MODULE_INIT() {
  EXPORT(start);
  EXPORT(threads);
  EXPORT(queue);
  EXPORT(later);
  EXPORT(left);
  set(env, exports, "NULL", the_null(env));
  return exports;
}
