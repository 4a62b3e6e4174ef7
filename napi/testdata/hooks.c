/* Many cleanup hooks. */
#include "test.h"

static long called, last;
static bool ordered = true;

static void hook(void *arg) {
  ordered &= called == 0 || (long)arg < last;
  last = (long)arg;
  called++;
}

/* add(n): adds n hooks and removes every third */
TEST(add) {
  ARGS;
  called = 0;
  ordered = true;
  long n = (long)number_of(env, a.v[0]);
  for (long i = 0; i < n; i++) MUST(napi_add_env_cleanup_hook(env, hook, (void *)i));
  for (long i = 0; i < n; i += 3) MUST(napi_remove_env_cleanup_hook(env, hook, (void *)i));
  return NULL;
}

/* state(): how many were called last, newest first? */
TEST(state) {
  (void)info;
  napi_value r;
  MUST(napi_create_array(env, &r));
  MUST(napi_set_element(env, r, 0, number(env, called)));
  MUST(napi_set_element(env, r, 1, boolean(env, ordered)));
  return r;
}

NAPI_MODULE_INIT() {
  EXPORT(add);
  EXPORT(state);
  return exports;
}
