/* Error handling */
#include "core.h"

#include "_cgo_export.h"

/* The kinds of error, as errors.go knows them. */
enum { ERROR, TYPE_ERROR, RANGE_ERROR, SYNTAX_ERROR };

napi_status napi_get_last_error_info(node_api_basic_env env, const napi_extended_error_info **result) {
  static const char *const messages[] = {
      NULL,
      "Invalid argument",
      "An object was expected",
      "A string was expected",
      "A string or symbol was expected",
      "A function was expected",
      "A number was expected",
      "A boolean was expected",
      "An array was expected",
      "Unknown failure",
      "An exception is pending",
      "The async work item was cancelled",
      "napi_escape_handle already called on scope",
      "Invalid handle scope usage",
      "Invalid callback scope usage",
      "Thread-safe function queue is full",
      "Thread-safe function handle is closing",
      "A bigint was expected",
      "A date was expected",
      "An arraybuffer was expected",
      "A detachable arraybuffer was expected",
      "Main thread would deadlock",
      "External buffers are not allowed",
      "Cannot run JavaScript",
  };
  _Static_assert(sizeof messages / sizeof *messages == napi_cannot_run_js + 1, "a message for each status");
  ENTER_BASIC(env, napi_get_last_error_info);
  CHECK_ARG(env, result);
  env->last_error.error_message = messages[env->last_error.error_code];
  *result = &env->last_error;
  return napi_ok;
}

napi_status napi_throw(napi_env env, napi_value error) {
  ENTER_JS(env, napi_throw);
  CHECK_ARG(env, error);
  return goThrow(env->id, WORD(error));
}

static napi_status throw_error(napi_env env, int kind, const char *code, const char *msg) {
  CHECK_ARG(env, msg);
  return goThrowError(env->id, kind, (uintptr_t)code, code ? strlen(code) : 0, (uintptr_t)msg, strlen(msg));
}

napi_status napi_throw_error(napi_env env, const char *code, const char *msg) {
  ENTER_JS(env, napi_throw_error);
  return throw_error(env, ERROR, code, msg);
}

napi_status napi_throw_type_error(napi_env env, const char *code, const char *msg) {
  ENTER_JS(env, napi_throw_type_error);
  return throw_error(env, TYPE_ERROR, code, msg);
}

napi_status napi_throw_range_error(napi_env env, const char *code, const char *msg) {
  ENTER_JS(env, napi_throw_range_error);
  return throw_error(env, RANGE_ERROR, code, msg);
}

napi_status node_api_throw_syntax_error(napi_env env, const char *code, const char *msg) {
  ENTER_JS(env, node_api_throw_syntax_error);
  return throw_error(env, SYNTAX_ERROR, code, msg);
}

napi_status napi_is_error(napi_env env, napi_value value, bool *result) {
  ENTER(env, napi_is_error);
  CHECK_ARG(env, value);
  CHECK_ARG(env, result);
  if (core_type(env->world, WORD(value)) != napi_object) {
    *result = false;
    return OK(env);
  }
  RETURN_BOOL(env, goIsError(env->id, WORD(value)), result);
}

static napi_status create_error(napi_env env, int kind, napi_value code, napi_value msg, napi_value *result) {
  CHECK_ARG(env, msg);
  CHECK_ARG(env, result);
  CHECK(env, core_type(env->world, WORD(msg)) == napi_string, napi_string_expected);
  CHECK(env, code == NULL || core_type(env->world, WORD(code)) == napi_string, napi_string_expected);
  RETURN_WORD(env, goCreateError(env->id, kind, WORD(code), WORD(msg)), result);
}

napi_status napi_create_error(napi_env env, napi_value code, napi_value msg, napi_value *result) {
  ENTER(env, napi_create_error);
  return create_error(env, ERROR, code, msg, result);
}

napi_status napi_create_type_error(napi_env env, napi_value code, napi_value msg, napi_value *result) {
  ENTER(env, napi_create_type_error);
  return create_error(env, TYPE_ERROR, code, msg, result);
}

napi_status napi_create_range_error(napi_env env, napi_value code, napi_value msg, napi_value *result) {
  ENTER(env, napi_create_range_error);
  return create_error(env, RANGE_ERROR, code, msg, result);
}

napi_status node_api_create_syntax_error(napi_env env, napi_value code, napi_value msg, napi_value *result) {
  ENTER(env, node_api_create_syntax_error);
  return create_error(env, SYNTAX_ERROR, code, msg, result);
}

napi_status napi_get_and_clear_last_exception(napi_env env, napi_value *result) {
  ENTER(env, napi_get_and_clear_last_exception);
  CHECK_ARG(env, result);
  if (!env->pending) {
    *result = VALUE(WORD_UNDEFINED);
    return OK(env);
  }
  RETURN_WORD(env, goTakeException(env->id), result);
}

napi_status napi_is_exception_pending(napi_env env, bool *result) {
  ENTER(env, napi_is_exception_pending);
  CHECK_ARG(env, result);
  *result = env->pending;
  return OK(env);
}

napi_status napi_fatal_exception(napi_env env, napi_value err) {
  ENTER_JS(env, napi_fatal_exception);
  CHECK_ARG(env, err);
  return goFatalException(env->id, WORD(err));
}

void napi_fatal_error(const char *location, size_t location_len, const char *message, size_t message_len) {
  if (location && location_len == NAPI_AUTO_LENGTH) location_len = strlen(location);
  if (message && message_len == NAPI_AUTO_LENGTH) message_len = strlen(message);
  core_fatal(location, location_len, message ? message : "", message ? message_len : 0);
}
