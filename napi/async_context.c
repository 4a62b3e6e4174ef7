/* Custom asynchronous operations */
#include "loop.h"

#include "_cgo_export.h"

#include <stdlib.h>

struct napi_async_context__ {
  uint32_t context; /* in Go's table; 0 = nobody follows it */
};

struct napi_callback_scope__ {
  uint32_t context;
};

/* Converts the resource and its name as Node does, which may fail. */
napi_status async_context_new(napi_env env, napi_value resource, napi_value name, uint32_t *context) {
  struct world *w = env->world;
  *context = 0;
  int type = resource ? core_type(w, WORD(resource)) : napi_object;
  if (!w->loop->follows && type >= napi_boolean && name != NULL && core_type(w, WORD(name)) == napi_string) return OK(env);
  int64_t made = goNewContext(env->id, WORD(resource), WORD(name));
  if (made < 0) return env->last_error.error_code;
  *context = (uint32_t)made;
  return OK(env);
}

napi_status napi_async_init(napi_env env, napi_value async_resource, napi_value async_resource_name, napi_async_context *result) {
  ENTER(env, napi_async_init);
  CHECK_ARG(env, async_resource_name);
  CHECK_ARG(env, result);
  uint32_t context;
  napi_status status = async_context_new(env, async_resource, async_resource_name, &context);
  if (status != napi_ok) return status;
  napi_async_context made = malloc(sizeof *made);
  CHECK(env, made != NULL, napi_generic_failure);
  made->context = context;
  *result = made;
  return OK(env);
}

napi_status napi_async_destroy(napi_env env, napi_async_context async_context) {
  ENTER(env, napi_async_destroy);
  CHECK_ARG(env, async_context);
  if (async_context->context != 0) goDestroyContext(env->id, async_context->context);
  free(async_context);
  return OK(env);
}

napi_status napi_make_callback(napi_env env, napi_async_context async_context, napi_value recv, napi_value func, size_t argc,
    const napi_value *argv, napi_value *result) {
  ENTER_JS(env, napi_make_callback);
  CHECK_ARG(env, recv);
  if (argc > 0) CHECK_ARG(env, argv);
  uint64_t word = goMakeCallback(env->id, async_context ? async_context->context : 0, WORD(recv), WORD(func), argc, (uintptr_t)argv,
      result != NULL);
  if (word == 0) return env->last_error.error_code;
  if (result != NULL) *result = VALUE(word);
  return OK(env);
}

napi_status napi_open_callback_scope(napi_env env, napi_value resource_object, napi_async_context context, napi_callback_scope *result) {
  (void)resource_object;
  ENTER_BASIC(env, napi_open_callback_scope);
  CHECK_ARG(env, result);
  CHECK_ARG(env, context); /* Node has no answer to none */
  napi_callback_scope scope = malloc(sizeof *scope);
  CHECK(env, scope != NULL, napi_generic_failure);
  scope->context = context->context;
  env->open_callback_scopes++;
  goOpenScope(env->id, scope->context);
  *result = scope;
  return OK(env);
}

napi_status napi_close_callback_scope(napi_env env, napi_callback_scope scope) {
  ENTER_BASIC(env, napi_close_callback_scope);
  CHECK_ARG(env, scope);
  if (env->open_callback_scopes == 0) return napi_callback_scope_mismatch; /* not recorded, as in Node */
  env->open_callback_scopes--;
  goCloseScope(env->id);
  free(scope);
  return OK(env);
}
