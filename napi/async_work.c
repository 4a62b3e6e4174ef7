/* Simple asynchronous operations */
#include "loop.h"

#include "_cgo_export.h"

#include <signal.h>
#include <stdlib.h>

/* The pool of threads that execute work, one for the process. Threads are made
   when there is work for them, up to the number libuv would make. */
static struct {
  pthread_mutex_t mutex; /* guards all */
  pthread_cond_t some;   /* work is queued */
  struct napi_async_work__ *first, *last;
  uint32_t queued, idle, threads, limit; /* limit 0: not yet read */
} pool = {.mutex = PTHREAD_MUTEX_INITIALIZER, .some = PTHREAD_COND_INITIALIZER};

enum { DEFAULT_THREADS = 4, MAX_THREADS = 1024, STACK = 8 << 20, UV_EBUSY = -16 };

static void unlink_work(napi_async_work work) {
  *(work->previous ? &work->previous->next : &pool.first) = work->next;
  *(work->next ? &work->next->previous : &pool.last) = work->previous;
  pool.queued--;
}

static void *pool_thread(void *unused) {
  (void)unused;
  pthread_mutex_lock(&pool.mutex);
  for (;;) {
    while (pool.first == NULL) {
      pool.idle++;
      pthread_cond_wait(&pool.some, &pool.mutex);
      pool.idle--;
    }
    napi_async_work work = pool.first;
    unlink_work(work);
    work->state = WORK_TAKEN;
    pthread_mutex_unlock(&pool.mutex);
    struct loop *l = work->env->world->loop;
    work->execute(work->env, work->data);
    loop_post_done(l, work);
    pthread_mutex_lock(&pool.mutex);
  }
  return NULL;
}

/* Starts a thread. Signals meant for the process go to its other threads. */
static bool pool_grow(void) {
  pthread_t thread;
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&attributes, STACK);
#ifndef _WIN32
  sigset_t all, old;
  sigfillset(&all);
  static const int synchronous[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS, SIGPROF};
  for (size_t i = 0; i < sizeof synchronous / sizeof *synchronous; i++) sigdelset(&all, synchronous[i]);
  pthread_sigmask(SIG_SETMASK, &all, &old);
#endif
  bool made = pthread_create(&thread, &attributes, pool_thread, NULL) == 0;
#ifndef _WIN32
  pthread_sigmask(SIG_SETMASK, &old, NULL);
#endif
  pthread_attr_destroy(&attributes);
  pool.threads += made;
  return made;
}

static uint32_t pool_limit(void) {
  const char *size = getenv("UV_THREADPOOL_SIZE");
  if (size == NULL) return DEFAULT_THREADS;
  int n = atoi(size);
  return n == 0 ? 1 : (unsigned)n > MAX_THREADS ? MAX_THREADS : (uint32_t)n;
}

/* Queues work; false when it is queued already or no thread can be had. */
static bool pool_push(napi_async_work work) {
  pthread_mutex_lock(&pool.mutex);
  if (pool.limit == 0) pool.limit = pool_limit();
  bool ok = work->state == WORK_IDLE;
  if (ok && pool.queued >= pool.idle && pool.threads < pool.limit) ok = pool_grow() || pool.threads > 0;
  if (ok) {
    work->state = WORK_QUEUED;
    work->next = NULL;
    work->previous = pool.last;
    *(pool.last ? &pool.last->next : &pool.first) = work;
    pool.last = work;
    pool.queued++;
    if (pool.idle > 0) pthread_cond_signal(&pool.some);
  }
  pthread_mutex_unlock(&pool.mutex);
  return ok;
}

/* Takes work out of the queue; false when it is not there (any more). */
static bool pool_remove(napi_async_work work) {
  pthread_mutex_lock(&pool.mutex);
  bool was = work->state == WORK_QUEUED;
  if (was) {
    unlink_work(work);
    work->state = WORK_TAKEN;
  }
  pthread_mutex_unlock(&pool.mutex);
  return was;
}

static void work_free(napi_async_work work) {
  if (work->context != 0) goDestroyContext(work->env->id, work->context);
  work->context = 0;
  OVER(work->env, WORK, work, free);
}

napi_status napi_create_async_work(napi_env env, napi_value async_resource, napi_value async_resource_name,
    napi_async_execute_callback execute, napi_async_complete_callback complete, void *data, napi_async_work *result) {
  ENTER(env, napi_create_async_work);
  CHECK_ARG(env, execute);
  CHECK_ARG(env, result);
  uint32_t context;
  napi_status status = async_context_new(env, async_resource, async_resource_name, &context);
  if (status != napi_ok) return status;
  napi_async_work work = calloc(1, sizeof *work);
  CHECK(env, work != NULL, napi_generic_failure);
  work->env = env;
  work->execute = execute;
  work->complete = complete;
  work->data = data;
  work->context = context;
  MADE(env, WORK, work, napi_create_async_work);
  *result = work;
  return OK(env);
}

/* Work that is queued leaves the queue; work that runs is freed when it has
   ended. Neither is completed: the caller's data may be gone. */
napi_status napi_delete_async_work(napi_env env, napi_async_work work) {
  ENTER(env, napi_delete_async_work);
  CHECK_ARG(env, work);
  if (pool_remove(work)) {
    env->world->loop->works--;
    work_free(work);
  } else if (work->state == WORK_TAKEN) {
    work->deleted = true;
  } else {
    work_free(work);
  }
  return OK(env);
}

napi_status napi_queue_async_work(node_api_basic_env env, napi_async_work work) {
  ENTER_BASIC(env, napi_queue_async_work);
  CHECK_ARG(env, work);
  CHECK(env, pool_push(work), napi_generic_failure);
  env->world->loop->works++;
  return OK(env);
}

napi_status napi_cancel_async_work(node_api_basic_env env, napi_async_work work) {
  ENTER_BASIC(env, napi_cancel_async_work);
  CHECK_ARG(env, work);
  if (work->cancelled) return OK(env);
  if (!pool_remove(work)) {
    FAIL(env, napi_generic_failure);
    env->last_error.engine_error_code = (uint32_t)UV_EBUSY;
    return napi_generic_failure;
  }
  work->cancelled = true;
  loop_post_done(env->world->loop, work);
  return OK(env);
}

bool work_settle(struct loop *l, napi_async_work work) {
  l->works--;
  if (work->deleted) {
    work_free(work);
    return false;
  }
  work->state = WORK_IDLE; /* no thread has it: it may be queued again */
  return work->complete != NULL;
}

void work_complete(napi_async_work work) {
  napi_env env = work->env;
  napi_status status = work->cancelled ? napi_cancelled : napi_ok;
  work->cancelled = false;
  LOOP_CALL(env, work->complete, work->complete(env, status, work->data)); /* most often it deletes the work */
}
