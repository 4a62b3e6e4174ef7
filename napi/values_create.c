/* Object creation functions */
#include "core.h"

#include "_cgo_export.h"

#include <limits.h>

napi_status napi_create_array(napi_env env, napi_value *result) {
  ENTER(env, napi_create_array);
  CHECK_ARG(env, result);
  RETURN_WORD(env, goCreateArray(env->id, 0), result);
}

napi_status napi_create_array_with_length(napi_env env, size_t length, napi_value *result) {
  ENTER(env, napi_create_array_with_length);
  CHECK_ARG(env, result);
  int n = (int)length; /* V8 takes an int, and a negative one for none */
  RETURN_WORD(env, goCreateArray(env->id, n < 0 ? 0 : n), result);
}

napi_status napi_create_object(napi_env env, napi_value *result) {
  ENTER(env, napi_create_object);
  CHECK_ARG(env, result);
  RETURN_WORD(env, goCreateObject(env->id), result);
}

napi_status node_api_create_object_with_properties(napi_env env, napi_value prototype_or_null, const napi_value *property_names,
    const napi_value *property_values, size_t property_count, napi_value *result) {
  ENTER(env, node_api_create_object_with_properties);
  CHECK_ARG(env, result);
  if (property_count > 0) {
    CHECK_ARG(env, property_names);
    CHECK_ARG(env, property_values);
  }
  for (size_t i = 0; i < property_count; i++) {
    int type = core_type(env->world, WORD(property_names[i]));
    CHECK(env, type == napi_string || type == napi_symbol, napi_name_expected);
  }
  RETURN_WORD(env,
      goCreateObjectWithProperties(env->id, WORD(prototype_or_null), (uintptr_t)property_names, (uintptr_t)property_values, property_count),
      result);
}

napi_status napi_create_symbol(napi_env env, napi_value description, napi_value *result) {
  ENTER(env, napi_create_symbol);
  CHECK_ARG(env, result);
  CHECK(env, description == NULL || core_type(env->world, WORD(description)) == napi_string, napi_string_expected);
  RETURN_WORD(env, goCreateSymbol(env->id, WORD(description)), result);
}

napi_status node_api_symbol_for(napi_env env, const char *utf8description, size_t length, napi_value *result) {
  ENTER(env, node_api_symbol_for);
  CHECK_ARG(env, result);
  if (length > 0) CHECK_ARG(env, utf8description);
  CHECK(env, length == NAPI_AUTO_LENGTH || length <= INT_MAX, napi_invalid_arg);
  if (length == NAPI_AUTO_LENGTH) length = strlen(utf8description);
  RETURN_WORD(env, goSymbolFor(env->id, (uintptr_t)utf8description, length), result);
}
