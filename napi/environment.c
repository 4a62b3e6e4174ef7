/* Environment life cycle APIs */
#include "core.h"

napi_status napi_set_instance_data(node_api_basic_env env, void *data, napi_finalize finalize_cb, void *finalize_hint) {
  ENTER_BASIC(env, napi_set_instance_data);
  if (env->instance != NULL) core_delete_ref(env->instance); /* without being finalized */
  env->instance = core_new_ref(env, &env->finalizing, REF_TASK, finalize_cb, data, finalize_hint);
  return OK(env);
}

napi_status napi_get_instance_data(node_api_basic_env env, void **data) {
  ENTER_BASIC(env, napi_get_instance_data);
  CHECK_ARG(env, data);
  *data = env->instance != NULL ? env->instance->data : NULL;
  return OK(env);
}
