/* Miscellaneous utilities */
#include "core.h"

napi_status node_api_get_module_file_name(node_api_basic_env env, const char **result) {
  ENTER_BASIC(env, node_api_get_module_file_name);
  CHECK_ARG(env, result);
  *result = env->filename;
  return OK(env);
}
