/* Object lifetime management: handle scopes */
#include "core.h"

#include "_cgo_export.h"

/* A scope's handle is its depth, counted from 1, and the generation of handles
   at its opening: one that was closed before is recognized. */
static uint64_t scope_word(const struct world *w) {
  return (uint64_t)w->scopes[w->depth - 1].generation << 32 | w->depth;
}

static struct scope *scope_of(const struct world *w, uint64_t word) {
  uint32_t depth = (uint32_t)word;
  if (depth == 0 || depth > w->depth || w->scopes[depth - 1].generation != word >> 32) return NULL;
  return &w->scopes[depth - 1];
}

static napi_status close(napi_env env, uint64_t word) {
  if (env->open_handle_scopes == 0) return napi_handle_scope_mismatch; /* not recorded, as in Node */
  env->open_handle_scopes--;
  struct world *w = env->world;
  struct scope *s = scope_of(w, word);
  if (s != NULL) core_close_scopes(w, (uint32_t)(s - w->scopes));
  return OK(env);
}

napi_status napi_open_handle_scope(napi_env env, napi_handle_scope *result) {
  ENTER(env, napi_open_handle_scope);
  CHECK_ARG(env, result);
  core_open_scope(env->world);
  env->open_handle_scopes++;
  *result = (napi_handle_scope)(uintptr_t)scope_word(env->world);
  return OK(env);
}

napi_status napi_close_handle_scope(napi_env env, napi_handle_scope scope) {
  ENTER(env, napi_close_handle_scope);
  CHECK_ARG(env, scope);
  return close(env, WORD(scope));
}

napi_status napi_open_escapable_handle_scope(napi_env env, napi_escapable_handle_scope *result) {
  ENTER(env, napi_open_escapable_handle_scope);
  CHECK_ARG(env, result);
  struct world *w = env->world;
  uint32_t escape = w->top;
  struct slot *kept = core_push(w);
  kept->type = napi_undefined;
  kept->held = 0;
  core_open_scope(w)->escape = escape;
  env->open_handle_scopes++;
  *result = (napi_escapable_handle_scope)(uintptr_t)scope_word(w);
  return OK(env);
}

napi_status napi_close_escapable_handle_scope(napi_env env, napi_escapable_handle_scope scope) {
  ENTER(env, napi_close_escapable_handle_scope);
  CHECK_ARG(env, scope);
  return close(env, WORD(scope));
}

napi_status napi_escape_handle(napi_env env, napi_escapable_handle_scope scope, napi_value escapee, napi_value *result) {
  ENTER(env, napi_escape_handle);
  CHECK_ARG(env, scope);
  CHECK_ARG(env, escapee);
  CHECK_ARG(env, result);
  struct world *w = env->world;
  struct scope *s = scope_of(w, WORD(scope));
  CHECK(env, s != NULL && s->escape != 0, napi_invalid_arg); /* Node has no answer to a scope that is none */
  CHECK(env, !s->escaped, napi_escape_called_twice);
  s->escaped = true;
  struct slot *from = core_slot(w, WORD(escapee)), *to = &w->slots[s->escape];
  if (from == NULL) { /* a word needs no slot */
    *result = escapee;
    return OK(env);
  }
  to->type = from->type;
  to->class = from->class;
  if (from->held == HELD_NUMBER) {
    to->held = HELD_NUMBER;
    to->number = from->number;
  } else { /* characters would die with the scope's arena: they become a Go value */
    goEscape(env->id, WORD(escapee), s->escape);
    to->held = HELD_GO;
  }
  *result = VALUE(core_slot_word(w, s->escape));
  return OK(env);
}
