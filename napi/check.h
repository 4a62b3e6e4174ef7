/* The checks: what Node-API forbids and Node.js lets pass, or answers with
   whatever happens. An environment is checked if it has WATCH_MISUSE; its calls
   then take the way of core_watched. What is found is written as records, one
   line of JSON each, from whatever thread: see check_record.c. A check changes
   nothing else; only memory that is over is kept a while, so that its use can
   be told. */
#ifndef NAPI_CHECK_H
#define NAPI_CHECK_H

#include <stdint.h>

/* The kinds of misuse, in the order of package misuse, which explains them. */
#define MISUSES(X)                           \
  X(WRONG_THREAD, "wrong-thread")            \
  X(INVALID_HANDLE, "invalid-handle")        \
  X(CLOSED_SCOPE, "handle-after-scope")      \
  X(SCOPES, "scope-nesting")                 \
  X(EXCEPTION, "exception-ignored")          \
  X(STATUS, "status-ignored")                \
  X(REFERENCE, "reference")                  \
  X(WORK, "async-work")                      \
  X(TSFN, "threadsafe-function")             \
  X(DEFERRED, "deferred")                    \
  X(WRAP, "wrap")                            \
  X(ENVIRONMENT, "environment")              \
  X(BASIC_FINALIZER, "basic-finalizer")      \
  X(NEWER_FUNCTION, "newer-function")        \
  X(CLEANUP_HOOK, "cleanup-hook")            \
  X(DEAD_BUFFER, "dead-buffer")              \
  X(FINALIZER_DATA, "finalizer-data")        \
  X(EXPORTS, "exports-differ")               \
  X(REGISTRATION, "module-register")         \
  X(RETURNED_HANDLE, "returned-handle")      \
  X(TRUNCATED, "string-truncated")           \
  X(EXTERNAL_MEMORY, "external-memory")

enum misuse {
#define MISUSE(name, id) MISUSE_##name,
  MISUSES(MISUSE)
#undef MISUSE
};

/* An argument of a call. */
enum {
  ARG_IS_VALUE, ARG_IS_OPTIONAL, ARG_IS_VALUES, ARG_IS_PROPERTIES,
  ARG_IS_REFERENCE, ARG_IS_WORK, ARG_IS_TSFN, ARG_IS_DEFERRED, ARG_IS_SCOPE, ARG_IS_ESCAPABLE, ARG_IS_HOOK,
  ARG_IS_RESULT, ARG_IS_OUT, ARG_IS_MEMORY, ARG_IS_POINTER, ARG_IS_CODE, ARG_IS_NUMBER, ARG_IS_DOUBLE
};
struct check_arg {
  uint8_t kind;
  uint64_t word, count;
};
#define ARG(is, pointer) {is, (uint64_t)(uintptr_t)(pointer), 0},
#define ARG_VALUE(v) ARG(ARG_IS_VALUE, v)
#define ARG_OPTIONAL(v) ARG(ARG_IS_OPTIONAL, v)
#define ARG_VALUES(v, n) {ARG_IS_VALUES, (uint64_t)(uintptr_t)(v), n},
#define ARG_PROPERTIES(p, n) {ARG_IS_PROPERTIES, (uint64_t)(uintptr_t)(p), n},
#define ARG_REFERENCE(r) ARG(ARG_IS_REFERENCE, r)
#define ARG_WORK(w) ARG(ARG_IS_WORK, w)
#define ARG_TSFN(f) ARG(ARG_IS_TSFN, f)
#define ARG_DEFERRED(d) ARG(ARG_IS_DEFERRED, d)
#define ARG_SCOPE(s) ARG(ARG_IS_SCOPE, s)
#define ARG_ESCAPABLE(s) ARG(ARG_IS_ESCAPABLE, s)
#define ARG_HOOK(h) ARG(ARG_IS_HOOK, h)
#define ARG_RESULT(r) ARG(ARG_IS_RESULT, r)
#define ARG_OUT(o) ARG(ARG_IS_OUT, o)
#define ARG_MEMORY(m) ARG(ARG_IS_MEMORY, m)
#define ARG_POINTER(p) ARG(ARG_IS_POINTER, p)
#define ARG_CODE(f) ARG(ARG_IS_CODE, f)
#define ARG_NUMBER(n) {ARG_IS_NUMBER, (uint64_t)(int64_t)(n), 0},
#define ARG_DOUBLE(d) {ARG_IS_DOUBLE, 0, 0},
#include "check_args.h"

struct check;

/* The check of an environment. Neither is freed. */
struct check_env {
  struct check *check;
  bool ended;
  bool initialized;     /* the module's initializer has returned */
  int64_t external;     /* bytes, as the environment has adjusted them */
  const void *external_from; /* where they grew last */
};

/* A stretch of an addon's code: from where this runtime calls it until it
   returns. They nest, thread by thread. */
struct check_frame {
  struct check_frame *outer;
  napi_env env;         /* NULL: unknown */
  const void *code;     /* the function called */
  uint32_t generation, depth; /* of handles made, and scopes open, at its begin */
  int open_handle_scopes, open_callback_scopes;
  const void *opened;   /* where the scope opened last was */
  const void *caller;   /* of the last call */
  struct check_arg args[11]; /* of it */
  uint8_t args_count;
  bool ignored;         /* a call was refused since an exception is pending, and the addon has not looked */
  int last;             /* the call made last; -1 = none */
  struct check_result {
    uint64_t address, word; /* where a result belongs, and what was there before */
    int call;
    napi_status status;
  } results[3], unset[8]; /* of the last call; of calls that failed since the addon last looked */
  uint8_t results_count, unset_count;
};

/* What addons hold by a pointer of ours. */
enum check_object { OBJECT_REFERENCE, OBJECT_WORK, OBJECT_TSFN, OBJECT_DEFERRED, OBJECT_HOOK, OBJECTS };

/* check.c */
void check_begin(struct world *, intptr_t out, const int32_t *since);
void check_end(struct world *);
void check_env_begin(napi_env);
void check_env_end(napi_env);
void check_initialized(napi_env);
bool check_call(napi_env, int call, enum door, const struct check_arg *, size_t, const void *caller); /* false: there is no environment any more */
void check_enter(struct check_frame *, napi_env, const void *code);
void check_leave(struct check_frame *);
void check_turn(struct world *);
void check_returned(napi_env, const void *code, const char *function, uint64_t word);
void check_registered_again(struct world *, const void *init);
void check_exports(napi_env, const void *init, const char *what, const char *message);
void check_external_memory(napi_env, int64_t change);
/* Tells of misuse that a function has noticed, which core_watched was called
   for. */
__attribute__((format(printf, 4, 5))) void check_misuse(napi_env, enum misuse, const char *what, const char *format, ...);

/* check_objects.c */
extern bool check_any; /* some world is checked, or was */
void check_made(napi_env, enum check_object, const void *handle, int call, const void *caller);
void check_over(napi_env, enum check_object, void *handle, void (*release)(void *));
bool check_tsfn(napi_threadsafe_function, int call, const struct check_arg *, size_t, bool blocks, const void *caller);
bool check_hook(void *handle, const void *caller);
void check_finalizer(napi_env, const void *code, const void *data);

#define CHECKED(env) __builtin_expect((env)->watch & WATCH_MISUSE, 0)

/* What addons get a pointer to has been made; is over, and its memory to be
   released. */
#define MADE(env, object, handle, name)                                                                   \
  do {                                                                                                    \
    if (CHECKED(env)) check_made(env, OBJECT_##object, (const void *)(uintptr_t)(handle), CALL_##name, CALLER); \
  } while (0)
#define OVER(env, object, handle, release)                                                    \
  do {                                                                                        \
    if (CHECKED(env)) check_over(env, OBJECT_##object, (void *)(uintptr_t)(handle), release); \
    else release(handle);                                                                     \
  } while (0)

/* Has code of an addon run in a frame of its own, if it is checked. */
#define FRAME(env, code, call)                          \
  do {                                                  \
    napi_env frame_env_ = (env);                        \
    struct check_frame frame_;                          \
    bool checked_ = CHECKED(frame_env_);                \
    if (checked_) check_enter(&frame_, frame_env_, (const void *)(uintptr_t)(code)); \
    call;                                               \
    if (checked_) check_leave(&frame_);                 \
  } while (0)

#endif
