/* Version management */
#include "core.h"

napi_status napi_get_node_version(node_api_basic_env env, const napi_node_version **version) {
  ENTER_BASIC(env, napi_get_node_version);
  CHECK_ARG(env, version);
  *version = &env->world->node_version;
  return OK(env);
}

napi_status napi_get_version(node_api_basic_env env, uint32_t *result) {
  ENTER_BASIC(env, napi_get_version);
  CHECK_ARG(env, result);
  *result = env->world->api_version;
  return OK(env);
}
