/* Promises */
#include "core.h"

#include "_cgo_export.h"

napi_status napi_create_promise(napi_env env, napi_deferred *deferred, napi_value *promise) {
  ENTER_JS(env, napi_create_promise);
  CHECK_ARG(env, deferred);
  CHECK_ARG(env, promise);
  uint64_t word = goCreatePromise(env->id, (uintptr_t)deferred);
  MADE(env, DEFERRED, *deferred, napi_create_promise);
  RETURN_WORD(env, word, promise);
}

static napi_status conclude(napi_env env, napi_deferred deferred, napi_value value, bool resolve) {
  CHECK_ARG(env, value);
  napi_status status = goConcludeDeferred(env->id, (uintptr_t)deferred, WORD(value), resolve);
  if (CHECKED(env) && status != napi_invalid_arg) check_over(env, OBJECT_DEFERRED, deferred, NULL);
  return status;
}

napi_status napi_resolve_deferred(napi_env env, napi_deferred deferred, napi_value resolution) {
  ENTER_JS(env, napi_resolve_deferred);
  return conclude(env, deferred, resolution, true);
}

napi_status napi_reject_deferred(napi_env env, napi_deferred deferred, napi_value rejection) {
  ENTER_JS(env, napi_reject_deferred);
  return conclude(env, deferred, rejection, false);
}

napi_status napi_is_promise(napi_env env, napi_value value, bool *is_promise) {
  ENTER(env, napi_is_promise);
  CHECK_ARG(env, value);
  CHECK_ARG(env, is_promise);
  *is_promise = core_class_of(env, value) == CLASS_PROMISE;
  return OK(env);
}
