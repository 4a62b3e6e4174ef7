/* What the files of the checks share. */
#ifndef NAPI_CHECK_RECORD_H
#define NAPI_CHECK_RECORD_H

#include "loop.h"

enum { CHECK_STACK = 24, CHECK_DEAD = 256 };

/* Addresses within calls, the innermost first. */
struct check_stack {
  uint32_t count;
  uintptr_t pcs[CHECK_STACK];
};

struct check_count {
  uint32_t id;
  enum misuse misuse;
  const char *what, *function;
  uintptr_t place;
  uint64_t count;
};

/* The check of a world. It is not freed: environments that have ended, and
   threads that have not heard of it, may still be used. */
struct check {
  pthread_t thread;      /* of JavaScript */
  intptr_t out;
  int32_t since[CALLS];  /* the version of Node-API that has a function; 0 = experimental */
  uint32_t generation;   /* of the world's first handles */
  struct check_stack made; /* where a buffer is being made */
  struct { uintptr_t from, to; } dead[CHECK_DEAD]; /* memory that is over: check.go */
  uint32_t dead_count;
  struct check_frame base; /* of code that nobody has entered: callbacks of libuv */
  bool idle;             /* nothing was left to wait for when the world ended */
  struct check_count *records;
  uint32_t records_count, records_room;
  uint64_t dropped;
  const void *modules[64]; /* those whose place in memory was told */
  uint32_t modules_count;
};

/* One misuse. Either where it is, or the stack where it began, is known. */
struct finding {
  enum misuse misuse;
  const char *what;     /* the case of it */
  const char *function;
  napi_env env;         /* or NULL */
  const struct world *world; /* whose handles the arguments are, on its thread; or NULL */
  const struct check_arg *args;
  size_t args_count;
  const void *caller;
  const struct check_stack *stack;
  uint64_t times; /* 0 = once */
};

/* A call that is being checked. */
struct check_call {
  struct check *check;
  struct check_frame *frame;
  struct finding finding; /* all but the misuse */
  int call;
};

extern pthread_mutex_t check_mutex; /* guards what threads share: records, objects, the list of checks */
#define CHECK_LOCK() pthread_mutex_lock(&check_mutex)
#define CHECK_UNLOCK() pthread_mutex_unlock(&check_mutex)

enum { HANDLE_ALIVE, HANDLE_CLOSED, HANDLE_FORGED };
int check_handle(const struct world *, uint64_t word);
bool check_on_thread(const struct check *);
const void *check_code(void); /* the function of an addon under way on this thread, or NULL */
const struct check_result *check_unset_result(const struct check_frame *, uint64_t word);
bool check_object(struct check_call *, enum check_object, uint64_t word); /* true: it is one, and not over */
void check_attempt(napi_env, const void *deferred);
void check_left(napi_env);

const char *check_function(int call);
const char *check_status(napi_status);
void check_load_unwinder(void);
void check_stack(struct check_stack *, const void *caller);
void check_symbol(uintptr_t pc, const char **module, const char **symbol); /* "" = unknown */
__attribute__((format(printf, 3, 4))) void check_report(struct check *, const struct finding *, const char *format, ...);
void check_written(struct check *, const struct check_stack *made, const char *message);
void check_write_counts(struct check *);

#endif
