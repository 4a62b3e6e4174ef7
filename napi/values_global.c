/* Functions to get global instances */
#include "core.h"

napi_status napi_get_boolean(napi_env env, bool value, napi_value *result) {
  ENTER(env, napi_get_boolean);
  CHECK_ARG(env, result);
  *result = VALUE(value ? WORD_TRUE : WORD_FALSE);
  return OK(env);
}

napi_status napi_get_global(napi_env env, napi_value *result) {
  ENTER(env, napi_get_global);
  CHECK_ARG(env, result);
  *result = VALUE(WORD_GLOBAL);
  return OK(env);
}

napi_status napi_get_null(napi_env env, napi_value *result) {
  ENTER(env, napi_get_null);
  CHECK_ARG(env, result);
  *result = VALUE(WORD_NULL);
  return OK(env);
}

napi_status napi_get_undefined(napi_env env, napi_value *result) {
  ENTER(env, napi_get_undefined);
  CHECK_ARG(env, result);
  *result = VALUE(WORD_UNDEFINED);
  return OK(env);
}
