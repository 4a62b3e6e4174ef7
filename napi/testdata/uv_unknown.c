/* An addon that wants a function its host's libuv does not have. */
#include "test.h"

unsigned uv_version(void);
int uv_of_the_future(int);

TEST(version) {
  (void)info;
  return number(env, uv_of_the_future((int)uv_version()));
}

NAPI_MODULE_INIT() {
  EXPORT(version);
  return exports;
}
