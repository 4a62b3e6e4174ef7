/* Environment life cycle APIs */
#include "core.h"

napi_status napi_set_instance_data(node_api_basic_env env, void *data, napi_finalize finalize_cb, void *finalize_hint) {
  ENTER_BASIC(env, napi_set_instance_data);
  /* Older data is forgotten without being finalized, as in Node. */
  env->instance.data = data;
  env->instance.finalize = finalize_cb;
  env->instance.hint = finalize_hint;
  env->instance.set = true;
  return OK(env);
}

napi_status napi_get_instance_data(node_api_basic_env env, void **data) {
  ENTER_BASIC(env, napi_get_instance_data);
  CHECK_ARG(env, data);
  *data = env->instance.data;
  return OK(env);
}
