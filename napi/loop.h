/* The native side of the event loop: what other threads hand to the thread of
   JavaScript, how they wake it, and what keeps the loop alive.

   Threads never enter Go. They append to a list and, if the loop sleeps, write
   to its descriptor. loop.go drains the lists piece by piece: a piece is what
   runs within one callback of the scripts' event loop.

     pool thread: work that is done ──────┐
     any thread: functions with calls ────┴─ lists ── loop_next ── loop_run
*/
#ifndef NAPI_LOOP_H
#define NAPI_LOOP_H

#include "core.h"

#include <pthread.h>
#include <stdatomic.h>

/* A queue of structs linked by their next. */
#define QUEUE(type) struct { type *first, *last; }
#define QUEUE_PUSH(q, item)                                      \
  do {                                                           \
    (item)->next = NULL;                                         \
    if ((q)->first == NULL) (q)->first = (item);                 \
    else (q)->last->next = (item);                               \
    (q)->last = (item);                                          \
  } while (0)
#define QUEUE_POP(q) ((q)->first = (q)->first->next)
/* Moves all of from behind to. */
#define QUEUE_MOVE(to, from)                                     \
  do {                                                           \
    if ((from)->first != NULL) {                                 \
      if ((to)->first == NULL) (to)->first = (from)->first;      \
      else (to)->last->next = (from)->first;                     \
      (to)->last = (from)->last;                                 \
      (from)->first = NULL;                                      \
    }                                                            \
  } while (0)

enum work_state { WORK_IDLE, WORK_QUEUED, WORK_TAKEN }; /* taken: by a thread, or cancelled; until it is completed */

struct napi_async_work__ {
  napi_env env;
  napi_async_execute_callback execute;
  napi_async_complete_callback complete;
  void *data;
  uint32_t context;
  uint8_t state; /* guarded by the pool's mutex */
  bool cancelled, deleted; /* of the loop's thread */
  struct napi_async_work__ *next, *previous;
};

enum tsfn_state { TSFN_OPEN, TSFN_CLOSING, TSFN_CLOSED };

struct napi_threadsafe_function__ {
  pthread_mutex_t mutex; /* guards these: */
  pthread_cond_t room;   /* in a queue that has a limit, or it closes */
  void **items;          /* a ring */
  size_t first, count, capacity;
  size_t threads;
  size_t waiting; /* for room */
  uint8_t state;
  bool ready; /* it is on the loop's list, or being dispatched */

  /* Never changed: */
  size_t limit; /* of count; 0 = none */
  void *context, *finalize_data;
  napi_finalize finalize;
  napi_threadsafe_function_call_js call_js;
  napi_env env;
  struct loop *loop;
  uint32_t function; /* root of the JavaScript function; 0 = none */
  uint32_t async;

  /* Of the loop's thread: */
  bool closing, referenced;
  bool ending; /* the environment ends */
  int left;    /* calls this turn may still make */
  struct hook *hook;
  struct napi_threadsafe_function__ *next; /* on the list of those ready, guarded by the loop's mutex, or closing */
};

/* What runs when the environment ends. */
enum hook_kind { HOOK_FUNCTION, HOOK_ASYNC, HOOK_TSFN, HOOK_ENV };

struct hook {
  uint8_t kind;
  bool running; /* an asynchronous one that has not ended */
  uint64_t order;
  union {
    napi_cleanup_hook function;
    napi_async_cleanup_hook async;
    napi_threadsafe_function tsfn;
  };
  void *arg;
  napi_env env;
  struct hook *next, *previous; /* older, newer */
  struct hook *same_bucket;
};

struct uv;

struct loop {
  struct world *world;
  struct loop *next; /* in the list of loops no world uses */

  pthread_mutex_t mutex; /* guards these: */
  QUEUE(struct napi_async_work__) done;
  QUEUE(struct napi_threadsafe_function__) ready;

  atomic_bool interrupted;
  atomic_bool asleep; /* whoever makes it false writes to the descriptor */
  intptr_t wake_in, wake_out;

  /* The rest belongs to the thread of JavaScript. */
  QUEUE(struct napi_async_work__) done_taken;
  QUEUE(struct napi_threadsafe_function__) ready_taken, closing, closing_taken;
  struct piece {
    enum piece_kind { PIECE_NONE, PIECE_WORK, PIECE_CALLS, PIECE_FINALIZE } kind;
    napi_env env;
    uint32_t context; /* asynchronous context, see async_context.go */
    union {
      napi_async_work work;
      napi_threadsafe_function tsfn;
    };
  } piece;
  uint32_t works;         /* queued and not completed */
  uint32_t references;    /* thread-safe functions that keep the loop alive */
  uint32_t ending;        /* thread-safe functions the end of the environment closes */
  uint32_t hooks_running; /* asynchronous cleanup hooks that have not ended */
  bool follows;           /* somebody follows asynchronous contexts */
  struct hook *hooks;     /* newest first */
  struct hook **buckets;  /* the functions among them, by hash */
  uint32_t functions, buckets_count;
  uint64_t hooks_order;
  struct released *released; /* references to environments that ended hooks gave up */
  struct uv *uv;             /* or NULL */
};

/* loop.c */
struct loop *loop_new(struct world *);
void loop_free(struct loop *);
void loop_interrupt(struct loop *);                  /* from any thread */
void loop_wait(struct loop *, int64_t milliseconds); /* sleeps until there is something to do; -1: however long */
void loop_take(struct loop *);                       /* what is there now are the pieces of this turn */
bool loop_next(struct loop *);                       /* makes the next one l->piece */
void loop_run(struct loop *);                        /* runs it, or as much of it as may run without a pause */
bool loop_alive(struct loop *);                      /* there is something to wait for */
bool loop_unfinished(struct loop *);                 /* something the end of an environment waits for */
void loop_post_done(struct loop *, napi_async_work);
void loop_post_ready(struct loop *, napi_threadsafe_function);

/* A call from the loop into a module, in a scope of its own. What it throws is
   left pending. */
#define LOOP_CALL(env, code, call)                          \
  do {                                                      \
    uint32_t depth_ = (env)->world->depth;                  \
    int handles_ = (env)->open_handle_scopes, callbacks_ = (env)->open_callback_scopes; \
    core_open_scope((env)->world);                          \
    OK(env);                                                \
    FRAME(env, code, call);                                 \
    loop_balanced(env, handles_, callbacks_);               \
    core_close_scopes((env)->world, depth_);                \
  } while (0)
void loop_balanced(napi_env, int handle_scopes, int callback_scopes);

/* wake_*.c: the descriptor, and sleeping on it and on another (-1: none). */
bool wake_open(struct loop *);
void wake_write(struct loop *);
void wake_sleep(struct loop *, intptr_t other, int64_t milliseconds);

/* async_work.c, threadsafe.c */
bool work_settle(struct loop *, napi_async_work); /* ends work; true: it is to be completed */
void work_complete(napi_async_work);
void tsfn_call(struct loop *, napi_threadsafe_function);
void tsfn_finalize(struct loop *, napi_threadsafe_function);
void tsfn_end(napi_threadsafe_function);

/* async_context.c */
napi_status async_context_new(napi_env, napi_value resource, napi_value name, uint32_t *context); /* 0: none is needed */

/* cleanup.c */
void hook_add_env(napi_env);
struct hook *hook_add_tsfn(napi_threadsafe_function);
void hook_remove(struct loop *, struct hook *);
bool hooks_run(struct loop *); /* one pass over all; false: there is none */
void hooks_release(struct loop *);
void env_ref(napi_env);
void env_unref(napi_env); /* the last one ends it */
struct resources {
  uint32_t references, strong_references, wraps, works, tsfns, hooks;
};
void hooks_resources(const struct loop *, struct resources *); /* what the modules hold now */

/* uv.c */
bool uv_begin(struct loop *);
bool uv_alive(struct loop *);
void uv_turn(struct loop *);
void uv_end(struct loop *);
int64_t uv_wait(struct loop *, intptr_t *descriptor); /* milliseconds until it wants a turn; -1: unknown */

#endif
