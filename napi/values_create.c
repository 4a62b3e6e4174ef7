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
  CHECK(env, length <= MAX_STRING, napi_generic_failure);
  RETURN_WORD(env, goSymbolFor(env->id, (uintptr_t)utf8description, length), result);
}

/* Memory. What *data says stays there as long as the buffer. */

static napi_status create_arraybuffer(napi_env env, size_t byte_length, bool shared, void **data, napi_value *result) {
  void *address;
  RETURN_WORD(env, goCreateArrayBuffer(env->id, byte_length, shared, (uintptr_t)(data ? data : &address)), result);
}

napi_status napi_create_arraybuffer(napi_env env, size_t byte_length, void **data, napi_value *result) {
  ENTER_JS(env, napi_create_arraybuffer);
  CHECK_ARG(env, result);
  return create_arraybuffer(env, byte_length, false, data, result);
}

napi_status node_api_create_sharedarraybuffer(napi_env env, size_t byte_length, void **data, napi_value *result) {
  ENTER_JS(env, node_api_create_sharedarraybuffer);
  CHECK_ARG(env, result);
  return create_arraybuffer(env, byte_length, true, data, result);
}

static napi_status create_buffer(napi_env env, size_t length, const void *copy, void **data, napi_value *result) {
  void *address;
  RETURN_WORD(env, goCreateBuffer(env->id, length, (uintptr_t)copy, (uintptr_t)(data ? data : &address)), result);
}

napi_status napi_create_buffer(napi_env env, size_t length, void **data, napi_value *result) {
  ENTER_JS(env, napi_create_buffer);
  CHECK_ARG(env, result);
  return create_buffer(env, length, NULL, data, result);
}

napi_status napi_create_buffer_copy(napi_env env, size_t length, const void *data, void **result_data, napi_value *result) {
  ENTER_JS(env, napi_create_buffer_copy);
  CHECK_ARG(env, result);
  return create_buffer(env, length, data, result_data, result);
}

/* Memory of the addon, which is told when it is no longer used. A finalizer is
   noted even if there is none: memory must not be used after the environment. */
static napi_status create_external(napi_env env, void *data, size_t length, napi_finalize finalize_cb, void *hint, bool view,
    napi_value *result) {
  napi_ref r = core_new_ref(env, &env->memory, REF_MEMORY, finalize_cb, data, hint);
  r->weak = true;
  uint64_t word = goCreateExternalBuffer(env->id, (uintptr_t)data, length, (uintptr_t)r, false, view);
  if (word == 0) {
    core_delete_ref(r);
    return env->last_error.error_code;
  }
  *result = VALUE(word);
  return OK(env);
}

napi_status napi_create_external_arraybuffer(napi_env env, void *external_data, size_t byte_length, node_api_basic_finalize finalize_cb,
    void *finalize_hint, napi_value *result) {
  ENTER_JS(env, napi_create_external_arraybuffer);
  napi_value unused; /* as in Node, nobody need want the result */
  return create_external(env, external_data, byte_length, finalize_cb, finalize_hint, false, result ? result : &unused);
}

napi_status napi_create_external_buffer(napi_env env, size_t length, void *data, node_api_basic_finalize finalize_cb, void *finalize_hint,
    napi_value *result) {
  ENTER_JS(env, napi_create_external_buffer);
  CHECK_ARG(env, result);
  return create_external(env, data, length, finalize_cb, finalize_hint, true, result);
}

napi_status node_api_create_external_sharedarraybuffer(napi_env env, void *external_data, size_t byte_length,
    node_api_noenv_finalize finalize_cb, void *finalize_hint, napi_value *result) {
  ENTER_JS(env, node_api_create_external_sharedarraybuffer);
  CHECK_ARG(env, result);
  napi_ref r = NULL;
  if (finalize_cb != NULL) {
    r = core_new_ref(env, &env->world->noenv, REF_NOENV, NULL, external_data, finalize_hint);
    r->noenv_finalize = finalize_cb;
    r->weak = true;
  }
  uint64_t word = goCreateExternalBuffer(env->id, (uintptr_t)external_data, byte_length, (uintptr_t)r, true, false);
  if (word == 0) {
    if (r != NULL) core_delete_ref(r);
    return env->last_error.error_code;
  }
  *result = VALUE(word);
  return OK(env);
}

napi_status napi_create_typedarray(napi_env env, napi_typedarray_type type, size_t length, napi_value arraybuffer, size_t byte_offset,
    napi_value *result) {
  ENTER_JS(env, napi_create_typedarray);
  CHECK_ARG(env, arraybuffer);
  CHECK_ARG(env, result);
  RETURN_WORD(env, goCreateTypedArray(env->id, type, length, WORD(arraybuffer), byte_offset), result);
}

napi_status node_api_create_buffer_from_arraybuffer(napi_env env, napi_value arraybuffer, size_t byte_offset, size_t byte_length,
    napi_value *result) {
  ENTER_JS(env, node_api_create_buffer_from_arraybuffer);
  CHECK_ARG(env, arraybuffer);
  CHECK_ARG(env, result);
  if (core_class_of(env, arraybuffer) != CLASS_ARRAYBUFFER) return napi_invalid_arg; /* not recorded, as in Node */
  RETURN_WORD(env, goCreateBufferFrom(env->id, WORD(arraybuffer), byte_offset, byte_length), result);
}

napi_status napi_create_dataview(napi_env env, size_t length, napi_value arraybuffer, size_t byte_offset, napi_value *result) {
  ENTER_JS(env, napi_create_dataview);
  CHECK_ARG(env, arraybuffer);
  CHECK_ARG(env, result);
  RETURN_WORD(env, goCreateDataView(env->id, length, WORD(arraybuffer), byte_offset), result);
}

napi_status napi_create_date(napi_env env, double time, napi_value *result) {
  ENTER_JS(env, napi_create_date);
  CHECK_ARG(env, result);
  RETURN_WORD(env, goCreateDate(env->id, time), result);
}

napi_status napi_create_external(napi_env env, void *data, node_api_basic_finalize finalize_cb, void *finalize_hint, napi_value *result) {
  ENTER_JS(env, napi_create_external);
  CHECK_ARG(env, result);
  napi_ref r = NULL;
  if (finalize_cb != NULL) {
    r = core_new_ref(env, &env->finalizing, REF_VALUE, finalize_cb, data, finalize_hint);
    r->of_runtime = true;
    r->weak = true;
  }
  RETURN_WORD(env, goCreateExternal(env->id, (uintptr_t)data, (uintptr_t)r), result);
}
