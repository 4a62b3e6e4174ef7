/* What the files of the checks share. */
#ifndef NAPI_CHECK_RECORD_H
#define NAPI_CHECK_RECORD_H

#include "loop.h"

enum { CHECK_STACK = 24 };

/* Addresses within calls, the innermost first. */
struct check_stack {
  uint32_t count;
  uintptr_t pcs[CHECK_STACK];
};

struct check_count {
  enum misuse misuse;
  const char *what, *function;
  uintptr_t place;
  uint64_t count;
};

/* The check of a world. It is not freed: environments that have ended, and
   threads that have not heard of it, may still be about to ask. */
struct check {
  struct world *world;
  struct check *next;    /* in the list of those that are open */
  pthread_t thread;      /* of JavaScript */
  intptr_t out;          /* -1: the world has ended */
  int32_t since[CALLS];  /* the version of Node-API that has a function; 0 = experimental */
  uint32_t generation;   /* of the world's first handles */
  struct check_frame base; /* of code that nobody has entered: callbacks of libuv */
  struct check_count *records;
  uint32_t records_count, records_room;
  uint64_t dropped;
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
};

extern pthread_mutex_t check_mutex; /* guards what threads share: records, objects, the list of checks */
#define CHECK_LOCK() pthread_mutex_lock(&check_mutex)
#define CHECK_UNLOCK() pthread_mutex_unlock(&check_mutex)

enum { HANDLE_ALIVE, HANDLE_CLOSED, HANDLE_FORGED };
int check_handle(const struct world *, uint64_t word);
struct check *check_open(void); /* one whose world has not ended, or NULL; locked */
bool check_on_thread(const struct check *);

const char *check_function(int call);
const char *check_status(napi_status);
void check_load_unwinder(void);
void check_stack(struct check_stack *, const void *caller);
__attribute__((format(printf, 3, 4))) void check_report(struct check *, const struct finding *, const char *format, ...);
void check_write_counts(struct check *);

#endif
