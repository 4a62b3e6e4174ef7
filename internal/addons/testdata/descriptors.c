/* Descriptors that native code opens: a pipe that does not block, a pseudo
   terminal. */
#define _GNU_SOURCE
#include "../../../napi/abi.h"

#include <fcntl.h>
#include <pty.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

static napi_value pair(napi_env env, int a, int b) {
  napi_value list, v;
  napi_create_array(env, &list);
  napi_create_int32(env, a, &v);
  napi_set_element(env, list, 0, v);
  napi_create_int32(env, b, &v);
  napi_set_element(env, list, 1, v);
  return list;
}

static napi_value open_pipe(napi_env env, napi_callback_info info) {
  int fd[2];
  (void)info;
  if (pipe2(fd, O_NONBLOCK | O_CLOEXEC) != 0) abort();
  return pair(env, fd[0], fd[1]);
}

static napi_value open_terminal(napi_env env, napi_callback_info info) {
  int here, there;
  struct termios t;
  (void)info;
  if (openpty(&here, &there, NULL, NULL, NULL) != 0 || tcgetattr(there, &t) != 0) abort();
  cfmakeraw(&t);
  if (tcsetattr(there, TCSANOW, &t) != 0) abort();
  return pair(env, here, there);
}

napi_value napi_register_module_v1(napi_env env, napi_value exports) {
  napi_value f;
  napi_create_function(env, "pipe", NAPI_AUTO_LENGTH, open_pipe, NULL, &f);
  napi_set_named_property(env, exports, "pipe", f);
  napi_create_function(env, "terminal", NAPI_AUTO_LENGTH, open_terminal, NULL, &f);
  napi_set_named_property(env, exports, "terminal", f);
  return exports;
}
