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
  CHECK(env, length <= MAX_STRING, napi_generic_failure);
  uint64_t word =
      goDefineClass(env->id, (uintptr_t)utf8name, length, (uintptr_t)constructor, (uintptr_t)data, property_count, (uintptr_t)properties);
  if (word == 0) return env->last_error.error_code;
  *result = VALUE(word); /* there before the static properties are, as in Node */
  return goDefineStatics(env->id, word, property_count, (uintptr_t)properties);
}

/* The types of value that are objects. */
static bool is_object(napi_env env, napi_value value) {
  int type = core_type(env->world, WORD(value));
  return type == napi_object || type == napi_function || type == napi_external;
}

napi_status napi_wrap(napi_env env, napi_value js_object, void *native_object, node_api_basic_finalize finalize_cb, void *finalize_hint,
    napi_ref *result) {
  ENTER_JS(env, napi_wrap);
  CHECK_ARG(env, js_object);
  CHECK(env, is_object(env, js_object), napi_invalid_arg);
  if (result != NULL) CHECK_ARG(env, finalize_cb);
  napi_ref r = NULL;
  if (finalize_cb != NULL) {
    r = core_new_ref(env, &env->finalizing, REF_WRAP, finalize_cb, native_object, finalize_hint);
    r->of_runtime = result == NULL;
    r->weak = true;
  }
  napi_status status = goWrap(env->id, WORD(js_object), (uintptr_t)native_object, (uintptr_t)r);
  if (status != napi_ok) {
    if (r != NULL) core_delete_ref(r);
    if (CHECKED(env) && status == napi_invalid_arg)
      check_misuse(env, MISUSE_WRAP, "overwritten", "The object is wrapped already: the native object is not kept, nor will it be finalized");
    return FAIL(env, status);
  }
  if (result != NULL) {
    MADE(env, REFERENCE, r, napi_wrap);
    *result = r;
  }
  return OK(env);
}

/* The data of a slot that knows the wrap of its object. */
static inline bool known_data(napi_env env, napi_value value, void **data) {
  struct slot *s = core_slot(env->world, WORD(value));
  if (s == NULL || !(s->held & HELD_DATA) || s->length != env->world->wraps || s->type == napi_external) return false;
  *data = s->data;
  return true;
}

napi_status napi_unwrap(napi_env env, napi_value js_object, void **result) {
  ENTER_JS(env, napi_unwrap);
  CHECK_ARG(env, js_object);
  CHECK_ARG(env, result);
  if (known_data(env, js_object, result)) return OK(env);
  CHECK(env, is_object(env, js_object), napi_invalid_arg);
  CHECK(env, goUnwrap(env->id, WORD(js_object), (uintptr_t)result), napi_invalid_arg);
  return OK(env);
}

napi_status napi_remove_wrap(napi_env env, napi_value js_object, void **result) {
  ENTER_JS(env, napi_remove_wrap);
  CHECK_ARG(env, js_object);
  CHECK(env, is_object(env, js_object), napi_invalid_arg);
  void *data;
  napi_ref r;
  CHECK(env, goRemoveWrap(env->id, WORD(js_object), (uintptr_t)&data, (uintptr_t)&r), napi_invalid_arg);
  env->world->wraps++;
  if (result != NULL) *result = data;
  if (r != NULL) {
    r->kind = REF_VALUE;
    r->finalize = NULL;
    r->data = r->hint = NULL;
    if (r->of_runtime) core_delete_ref(r);
  }
  return OK(env);
}

napi_status napi_type_tag_object(napi_env env, napi_value value, const napi_type_tag *type_tag) {
  ENTER_JS(env, napi_type_tag_object);
  CHECK_ARG(env, value);
  if (!goCanBeTagged(env->id, WORD(value))) return env->last_error.error_code;
  CHECK_ARG(env, type_tag);
  CHECK(env, goTag(env->id, WORD(value), type_tag->lower, type_tag->upper), napi_invalid_arg);
  return OK(env);
}

napi_status napi_check_object_type_tag(napi_env env, napi_value value, const napi_type_tag *type_tag, bool *result) {
  ENTER_JS(env, napi_check_object_type_tag);
  CHECK_ARG(env, value);
  if (!goCanBeTagged(env->id, WORD(value))) return env->last_error.error_code;
  CHECK_ARG(env, type_tag);
  CHECK_ARG(env, result);
  *result = goHasTag(env->id, WORD(value), type_tag->lower, type_tag->upper);
  return OK(env);
}

napi_status napi_add_finalizer(napi_env env, napi_value js_object, void *finalize_data, node_api_basic_finalize finalize_cb,
    void *finalize_hint, napi_ref *result) {
  ENTER(env, napi_add_finalizer);
  CHECK_ARG(env, js_object);
  CHECK_ARG(env, finalize_cb);
  CHECK(env, is_object(env, js_object), napi_invalid_arg);
  napi_ref r = core_new_ref(env, &env->finalizing, REF_VALUE, finalize_cb, finalize_data, finalize_hint);
  r->of_runtime = result == NULL;
  r->weak = true;
  r->held = goHold(env->id, WORD(js_object), false, (uintptr_t)r);
  if (result != NULL) {
    MADE(env, REFERENCE, r, napi_add_finalizer);
    *result = r;
  }
  return OK(env);
}

napi_status node_api_post_finalizer(node_api_basic_env env, napi_finalize finalize_cb, void *finalize_data, void *finalize_hint) {
  ENTER_BASIC(env, node_api_post_finalizer);
  core_new_ref(env, &env->due, REF_TASK, finalize_cb, finalize_data, finalize_hint);
  return OK(env);
}
