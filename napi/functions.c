/* Working with JavaScript functions */
#include "core.h"

#include "_cgo_export.h"

#include <limits.h>

napi_status napi_call_function(napi_env env, napi_value recv, napi_value func, size_t argc, const napi_value *argv, napi_value *result) {
  ENTER_JS(env, napi_call_function);
  CHECK_ARG(env, recv);
  if (argc > 0) CHECK_ARG(env, argv);
  CHECK_ARG(env, func);
  CHECK(env, core_type(env->world, WORD(func)) == napi_function, napi_invalid_arg);
  uint64_t word = goCallFunction(env->id, WORD(recv), WORD(func), argc, (uintptr_t)argv, result != NULL);
  if (word == 0) return env->last_error.error_code;
  if (result != NULL) *result = VALUE(word);
  return OK(env);
}

napi_status napi_create_function(napi_env env, const char *utf8name, size_t length, napi_callback cb, void *data, napi_value *result) {
  ENTER_JS(env, napi_create_function);
  CHECK_ARG(env, result);
  CHECK_ARG(env, cb);
  if (utf8name == NULL) {
    length = 0;
  } else {
    CHECK(env, length == NAPI_AUTO_LENGTH || length <= INT_MAX, napi_invalid_arg);
    if (length == NAPI_AUTO_LENGTH) length = strlen(utf8name);
    CHECK(env, length <= MAX_STRING, napi_generic_failure);
  }
  RETURN_WORD(env, goCreateFunction(env->id, (uintptr_t)utf8name, length, (uintptr_t)cb, (uintptr_t)data), result);
}

napi_status napi_get_cb_info(napi_env env, napi_callback_info cbinfo, size_t *argc, napi_value *argv, napi_value *this_arg, void **data) {
  ENTER_BASIC(env, napi_get_cb_info);
  CHECK_ARG(env, cbinfo);
  if (argv != NULL) {
    CHECK_ARG(env, argc);
    size_t room = *argc, given = cbinfo->argc < room ? cbinfo->argc : room, i = 0;
    for (; i < given; i++) argv[i] = VALUE(cbinfo->argv[i]);
    for (; i < room; i++) argv[i] = VALUE(WORD_UNDEFINED);
  }
  if (argc != NULL) *argc = cbinfo->argc;
  if (this_arg != NULL) *this_arg = VALUE(cbinfo->this_arg);
  if (data != NULL) *data = cbinfo->data;
  return OK(env);
}

napi_status napi_get_new_target(napi_env env, napi_callback_info cbinfo, napi_value *result) {
  ENTER(env, napi_get_new_target);
  CHECK_ARG(env, cbinfo);
  CHECK_ARG(env, result);
  *result = VALUE(cbinfo->new_target);
  return OK(env);
}

napi_status napi_new_instance(napi_env env, napi_value constructor, size_t argc, const napi_value *argv, napi_value *result) {
  ENTER_JS(env, napi_new_instance);
  CHECK_ARG(env, constructor);
  if (argc > 0) CHECK_ARG(env, argv);
  CHECK_ARG(env, result);
  CHECK(env, core_type(env->world, WORD(constructor)) == napi_function, napi_invalid_arg);
  RETURN_WORD(env, goNewInstance(env->id, WORD(constructor), argc, (uintptr_t)argv), result);
}
