#include "loop.h"

#include "_cgo_export.h"

#include <stdlib.h>

enum { MAX_CALLS = 999 }; /* of one thread-safe function in one turn, as in Node */

/* Loops are not freed but used again: a pool thread may still be about to wake
   the loop that its last work ended. A stray wake-up does no harm. */
static struct {
  pthread_mutex_t mutex;
  struct loop *unused;
} loops = {PTHREAD_MUTEX_INITIALIZER, NULL};

struct loop *loop_new(struct world *w) {
  pthread_mutex_lock(&loops.mutex);
  struct loop *l = loops.unused;
  if (l != NULL) loops.unused = l->next;
  pthread_mutex_unlock(&loops.mutex);
  if (l == NULL) {
    l = calloc(1, sizeof *l);
    if (l == NULL) return NULL;
    if (!wake_open(l)) {
      free(l);
      return NULL;
    }
    pthread_mutex_init(&l->mutex, NULL);
  }
  l->world = w;
  l->follows = false;
  return l;
}

void loop_free(struct loop *l) {
  free(l->buckets);
  l->buckets = NULL;
  l->buckets_count = 0;
  l->world = NULL;
  pthread_mutex_lock(&loops.mutex);
  l->next = loops.unused;
  loops.unused = l;
  pthread_mutex_unlock(&loops.mutex);
}

/* A loop about to sleep says so before it looks at its lists for the last
   time: what is appended to them is seen, or wakes it. */
static void loop_wake(struct loop *l) {
  if (atomic_exchange(&l->asleep, false)) wake_write(l);
}

/* Ends the sleep the loop is in, or else its next one. */
void loop_interrupt(struct loop *l) {
  atomic_store(&l->interrupted, true);
  loop_wake(l);
}

void loop_post_done(struct loop *l, napi_async_work work) {
  pthread_mutex_lock(&l->mutex);
  QUEUE_PUSH(&l->done, work);
  pthread_mutex_unlock(&l->mutex);
  loop_wake(l);
}

void loop_post_ready(struct loop *l, napi_threadsafe_function f) {
  pthread_mutex_lock(&l->mutex);
  QUEUE_PUSH(&l->ready, f);
  pthread_mutex_unlock(&l->mutex);
  loop_wake(l);
}

void loop_wait(struct loop *l, int64_t milliseconds) {
  intptr_t other = -1;
  int64_t limit = uv_wait(l, &other);
  if (limit >= 0 && (milliseconds < 0 || limit < milliseconds)) milliseconds = limit;
  atomic_store(&l->asleep, true);
  pthread_mutex_lock(&l->mutex);
  if (l->done.first || l->ready.first) milliseconds = 0;
  pthread_mutex_unlock(&l->mutex);
  if (l->done_taken.first || l->ready_taken.first || l->closing.first || l->closing_taken.first) milliseconds = 0;
  if (atomic_load(&l->interrupted)) milliseconds = 0;
  if (milliseconds != 0) wake_sleep(l, other, milliseconds);
  atomic_store(&l->asleep, false);
  atomic_store(&l->interrupted, false);
}

bool loop_alive(struct loop *l) {
  return l->works || l->references || loop_unfinished(l) || uv_alive(l);
}

bool loop_unfinished(struct loop *l) {
  return l->works || l->hooks_running || l->ending || l->closing.first || l->closing_taken.first;
}

/* Functions that closed in one turn are finalized in the next. */
void loop_take(struct loop *l) {
  QUEUE_MOVE(&l->closing_taken, &l->closing);
  pthread_mutex_lock(&l->mutex);
  QUEUE_MOVE(&l->done_taken, &l->done);
  for (napi_threadsafe_function f = l->ready.first; f != NULL; f = f->next) f->left = MAX_CALLS;
  QUEUE_MOVE(&l->ready_taken, &l->ready);
  pthread_mutex_unlock(&l->mutex);
}

bool loop_next(struct loop *l) {
  struct piece *p = &l->piece;
  napi_threadsafe_function f = NULL;
  if (l->closing_taken.first != NULL) {
    f = l->closing_taken.first;
    QUEUE_POP(&l->closing_taken);
    *p = (struct piece){PIECE_FINALIZE, f->env, f->async, .tsfn = f};
    return true;
  }
  while (l->done_taken.first != NULL) {
    napi_async_work work = l->done_taken.first;
    QUEUE_POP(&l->done_taken);
    if (!work_settle(l, work)) continue;
    *p = (struct piece){PIECE_WORK, work->env, work->context, .work = work};
    return true;
  }
  if (l->ready_taken.first != NULL) {
    f = l->ready_taken.first;
    *p = (struct piece){PIECE_CALLS, f->env, f->async, .tsfn = f};
    return true;
  }
  p->kind = PIECE_NONE;
  return false;
}

void loop_run(struct loop *l) {
  switch (l->piece.kind) {
  case PIECE_WORK: work_complete(l->piece.work); break;
  case PIECE_CALLS: tsfn_call(l, l->piece.tsfn); break;
  case PIECE_FINALIZE: tsfn_finalize(l, l->piece.tsfn); break;
  case PIECE_NONE: break;
  }
}

void loop_balanced(napi_env env, int handle_scopes, int callback_scopes) {
  static const char handles[] = "handle scopes were opened and not closed, or closed and not opened";
  static const char callbacks[] = "callback scopes were opened and not closed, or closed and not opened";
  if (env->open_handle_scopes != handle_scopes) core_fatal("napi_callback", 13, handles, sizeof handles - 1);
  if (env->open_callback_scopes != callback_scopes) core_fatal("napi_callback", 13, callbacks, sizeof callbacks - 1);
}
