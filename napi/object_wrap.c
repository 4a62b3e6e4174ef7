/* Object wrap */
#include "core.h"

#include "_cgo_export.h"

#include <limits.h>

napi_status napi_define_class(napi_env env, const char *utf8name, size_t length, napi_callback constructor, void *data, size_t property_count,
    const napi_property_descriptor *properties, napi_value *result) {
  ENTER_JS(env, napi_define_class);
  CHECK_ARG(env, result);
  CHECK_ARG(env, constructor);
  if (property_count > 0) CHECK_ARG(env, properties);
  CHECK(env, length == NAPI_AUTO_LENGTH || length <= INT_MAX, napi_invalid_arg);
  CHECK_ARG(env, utf8name);
  if (length == NAPI_AUTO_LENGTH) length = strlen(utf8name);
  uint64_t word =
      goDefineClass(env->id, (uintptr_t)utf8name, length, (uintptr_t)constructor, (uintptr_t)data, property_count, (uintptr_t)properties);
  if (word == 0) return env->last_error.error_code;
  *result = VALUE(word); /* there before the static properties are, as in Node */
  return goDefineStatics(env->id, word, property_count, (uintptr_t)properties);
}
