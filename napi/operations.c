/* Working with JavaScript values and abstract operations */
#include "core.h"

#include "_cgo_export.h"

int core_class_of(napi_env env, napi_value value) {
  int class = core_class(env->world, WORD(value));
  if (class == CLASS_UNKNOWN) {
    class = goClass(env->id, WORD(value));
    core_slot(env->world, WORD(value))->class = class;
  }
  return class;
}

#include <math.h>

napi_status napi_coerce_to_bool(napi_env env, napi_value value, napi_value *result) {
  ENTER_JS(env, napi_coerce_to_bool);
  CHECK_ARG(env, value);
  CHECK_ARG(env, result);
  double d;
  bool truth;
  switch (core_type(env->world, WORD(value))) {
  case napi_undefined:
  case napi_null: truth = false; break;
  case napi_boolean: truth = WORD(value) == WORD_TRUE; break;
  case napi_number: truth = core_number(env->world, WORD(value), &d) && d != 0 && !isnan(d); break;
  case napi_string:
  case napi_bigint: {
    int32_t answer = goToBoolean(env->id, WORD(value));
    if (answer < 0) return env->last_error.error_code;
    truth = answer != 0;
    break;
  }
  default: truth = true;
  }
  *result = VALUE(truth ? WORD_TRUE : WORD_FALSE);
  return OK(env);
}

napi_status napi_coerce_to_number(napi_env env, napi_value value, napi_value *result) {
  ENTER_JS(env, napi_coerce_to_number);
  CHECK_ARG(env, value);
  CHECK_ARG(env, result);
  if (core_type(env->world, WORD(value)) == napi_number) {
    *result = value;
    return OK(env);
  }
  RETURN_WORD(env, goToNumber(env->id, WORD(value)), result);
}

napi_status napi_coerce_to_object(napi_env env, napi_value value, napi_value *result) {
  ENTER_JS(env, napi_coerce_to_object);
  CHECK_ARG(env, value);
  CHECK_ARG(env, result);
  int type = core_type(env->world, WORD(value));
  if (type == napi_object || type == napi_function || type == napi_external) {
    *result = value; /* the same handle, as in Node: it may be of an outer scope */
    return OK(env);
  }
  RETURN_WORD(env, goToObject(env->id, WORD(value)), result);
}

napi_status napi_coerce_to_string(napi_env env, napi_value value, napi_value *result) {
  ENTER_JS(env, napi_coerce_to_string);
  CHECK_ARG(env, value);
  CHECK_ARG(env, result);
  if (core_type(env->world, WORD(value)) == napi_string) {
    *result = value;
    return OK(env);
  }
  RETURN_WORD(env, goToString(env->id, WORD(value)), result);
}

napi_status napi_typeof(napi_env env, napi_value value, napi_valuetype *result) {
  ENTER(env, napi_typeof);
  CHECK_ARG(env, value);
  CHECK_ARG(env, result);
  int type = core_type(env->world, WORD(value));
  CHECK(env, type >= 0, napi_invalid_arg);
  *result = (napi_valuetype)type;
  return OK(env);
}

napi_status napi_instanceof(napi_env env, napi_value object, napi_value constructor, bool *result) {
  ENTER_JS(env, napi_instanceof);
  CHECK_ARG(env, object);
  CHECK_ARG(env, result);
  *result = false;
  CHECK_ARG(env, constructor);
  RETURN_BOOL(env, goInstanceOf(env->id, WORD(object), WORD(constructor)), result);
}

napi_status napi_is_array(napi_env env, napi_value value, bool *result) {
  ENTER(env, napi_is_array);
  CHECK_ARG(env, value);
  CHECK_ARG(env, result);
  *result = core_class_of(env, value) == CLASS_ARRAY;
  return OK(env);
}

napi_status napi_strict_equals(napi_env env, napi_value lhs, napi_value rhs, bool *result) {
  ENTER_JS(env, napi_strict_equals);
  CHECK_ARG(env, lhs);
  CHECK_ARG(env, rhs);
  CHECK_ARG(env, result);
  struct world *w = env->world;
  double a = 0, b = 0;
  int type = core_type(w, WORD(lhs));
  if (type != core_type(w, WORD(rhs))) {
    *result = false;
    return OK(env);
  }
  if (type == napi_number) {
    core_number(w, WORD(lhs), &a);
    core_number(w, WORD(rhs), &b);
    *result = a == b;
    return OK(env);
  }
  if (WORD(lhs) == WORD(rhs)) {
    *result = true;
    return OK(env);
  }
  RETURN_BOOL(env, goStrictEquals(env->id, WORD(lhs), WORD(rhs)), result);
}

napi_status napi_is_arraybuffer(napi_env env, napi_value value, bool *result) {
  ENTER(env, napi_is_arraybuffer);
  CHECK_ARG(env, value);
  CHECK_ARG(env, result);
  *result = core_class_of(env, value) == CLASS_ARRAYBUFFER;
  return OK(env);
}

/* As in Node, every view of a buffer is one. */
napi_status napi_is_buffer(napi_env env, napi_value value, bool *result) {
  ENTER(env, napi_is_buffer);
  CHECK_ARG(env, value);
  CHECK_ARG(env, result);
  int kind = core_class_of(env, value);
  *result = kind == CLASS_TYPEDARRAY || kind == CLASS_DATAVIEW;
  return OK(env);
}

napi_status napi_is_date(napi_env env, napi_value value, bool *is_date) {
  ENTER(env, napi_is_date);
  CHECK_ARG(env, value);
  CHECK_ARG(env, is_date);
  *is_date = core_class_of(env, value) == CLASS_DATE;
  return OK(env);
}

napi_status napi_is_typedarray(napi_env env, napi_value value, bool *result) {
  ENTER(env, napi_is_typedarray);
  CHECK_ARG(env, value);
  CHECK_ARG(env, result);
  *result = core_class_of(env, value) == CLASS_TYPEDARRAY;
  return OK(env);
}

napi_status napi_is_dataview(napi_env env, napi_value value, bool *result) {
  ENTER(env, napi_is_dataview);
  CHECK_ARG(env, value);
  CHECK_ARG(env, result);
  *result = core_class_of(env, value) == CLASS_DATAVIEW;
  return OK(env);
}

napi_status napi_detach_arraybuffer(napi_env env, napi_value arraybuffer) {
  ENTER(env, napi_detach_arraybuffer);
  CHECK_ARG(env, arraybuffer);
  CHECK(env, core_class_of(env, arraybuffer) == CLASS_ARRAYBUFFER, napi_arraybuffer_expected);
  goDetach(env->id, WORD(arraybuffer));
  return OK(env);
}

napi_status napi_is_detached_arraybuffer(napi_env env, napi_value value, bool *result) {
  ENTER(env, napi_is_detached_arraybuffer);
  CHECK_ARG(env, value);
  CHECK_ARG(env, result);
  *result = goIsDetached(env->id, WORD(value));
  return OK(env);
}

napi_status node_api_is_sharedarraybuffer(napi_env env, napi_value value, bool *result) {
  ENTER(env, node_api_is_sharedarraybuffer);
  CHECK_ARG(env, value);
  CHECK_ARG(env, result);
  *result = core_class_of(env, value) == CLASS_SHAREDARRAYBUFFER;
  return OK(env);
}
