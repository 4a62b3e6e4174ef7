/* Object lifetime management: references

   A reference lives in C: its count, its finalizer, the list it is in. What it
   refers to is held by Go, at the place `held` of the Runtime's list; Go is
   asked only where that changes, between strong and weak. When Go finds that
   the value was collected, it calls core_collected. */
#include "core.h"

#include "_cgo_export.h"

#include <stdlib.h>

static void unlink_ref(napi_ref r) {
  if (r->list == NULL) return;
  *(r->previous ? &r->previous->next : &r->list->first) = r->next;
  *(r->next ? &r->next->previous : &r->list->last) = r->previous;
  r->list = NULL;
}

static void link_ref(napi_ref r, struct ref_list *list) {
  r->list = list;
  r->previous = NULL;
  r->next = list->first;
  *(r->next ? &r->next->previous : &list->last) = r;
  list->first = r;
}

napi_ref core_new_ref(napi_env env, struct ref_list *list, uint8_t kind, napi_finalize finalize, void *data, void *hint) {
  napi_ref r = calloc(1, sizeof *r);
  if (r == NULL) core_fatal(NULL, 0, "out of memory", 13);
  r->env = env;
  r->kind = kind;
  r->finalize = finalize;
  r->data = data;
  r->hint = hint;
  r->of_runtime = kind >= REF_MEMORY;
  link_ref(r, list);
  return r;
}

static void let_go(napi_ref r) {
  if (r->held == 0) return;
  goRelease(r->env->id, r->held, (uintptr_t)r, r->kind == REF_WRAP);
  r->held = 0;
}

/* Ends a reference; its finalizer will not run. */
void core_delete_ref(napi_ref r) {
  unlink_ref(r);
  let_go(r);
  if (r->env->instance == r) r->env->instance = NULL;
  if (r->of_runtime)
    free(r);
  else
    OVER(r->env, REFERENCE, r, free);
}

/* Runs the finalizer of a reference that is over. One that addons know of is
   theirs to delete, which they may do in the finalizer. */
static void finalize(napi_ref r) {
  napi_env env = r->env;
  bool of_runtime = r->of_runtime && r != env->instance; /* instance data can be asked for until the end */
  napi_finalize finalize_cb = r->finalize;
  void *data = r->data, *hint = r->hint;
  unlink_ref(r);
  let_go(r);
  r->finalize = NULL;
  r->data = NULL; /* its finalizer finds no instance data, as in Node */
  if (of_runtime) free(r);
  if (finalize_cb != NULL) core_finalize(env, finalize_cb, data, hint);
}

/* The value of a reference was collected. Go has freed its place already. */
void core_collected(uintptr_t ref) {
  napi_ref r = (napi_ref)ref;
  r->held = 0;
  if (r->kind == REF_NOENV) {
    unlink_ref(r);
    r->noenv_finalize(r->data, r->hint);
    free(r);
  } else if (r->finalize == NULL) {
    finalize(r);
  } else if (r->env->version == NAPI_VERSION_EXPERIMENTAL && r->kind != REF_MEMORY) {
    napi_env env = r->env;
    uint8_t before = env->watch;
    env->watch |= WATCH_FINALIZER;
    finalize(r);
    env->watch = before;
  } else {
    unlink_ref(r);
    link_ref(r, &r->env->due);
  }
}

/* Runs the finalizers that are due, and reports whether it stopped because one
   has thrown. */
bool core_run_finalizers(napi_env env) {
  while (env->due.last != NULL && !env->pending) finalize(env->due.last);
  return env->pending;
}

/* Ends all references of an environment: first those that hold memory of the
   addon, then those with finalizers (which may delete others), then the rest;
   each kind from the newest to the oldest. Reports whether it stopped because one
   has thrown. */
bool core_end_references(napi_env env) {
  struct ref_list *lists[] = {&env->memory, &env->finalizing, &env->refs};
  if (core_run_finalizers(env)) return true;
  for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
    while (lists[i]->first != NULL && !env->pending) {
      if (lists[i]->first->kind == REF_MEMORY) goDetachMemory(env->id, lists[i]->first->held);
      finalize(lists[i]->first);
    }
  return env->pending;
}

void core_end_noenv(struct world *w) {
  while (w->noenv.first != NULL) core_collected((uintptr_t)w->noenv.first);
}

napi_status napi_create_reference(napi_env env, napi_value value, uint32_t initial_refcount, napi_ref *result) {
  ENTER(env, napi_create_reference);
  CHECK_ARG(env, value);
  CHECK_ARG(env, result);
  int type = core_type(env->world, WORD(value));
  bool weak = type == napi_object || type == napi_function || type == napi_external || type == napi_symbol;
  CHECK(env, weak || env->version >= 10, napi_invalid_arg);
  napi_ref r = core_new_ref(env, &env->refs, REF_VALUE, NULL, NULL, NULL);
  r->weak = weak;
  r->count = initial_refcount;
  if (weak || initial_refcount > 0) r->held = goHold(env->id, WORD(value), initial_refcount > 0, 0);
  MADE(env, REFERENCE, r, napi_create_reference);
  *result = r;
  return OK(env);
}

napi_status napi_delete_reference(node_api_basic_env env, napi_ref ref) {
  ENTER_BASIC(env, napi_delete_reference);
  CHECK_ARG(env, ref);
  core_delete_ref(ref);
  return OK(env);
}

napi_status napi_reference_ref(napi_env env, napi_ref ref, uint32_t *result) {
  ENTER(env, napi_reference_ref);
  CHECK_ARG(env, ref);
  uint32_t count = 0;
  if (ref->held != 0 && (ref->count > 0 || goStrengthen(env->id, ref->held))) count = ++ref->count;
  if (result != NULL) *result = count;
  return OK(env);
}

napi_status napi_reference_unref(napi_env env, napi_ref ref, uint32_t *result) {
  ENTER(env, napi_reference_unref);
  CHECK_ARG(env, ref);
  CHECK(env, ref->count > 0, napi_generic_failure);
  uint32_t count = 0;
  if (ref->held != 0) {
    count = --ref->count;
    if (count == 0) {
      if (ref->weak)
        goWeaken(env->id, ref->held, ref->finalize != NULL ? (uintptr_t)ref : 0);
      else
        let_go(ref);
    }
  }
  if (result != NULL) *result = count;
  return OK(env);
}

napi_status napi_get_reference_value(napi_env env, napi_ref ref, napi_value *result) {
  ENTER(env, napi_get_reference_value);
  CHECK_ARG(env, ref);
  CHECK_ARG(env, result);
  struct world *w = env->world;
  uint32_t index = INDEX_OF(ref->word);
  if (ref->held == 0) {
    *result = NULL;
  } else if ((ref->word & TAG_MASK) == TAG_SLOT && index < w->top && w->slots[index].generation == GENERATION_OF(ref->word)) {
    *result = VALUE(ref->word); /* in a scope that is still open */
  } else {
    ref->word = goReferenceValue(env->id, ref->held);
    *result = VALUE(ref->word);
  }
  return OK(env);
}
