/* Memory management */
#include "core.h"

#include "_cgo_export.h"

napi_status napi_adjust_external_memory(node_api_basic_env env, int64_t change_in_bytes, int64_t *adjusted_value) {
  ENTER_BASIC(env, napi_adjust_external_memory);
  CHECK_ARG(env, adjusted_value);
  *adjusted_value = env->world->external_memory += change_in_bytes;
  if (CHECKED(env)) check_external_memory(env, change_in_bytes);
  if (change_in_bytes > 0) goOutside(env->id, change_in_bytes);
  return OK(env);
}
