/* Script execution */
#include "core.h"

#include "_cgo_export.h"

napi_status napi_run_script(napi_env env, napi_value script, napi_value *result) {
  ENTER_JS(env, napi_run_script);
  CHECK_ARG(env, script);
  CHECK_ARG(env, result);
  CHECK(env, core_type(env->world, WORD(script)) == napi_string, napi_string_expected);
  RETURN_WORD(env, goRunScript(env->id, WORD(script)), result);
}
