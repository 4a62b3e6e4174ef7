/* Working with JavaScript properties */
#include "core.h"

#include "_cgo_export.h"

/* A name given in C: its bytes, and -1 for the length of one that is NULL,
   which Node notices only after it has looked at the object. */
#define NAME(utf8name) (uintptr_t)(utf8name), (utf8name) ? (int64_t)strlen(utf8name) : -1

napi_status napi_get_property_names(napi_env env, napi_value object, napi_value *result) {
  ENTER_JS(env, napi_get_property_names);
  CHECK_ARG(env, result);
  CHECK_ARG(env, object);
  RETURN_WORD(env,
      goGetPropertyNames(env->id, WORD(object), napi_key_include_prototypes, napi_key_enumerable | napi_key_skip_symbols,
          napi_key_numbers_to_strings),
      result);
}

napi_status napi_get_all_property_names(napi_env env, napi_value object, napi_key_collection_mode key_mode, napi_key_filter key_filter,
    napi_key_conversion key_conversion, napi_value *result) {
  ENTER_JS(env, napi_get_all_property_names);
  CHECK_ARG(env, result);
  CHECK_ARG(env, object);
  RETURN_WORD(env, goGetPropertyNames(env->id, WORD(object), key_mode, key_filter, key_conversion), result);
}

napi_status napi_set_property(napi_env env, napi_value object, napi_value key, napi_value value) {
  ENTER_JS(env, napi_set_property);
  CHECK_ARG(env, key);
  CHECK_ARG(env, value);
  CHECK_ARG(env, object);
  return goSetProperty(env->id, WORD(object), WORD(key), WORD(value));
}

napi_status napi_get_property(napi_env env, napi_value object, napi_value key, napi_value *result) {
  ENTER_JS(env, napi_get_property);
  CHECK_ARG(env, key);
  CHECK_ARG(env, result);
  CHECK_ARG(env, object);
  RETURN_WORD(env, goGetProperty(env->id, WORD(object), WORD(key)), result);
}

napi_status napi_has_property(napi_env env, napi_value object, napi_value key, bool *result) {
  ENTER_JS(env, napi_has_property);
  CHECK_ARG(env, result);
  CHECK_ARG(env, key);
  CHECK_ARG(env, object);
  RETURN_BOOL(env, goHasProperty(env->id, WORD(object), WORD(key)), result);
}

/* The answer of a deletion is wanted or not. */
static napi_status deleted(napi_env env, int32_t answer, bool *result) {
  if (answer < 0) return env->last_error.error_code;
  if (result != NULL) *result = answer != 0;
  return OK(env);
}

napi_status napi_delete_property(napi_env env, napi_value object, napi_value key, bool *result) {
  ENTER_JS(env, napi_delete_property);
  CHECK_ARG(env, key);
  CHECK_ARG(env, object);
  return deleted(env, goDeleteProperty(env->id, WORD(object), WORD(key)), result);
}

napi_status napi_has_own_property(napi_env env, napi_value object, napi_value key, bool *result) {
  ENTER_JS(env, napi_has_own_property);
  CHECK_ARG(env, key);
  CHECK_ARG(env, result);
  CHECK_ARG(env, object);
  RETURN_BOOL(env, goHasOwnProperty(env->id, WORD(object), WORD(key)), result);
}

napi_status napi_set_named_property(napi_env env, napi_value object, const char *utf8name, napi_value value) {
  ENTER_JS(env, napi_set_named_property);
  CHECK_ARG(env, value);
  CHECK_ARG(env, object);
  return goSetNamedProperty(env->id, WORD(object), NAME(utf8name), WORD(value));
}

napi_status napi_get_named_property(napi_env env, napi_value object, const char *utf8name, napi_value *result) {
  ENTER_JS(env, napi_get_named_property);
  CHECK_ARG(env, result);
  CHECK_ARG(env, utf8name);
  CHECK_ARG(env, object);
  RETURN_WORD(env, goGetNamedProperty(env->id, WORD(object), NAME(utf8name)), result);
}

napi_status napi_has_named_property(napi_env env, napi_value object, const char *utf8name, bool *result) {
  ENTER_JS(env, napi_has_named_property);
  CHECK_ARG(env, result);
  CHECK_ARG(env, object);
  RETURN_BOOL(env, goHasNamedProperty(env->id, WORD(object), NAME(utf8name)), result);
}

napi_status napi_set_element(napi_env env, napi_value object, uint32_t index, napi_value value) {
  ENTER_JS(env, napi_set_element);
  CHECK_ARG(env, value);
  CHECK_ARG(env, object);
  return goSetElement(env->id, WORD(object), index, WORD(value));
}

napi_status napi_get_element(napi_env env, napi_value object, uint32_t index, napi_value *result) {
  ENTER_JS(env, napi_get_element);
  CHECK_ARG(env, result);
  CHECK_ARG(env, object);
  RETURN_WORD(env, goGetElement(env->id, WORD(object), index), result);
}

napi_status napi_has_element(napi_env env, napi_value object, uint32_t index, bool *result) {
  ENTER_JS(env, napi_has_element);
  CHECK_ARG(env, result);
  CHECK_ARG(env, object);
  RETURN_BOOL(env, goHasElement(env->id, WORD(object), index), result);
}

napi_status napi_delete_element(napi_env env, napi_value object, uint32_t index, bool *result) {
  ENTER_JS(env, napi_delete_element);
  CHECK_ARG(env, object);
  return deleted(env, goDeleteElement(env->id, WORD(object), index), result);
}

napi_status napi_define_properties(napi_env env, napi_value object, size_t property_count, const napi_property_descriptor *properties) {
  ENTER_JS(env, napi_define_properties);
  if (property_count > 0) CHECK_ARG(env, properties);
  CHECK_ARG(env, object);
  return goDefineProperties(env->id, WORD(object), property_count, (uintptr_t)properties);
}

napi_status napi_object_freeze(napi_env env, napi_value object) {
  ENTER_JS(env, napi_object_freeze);
  CHECK_ARG(env, object);
  return goObjectFreeze(env->id, WORD(object));
}

napi_status napi_object_seal(napi_env env, napi_value object) {
  ENTER_JS(env, napi_object_seal);
  CHECK_ARG(env, object);
  return goObjectSeal(env->id, WORD(object));
}

napi_status node_api_set_prototype(napi_env env, napi_value object, napi_value value) {
  ENTER_JS(env, node_api_set_prototype);
  CHECK_ARG(env, value);
  CHECK_ARG(env, object);
  return goSetPrototype(env->id, WORD(object), WORD(value));
}
