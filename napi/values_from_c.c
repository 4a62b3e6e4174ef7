/* Functions to convert from C types to Node-API */
#include "core.h"

#include "_cgo_export.h"

#include <limits.h>

napi_status napi_create_int32(napi_env env, int32_t value, napi_value *result) {
  ENTER(env, napi_create_int32);
  CHECK_ARG(env, result);
  *result = VALUE(INT_WORD(value));
  return OK(env);
}

napi_status napi_create_uint32(napi_env env, uint32_t value, napi_value *result) {
  ENTER(env, napi_create_uint32);
  CHECK_ARG(env, result);
  *result = VALUE(value <= INT32_MAX ? INT_WORD(value) : core_new_number(env->world, value));
  return OK(env);
}

napi_status napi_create_int64(napi_env env, int64_t value, napi_value *result) {
  ENTER(env, napi_create_int64);
  CHECK_ARG(env, result);
  *result = VALUE(value == (int32_t)value ? INT_WORD(value) : core_new_number(env->world, (double)value));
  return OK(env);
}

napi_status napi_create_double(napi_env env, double value, napi_value *result) {
  ENTER(env, napi_create_double);
  CHECK_ARG(env, result);
  *result = VALUE(core_new_number(env->world, value));
  return OK(env);
}

/* Strings stay in C until JavaScript wants to see them. */

#define CHECK_STRING_ARGS(env, str, length, result)                                        \
  do {                                                                                     \
    if ((length) > 0) CHECK_ARG(env, str);                                                 \
    CHECK_ARG(env, result);                                                                \
    CHECK(env, (length) == NAPI_AUTO_LENGTH || (length) <= INT_MAX, napi_invalid_arg);     \
  } while (0)

static size_t length16(const char16_t *str) {
  size_t n = 0;
  while (str[n] != 0) n++;
  return n;
}

static napi_status latin1(napi_env env, const char *str, size_t length, napi_value *result) {
  CHECK_STRING_ARGS(env, str, length, result);
  if (length == NAPI_AUTO_LENGTH) length = strlen(str);
  CHECK(env, length <= MAX_STRING, napi_generic_failure);
  *result = VALUE(core_new_latin1(env->world, str ? str : "", length, core_is_ascii(str, length)));
  return OK(env);
}

static napi_status utf8(napi_env env, const char *str, size_t length, napi_value *result) {
  CHECK_STRING_ARGS(env, str, length, result);
  if (length == NAPI_AUTO_LENGTH) length = strlen(str);
  CHECK(env, length <= MAX_STRING, napi_generic_failure);
  *result = VALUE(core_new_utf8(env->world, str ? str : "", length));
  return OK(env);
}

static napi_status utf16(napi_env env, const char16_t *str, size_t length, napi_value *result) {
  CHECK_STRING_ARGS(env, str, length, result);
  if (length == NAPI_AUTO_LENGTH) length = length16(str);
  CHECK(env, length <= MAX_STRING, napi_generic_failure);
  *result = VALUE(core_new_utf16(env->world, str ? str : (const char16_t *)"\0", length));
  return OK(env);
}

/* An external string is used up here, and its memory given back as if the string
   had been collected since. See RATIONALE.md. */
static napi_status used_up(napi_env env, napi_status status, void *str, node_api_basic_finalize finalize, void *hint, bool *copied) {
  if (status != napi_ok) return status;
  if (copied != NULL) *copied = false;
  if (finalize != NULL) core_new_ref(env, &env->due, REF_TASK, finalize, str, hint);
  return napi_ok;
}

napi_status napi_create_string_latin1(napi_env env, const char *str, size_t length, napi_value *result) {
  ENTER(env, napi_create_string_latin1);
  return latin1(env, str, length, result);
}

napi_status node_api_create_external_string_latin1(napi_env env, char *str, size_t length, node_api_basic_finalize finalize_callback,
    void *finalize_hint, napi_value *result, bool *copied) {
  ENTER(env, node_api_create_external_string_latin1);
  return used_up(env, latin1(env, str, length, result), str, finalize_callback, finalize_hint, copied);
}

napi_status napi_create_string_utf16(napi_env env, const char16_t *str, size_t length, napi_value *result) {
  ENTER(env, napi_create_string_utf16);
  return utf16(env, str, length, result);
}

napi_status node_api_create_external_string_utf16(napi_env env, char16_t *str, size_t length, node_api_basic_finalize finalize_callback,
    void *finalize_hint, napi_value *result, bool *copied) {
  ENTER(env, node_api_create_external_string_utf16);
  return used_up(env, utf16(env, str, length, result), str, finalize_callback, finalize_hint, copied);
}

napi_status napi_create_string_utf8(napi_env env, const char *str, size_t length, napi_value *result) {
  ENTER(env, napi_create_string_utf8);
  return utf8(env, str, length, result);
}

/* A property key is a string; Go keeps short ones by their bytes whenever they
   are used as keys, so there is nothing to prepare. */

napi_status node_api_create_property_key_latin1(napi_env env, const char *str, size_t length, napi_value *result) {
  ENTER(env, node_api_create_property_key_latin1);
  return latin1(env, str, length, result);
}

napi_status node_api_create_property_key_utf16(napi_env env, const char16_t *str, size_t length, napi_value *result) {
  ENTER(env, node_api_create_property_key_utf16);
  return utf16(env, str, length, result);
}

napi_status node_api_create_property_key_utf8(napi_env env, const char *str, size_t length, napi_value *result) {
  ENTER(env, node_api_create_property_key_utf8);
  return utf8(env, str, length, result);
}

napi_status napi_create_bigint_int64(napi_env env, int64_t value, napi_value *result) {
  ENTER(env, napi_create_bigint_int64);
  CHECK_ARG(env, result);
  uint64_t magnitude = value < 0 ? -(uint64_t)value : (uint64_t)value;
  RETURN_WORD(env, goCreateBigInt(env->id, value < 0, 1, (uintptr_t)&magnitude), result);
}

napi_status napi_create_bigint_uint64(napi_env env, uint64_t value, napi_value *result) {
  ENTER(env, napi_create_bigint_uint64);
  CHECK_ARG(env, result);
  RETURN_WORD(env, goCreateBigInt(env->id, false, 1, (uintptr_t)&value), result);
}

napi_status napi_create_bigint_words(napi_env env, int sign_bit, size_t word_count, const uint64_t *words, napi_value *result) {
  ENTER_JS(env, napi_create_bigint_words);
  CHECK_ARG(env, words);
  CHECK_ARG(env, result);
  CHECK(env, word_count <= INT_MAX, napi_invalid_arg);
  RETURN_WORD(env, goCreateBigInt(env->id, sign_bit != 0, word_count, (uintptr_t)words), result);
}
