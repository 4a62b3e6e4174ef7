/* Cleanup on exit of the current Node.js environment */
#include "loop.h"

#include "_cgo_export.h"

#include <stdlib.h>

/* The hooks of all modules of a world are one list: addons' functions, the
   asynchronous ones, thread-safe functions to be closed, and the ends of the
   environments themselves. They run newest first. */

static void must(bool condition, const char *message) {
  if (!condition) core_fatal(NULL, 0, message, strlen(message));
}

/* Functions are found by hash, so that adding thousands stays cheap. */
static uint32_t hash(napi_cleanup_hook function, const void *arg) {
  uint64_t h = ((uint64_t)(uintptr_t)function ^ (uint64_t)(uintptr_t)arg << 7) * 0x9E3779B97F4A7C15u;
  return (uint32_t)(h >> 32);
}

static struct hook **bucket(struct loop *l, napi_cleanup_hook function, const void *arg) {
  return &l->buckets[hash(function, arg) & (l->buckets_count - 1)];
}

/* The link that leads to a function's hook, or to where it belongs. */
static struct hook **find(struct loop *l, napi_cleanup_hook function, const void *arg) {
  struct hook **at = bucket(l, function, arg);
  while (*at != NULL && ((*at)->function != function || (*at)->arg != arg)) at = &(*at)->same_bucket;
  return at;
}

static void grow(struct loop *l) {
  if (l->functions < l->buckets_count) return;
  free(l->buckets);
  l->buckets_count = l->buckets_count ? 4 * l->buckets_count : 16;
  l->buckets = calloc(l->buckets_count, sizeof *l->buckets);
  must(l->buckets != NULL, "out of memory");
  for (struct hook *h = l->hooks; h != NULL; h = h->next) {
    if (h->kind != HOOK_FUNCTION) continue;
    struct hook **to = bucket(l, h->function, h->arg);
    h->same_bucket = *to;
    *to = h;
  }
}

static struct hook *add(struct loop *l, napi_env env, enum hook_kind kind, void *arg) {
  struct hook *h = calloc(1, sizeof *h);
  must(h != NULL, "out of memory");
  h->kind = kind;
  h->env = env;
  h->arg = arg;
  h->order = ++l->hooks_order;
  h->next = l->hooks;
  if (l->hooks != NULL) l->hooks->previous = h;
  l->hooks = h;
  return h;
}

static void free_hook(struct hook *h) {
  if (h->kind == HOOK_ASYNC)
    OVER(h->env, HOOK, h, free);
  else
    free(h);
}

void hook_remove(struct loop *l, struct hook *h) {
  *(h->previous ? &h->previous->next : &l->hooks) = h->next;
  if (h->next != NULL) h->next->previous = h->previous;
  if (h->kind == HOOK_FUNCTION) {
    struct hook **at = find(l, h->function, h->arg);
    *at = h->same_bucket;
    l->functions--;
  }
  free_hook(h);
}

void hook_add_env(napi_env env) {
  add(env->world->loop, env, HOOK_ENV, NULL);
  env_ref(env);
}

struct hook *hook_add_tsfn(napi_threadsafe_function f) {
  struct hook *h = add(f->loop, f->env, HOOK_TSFN, NULL);
  h->tsfn = f;
  return h;
}

napi_status napi_add_env_cleanup_hook(node_api_basic_env env, napi_cleanup_hook fun, void *arg) {
  ENTER_BASIC(env, napi_add_env_cleanup_hook);
  CHECK_ARG(env, fun);
  struct loop *l = env->world->loop;
  grow(l);
  struct hook **at = find(l, fun, arg);
  if (*at != NULL && CHECKED(env))
    check_misuse(env, MISUSE_CLEANUP_HOOK, "twice", "This function was already added with this argument; Node.js ends the process");
  must(*at == NULL, "napi_add_env_cleanup_hook: this function was already added with this argument");
  struct hook *h = add(l, env, HOOK_FUNCTION, arg);
  h->function = fun;
  h->same_bucket = *at;
  *at = h;
  l->functions++;
  return napi_ok; /* the last error stays, as in Node */
}

napi_status napi_remove_env_cleanup_hook(node_api_basic_env env, napi_cleanup_hook fun, void *arg) {
  ENTER_BASIC(env, napi_remove_env_cleanup_hook);
  CHECK_ARG(env, fun);
  struct loop *l = env->world->loop;
  struct hook *h = l->buckets_count ? *find(l, fun, arg) : NULL;
  if (h != NULL)
    hook_remove(l, h);
  else if (CHECKED(env) && !core_stopped(env->world)) /* then it may have run */
    check_misuse(env, MISUSE_CLEANUP_HOOK, "unknown", "No such hook is there: it was removed before, or added with another argument");
  return napi_ok; /* also when it was never added, as in Node */
}

napi_status napi_add_async_cleanup_hook(node_api_basic_env env, napi_async_cleanup_hook hook, void *arg,
    napi_async_cleanup_hook_handle *remove_handle) {
  ENTER_BASIC(env, napi_add_async_cleanup_hook);
  CHECK_ARG(env, hook);
  struct hook *h = add(env->world->loop, env, HOOK_ASYNC, arg);
  h->async = hook;
  env_ref(env);
  if (remove_handle != NULL) *remove_handle = (napi_async_cleanup_hook_handle)h;
  MADE(env, HOOK, h, napi_add_async_cleanup_hook);
  return OK(env);
}

/* References to environments that are given up in the next turn: no call of an
   addon ends an environment. */
struct released {
  napi_env env;
  struct released *next;
};

/* Takes the hook away, or, when it runs, says that it has ended. */
napi_status napi_remove_async_cleanup_hook(napi_async_cleanup_hook_handle remove_handle) {
  if (remove_handle == NULL) return napi_invalid_arg;
  struct hook *h = (struct hook *)remove_handle;
  if (__builtin_expect(check_any, 0) && !check_hook(h, CALLER)) return napi_invalid_arg;
  napi_env env = h->env;
  struct loop *l = env->world->loop;
  core_count(env->world, CALL_napi_remove_async_cleanup_hook);
  struct released *r = malloc(sizeof *r);
  must(r != NULL, "out of memory");
  r->env = env;
  r->next = l->released;
  l->released = r;
  if (h->running) {
    l->hooks_running--;
    free_hook(h); /* it left the list when it began */
  } else {
    hook_remove(l, h);
  }
  return napi_ok;
}

void hooks_release(struct loop *l) {
  for (struct released *r = l->released, *next; r != NULL; r = next) {
    next = r->next;
    if (l->released == r) l->released = NULL;
    env_unref(r->env);
    free(r);
  }
}

void env_ref(napi_env env) {
  env->references_held++;
}

void env_unref(napi_env env) {
  if (--env->references_held == 0) goEnvEnd(env->id);
}

static void run(struct loop *l, struct hook *h) {
  napi_env env = h->env;
  switch (h->kind) {
  case HOOK_FUNCTION: {
    /* It counts as added until it has returned. */
    napi_cleanup_hook function = h->function;
    void *arg = h->arg;
    uint64_t order = h->order;
    FRAME(env, function, function(arg));
    h = *find(l, function, arg);
    if (h != NULL && h->order == order) hook_remove(l, h);
    break;
  }
  case HOOK_ASYNC:
    *(h->previous ? &h->previous->next : &l->hooks) = h->next;
    if (h->next != NULL) h->next->previous = h->previous;
    h->running = true;
    l->hooks_running++;
    FRAME(env, h->async, h->async((napi_async_cleanup_hook_handle)h, h->arg));
    break;
  case HOOK_TSFN:
    tsfn_end(h->tsfn); /* which removes the hook when it is finalized */
    break;
  case HOOK_ENV:
    hook_remove(l, h);
    env_unref(env);
  }
}

/* Hooks that are added meanwhile wait for the next pass. Those that run may
   remove any other: the list is searched anew each time. */
bool hooks_run(struct loop *l) {
  if (l->hooks == NULL) return false;
  uint64_t below = l->hooks_order + 1;
  for (;;) {
    struct hook *h = l->hooks;
    while (h != NULL && h->order >= below) h = h->next;
    if (h == NULL) return true;
    below = h->order;
    run(l, h);
  }
}

static void count_refs(const struct ref_list *list, struct resources *r) {
  for (const struct napi_ref__ *ref = list->first; ref != NULL; ref = ref->next) {
    if (ref->kind == REF_WRAP) r->wraps++;
    if (ref->kind != REF_VALUE || ref->of_runtime) continue;
    r->references++;
    r->strong_references += ref->count > 0;
  }
}

void hooks_resources(const struct loop *l, struct resources *r) {
  *r = (struct resources){.works = l->works};
  for (const struct hook *h = l->hooks; h != NULL; h = h->next) {
    switch (h->kind) {
    case HOOK_FUNCTION:
    case HOOK_ASYNC: r->hooks++; break;
    case HOOK_TSFN: r->tsfns++; break;
    case HOOK_ENV:
      count_refs(&h->env->refs, r);
      count_refs(&h->env->finalizing, r);
    }
  }
}
