/* Asynchronous thread-safe function calls */
#include "loop.h"

#include "_cgo_export.h"

#include <stdlib.h>

static void tsfn_free(napi_threadsafe_function f) {
  pthread_mutex_destroy(&f->mutex);
  pthread_cond_destroy(&f->room);
  free(f->items);
  f->items = NULL;
  OVER(f->env, TSFN, f, free);
}

/* Has a call checked that tells no environment. */
#define CHECK_TSFN(func, name, blocks)                                                                                 \
  do {                                                                                                                 \
    if (__builtin_expect(check_any, 0)) {                                                                              \
      const struct check_arg args_[] = {ARGS_##name};                                                                  \
      if (!check_tsfn(func, CALL_##name, args_, sizeof args_ / sizeof *args_, blocks, CALLER)) return napi_invalid_arg; \
    }                                                                                                                  \
  } while (0)

/* Has the loop look at f. Its mutex is held. */
static void notify(napi_threadsafe_function f) {
  if (f->ready) return;
  f->ready = true;
  loop_post_ready(f->loop, f);
}

static bool push(napi_threadsafe_function f, void *data) {
  if (f->count == f->capacity) {
    size_t capacity = f->capacity ? 2 * f->capacity : 16;
    void **items = malloc(capacity * sizeof *items);
    if (items == NULL) return false;
    for (size_t i = 0; i < f->count; i++) items[i] = f->items[(f->first + i) % f->capacity];
    free(f->items);
    f->items = items;
    f->first = 0;
    f->capacity = capacity;
  }
  f->items[(f->first + f->count++) & (f->capacity - 1)] = data;
  return true;
}

static void *pop(napi_threadsafe_function f) {
  void *data = f->items[f->first];
  f->first = (f->first + 1) & (f->capacity - 1);
  f->count--;
  return data;
}

/* Takes f, which is closing and on no list, out of the loop: the next turn
   finalizes it. */
static void close_handle(napi_threadsafe_function f) {
  f->closing = true;
  if (f->referenced) f->loop->references--;
  QUEUE_PUSH(&f->loop->closing, f);
}

/* Has f closed, as its environment ends. */
void tsfn_end(napi_threadsafe_function f) {
  if (f->ending) return;
  f->ending = true;
  f->loop->ending++;
  if (f->closing) return;
  pthread_mutex_lock(&f->mutex);
  f->state = TSFN_CLOSING;
  pthread_cond_broadcast(&f->room);
  bool listed = f->ready;
  f->ready = true;
  pthread_mutex_unlock(&f->mutex);
  if (!listed) close_handle(f);
}

/* What calls the JavaScript function when the module has no say in it. */
static void call_plain(napi_env env, napi_value js_callback, void *context, void *data) {
  (void)context, (void)data;
  if (env != NULL && js_callback != NULL && !core_stopped(env->world))
    goCallFunction(env->id, WORD_UNDEFINED, WORD(js_callback), 0, 0, false);
}

napi_status napi_create_threadsafe_function(napi_env env, napi_value func, napi_value async_resource, napi_value async_resource_name,
    size_t max_queue_size, size_t initial_thread_count, void *thread_finalize_data, napi_finalize thread_finalize_cb, void *context,
    napi_threadsafe_function_call_js call_js_cb, napi_threadsafe_function *result) {
  ENTER(env, napi_create_threadsafe_function);
  CHECK_ARG(env, async_resource_name);
  CHECK(env, initial_thread_count > 0, napi_invalid_arg);
  CHECK_ARG(env, result);
  if (func == NULL)
    CHECK_ARG(env, call_js_cb);
  else
    CHECK(env, core_type(env->world, WORD(func)) == napi_function, napi_invalid_arg);
  uint32_t async;
  napi_status status = async_context_new(env, async_resource, async_resource_name, &async);
  if (status != napi_ok) return status;
  napi_threadsafe_function f = calloc(1, sizeof *f);
  CHECK(env, f != NULL, napi_generic_failure);
  pthread_mutex_init(&f->mutex, NULL);
  pthread_cond_init(&f->room, NULL);
  f->threads = initial_thread_count;
  f->limit = max_queue_size;
  f->context = context;
  f->finalize_data = thread_finalize_data;
  f->finalize = thread_finalize_cb;
  f->call_js = call_js_cb ? call_js_cb : call_plain;
  f->env = env;
  f->loop = env->world->loop;
  f->function = func ? goHold(env->id, WORD(func), true, 0) : 0;
  f->async = async;
  f->referenced = true;
  f->loop->references++;
  f->hook = hook_add_tsfn(f);
  env_ref(env);
  MADE(env, TSFN, f, napi_create_threadsafe_function);
  *result = f;
  return OK(env);
}

napi_status napi_get_threadsafe_function_context(napi_threadsafe_function func, void **result) {
  if (func == NULL || result == NULL) return napi_invalid_arg; /* Node aborts */
  CHECK_TSFN(func, napi_get_threadsafe_function_context, false);
  *result = func->context;
  return napi_ok;
}

/* A call after the end: the thread must not use f any more. */
static napi_status refuse(napi_threadsafe_function f) {
  if (f->threads == 0) {
    pthread_mutex_unlock(&f->mutex);
    return napi_invalid_arg;
  }
  bool last = --f->threads == 0 && f->state == TSFN_CLOSED;
  pthread_mutex_unlock(&f->mutex);
  if (last) tsfn_free(f);
  return napi_closing;
}

napi_status napi_call_threadsafe_function(napi_threadsafe_function func, void *data, napi_threadsafe_function_call_mode is_blocking) {
  if (func == NULL) return napi_invalid_arg; /* Node aborts */
  CHECK_TSFN(func, napi_call_threadsafe_function, is_blocking == napi_tsfn_blocking);
  pthread_mutex_lock(&func->mutex);
  while (func->state == TSFN_OPEN && func->limit > 0 && func->count >= func->limit) {
    if (is_blocking == napi_tsfn_nonblocking) {
      pthread_mutex_unlock(&func->mutex);
      return napi_queue_full;
    }
    func->waiting++;
    pthread_cond_wait(&func->room, &func->mutex);
    func->waiting--;
  }
  if (func->state != TSFN_OPEN) return refuse(func);
  core_count(func->loop->world, CALL_napi_call_threadsafe_function);
  bool pushed = push(func, data);
  if (pushed) notify(func);
  pthread_mutex_unlock(&func->mutex);
  return pushed ? napi_ok : napi_generic_failure;
}

napi_status napi_acquire_threadsafe_function(napi_threadsafe_function func) {
  if (func == NULL) return napi_invalid_arg; /* Node aborts */
  CHECK_TSFN(func, napi_acquire_threadsafe_function, false);
  pthread_mutex_lock(&func->mutex);
  bool open = func->state == TSFN_OPEN;
  if (open) {
    core_count(func->loop->world, CALL_napi_acquire_threadsafe_function);
    func->threads++;
  }
  pthread_mutex_unlock(&func->mutex);
  return open ? napi_ok : napi_closing;
}

napi_status napi_release_threadsafe_function(napi_threadsafe_function func, napi_threadsafe_function_release_mode mode) {
  if (func == NULL) return napi_invalid_arg; /* Node aborts */
  CHECK_TSFN(func, napi_release_threadsafe_function, false);
  pthread_mutex_lock(&func->mutex);
  if (func->threads == 0) {
    pthread_mutex_unlock(&func->mutex);
    return napi_invalid_arg;
  }
  func->threads--;
  if (func->state == TSFN_OPEN) {
    core_count(func->loop->world, CALL_napi_release_threadsafe_function);
    if (mode == napi_tsfn_abort) {
      func->state = TSFN_CLOSING;
      pthread_cond_broadcast(&func->room);
    }
    if (func->threads == 0 || mode == napi_tsfn_abort) notify(func);
  }
  bool last = func->threads == 0 && func->state == TSFN_CLOSED;
  pthread_mutex_unlock(&func->mutex);
  if (last) tsfn_free(func);
  return napi_ok;
}

static napi_status set_referenced(napi_threadsafe_function f, bool referenced) {
  if (f == NULL) return napi_invalid_arg; /* Node aborts */
  if (f->referenced != referenced && !f->closing) {
    f->loop->references += referenced ? 1 : -1;
    f->referenced = referenced;
  }
  return napi_ok;
}

napi_status napi_ref_threadsafe_function(node_api_basic_env env, napi_threadsafe_function func) {
  CHECK_TSFN(func, napi_ref_threadsafe_function, false);
  if (env != NULL) core_count(env->world, CALL_napi_ref_threadsafe_function);
  return set_referenced(func, true);
}

napi_status napi_unref_threadsafe_function(node_api_basic_env env, napi_threadsafe_function func) {
  CHECK_TSFN(func, napi_unref_threadsafe_function, false);
  if (env != NULL) core_count(env->world, CALL_napi_unref_threadsafe_function);
  return set_referenced(func, false);
}

/* Makes the calls that wait, one after the other: each may abort the rest. It
   returns where the scripts' loop has something to do after a call, with f
   still first of those to be called. */
void tsfn_call(struct loop *l, napi_threadsafe_function f) {
  struct world *w = l->world;
  napi_env env = f->env;
  uint32_t depth = w->depth;
  napi_value function = NULL;
  bool pause = false;
  core_open_scope(w);
  pthread_mutex_lock(&f->mutex);
  while (f->state == TSFN_OPEN && f->left > 0 && !pause) {
    bool some = f->count > 0;
    void *data = NULL;
    if (some) {
      if (f->waiting > 0) pthread_cond_signal(&f->room); /* each room for a thread: Node wakes only one when the queue was full */
      data = pop(f);
    }
    if (f->count == 0 && f->threads == 0) { /* closing before the last call, as in Node */
      f->state = TSFN_CLOSING;
      pthread_cond_broadcast(&f->room);
    }
    if (!some) break;
    f->left--;
    pthread_mutex_unlock(&f->mutex);
    if (function == NULL && f->function != 0) function = VALUE(goReferenceValue(env->id, f->function));
    LOOP_CALL(env, f->call_js, f->call_js(env, function, f->context, data));
    pause = env->pending || goPending(env->id);
    pthread_mutex_lock(&f->mutex);
  }
  if (f->state == TSFN_OPEN && pause && f->left > 0) {
    pthread_mutex_unlock(&f->mutex);
  } else {
    QUEUE_POP(&l->ready_taken);
    if (f->state != TSFN_OPEN) {
      close_handle(f); /* ready stays: it is never queued again */
    } else {
      f->ready = false;
      if (f->count > 0 || f->threads == 0) notify(f);
    }
    pthread_mutex_unlock(&f->mutex);
  }
  core_close_scopes(w, depth);
}

/* The end: thread_finalize_cb, then the calls that were not made. Threads that
   still hold f learn that it closed; the last of them frees it. */
void tsfn_finalize(struct loop *l, napi_threadsafe_function f) {
  napi_env env = f->env;
  if (f->finalize != NULL) LOOP_CALL(env, f->finalize, f->finalize(env, f->finalize_data, f->context));
  while (f->count > 0) FRAME(env, f->call_js, f->call_js(NULL, NULL, f->context, pop(f))); /* no thread looks at them any more */
  if (f->function != 0) goRelease(env->id, f->function, 0, false);
  if (f->async != 0) goDestroyContext(env->id, f->async);
  hook_remove(l, f->hook);
  if (f->ending) l->ending--;
  pthread_mutex_lock(&f->mutex);
  f->state = TSFN_CLOSED;
  bool last = f->threads == 0;
  pthread_mutex_unlock(&f->mutex);
  if (last) tsfn_free(f);
  env_unref(env);
}
