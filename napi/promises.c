/* Promises */
#include "core.h"

#include "_cgo_export.h"

napi_status napi_create_promise(napi_env env, napi_deferred *deferred, napi_value *promise) {
  ENTER_JS(env, napi_create_promise);
  CHECK_ARG(env, deferred);
  CHECK_ARG(env, promise);
  RETURN_WORD(env, goCreatePromise(env->id, (uintptr_t)deferred), promise);
}

static napi_status conclude(napi_env env, napi_deferred deferred, napi_value value, bool resolve) {
  CHECK_ARG(env, value);
  return goConcludeDeferred(env->id, (uintptr_t)deferred, WORD(value), resolve);
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
