/* The checks of what addons hold by pointers of ours: references, works,
   thread-safe functions, deferreds, cleanup hooks. Each is known from when it
   is made until it is over; then its memory, and what it was, is kept until
   many others have come to an end. */
#include "check_record.h"

#include <stdlib.h>

#ifdef __GLIBC__
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

enum { MADE_STACK = 8, KEPT = 4096 };

struct object {
  const void *handle;
  const struct check *check; /* of the world, of deferreds: they are numbers */
  uint8_t kind;
  bool over;
  bool init;      /* made by the module's initializer */
  bool attempted; /* a deferred whose conclusion was tried */
  napi_env env;
  int call; /* that made it */
  uint8_t pcs_count;
  uintptr_t pcs[MADE_STACK];
  void (*release)(void *);
  struct object *same_bucket, *next_over;
};

static struct {
  struct object **buckets;
  size_t buckets_count, count;
  struct object *first_over, *last_over;
  size_t over;
} objects;

static const enum misuse misuse_of[OBJECTS] = {MISUSE_REFERENCE, MISUSE_WORK, MISUSE_TSFN, MISUSE_DEFERRED, MISUSE_CLEANUP_HOOK};
static const char *const name_of[OBJECTS] = {"reference", "async work", "thread-safe function", "deferred", "async cleanup hook"};

bool check_any;

static struct object **bucket_of(const void *handle) {
  uint64_t h = (uint64_t)(uintptr_t)handle * 0x9E3779B97F4A7C15u;
  return &objects.buckets[h >> 32 & (objects.buckets_count - 1)];
}

static struct object *find(enum check_object kind, const void *handle, const struct check *check) {
  if (objects.buckets_count == 0) return NULL;
  for (struct object *o = *bucket_of(handle); o != NULL; o = o->same_bucket)
    if (o->handle == handle && o->kind == kind && (kind != OBJECT_DEFERRED || o->check == check)) return o;
  return NULL;
}

static void unlink_object(struct object *o) {
  struct object **at = bucket_of(o->handle);
  while (*at != o) at = &(*at)->same_bucket;
  *at = o->same_bucket;
  objects.count--;
}

static bool grow(void) {
  if (objects.count < objects.buckets_count) return true;
  size_t old = objects.buckets_count, count = old ? 4 * old : 256;
  struct object **was = objects.buckets, **buckets = calloc(count, sizeof *buckets);
  if (buckets == NULL) return old > 0;
  objects.buckets = buckets;
  objects.buckets_count = count;
  for (size_t i = 0; i < old; i++)
    for (struct object *o = was[i], *next; o != NULL; o = next) {
      next = o->same_bucket;
      struct object **to = bucket_of(o->handle);
      o->same_bucket = *to;
      *to = o;
    }
  free(was);
  return true;
}

void check_made(napi_env env, enum check_object kind, const void *handle, int call, const void *caller) {
  struct check_stack s;
  check_stack(&s, caller);
  struct object *o = calloc(1, sizeof *o);
  if (o == NULL) return;
  *o = (struct object){.handle = handle, .check = env->checked->check, .kind = kind, .init = !env->checked->initialized, .env = env, .call = call};
  o->pcs_count = s.count < MADE_STACK ? (uint8_t)s.count : MADE_STACK;
  memcpy(o->pcs, s.pcs, o->pcs_count * sizeof *s.pcs);
  CHECK_LOCK();
  if (grow()) {
    struct object **to = bucket_of(handle);
    o->same_bucket = *to;
    *to = o;
    objects.count++;
  } else {
    free(o);
  }
  CHECK_UNLOCK();
}

void check_over(napi_env env, enum check_object kind, void *handle, void (*release)(void *)) {
  struct object *oldest = NULL;
  CHECK_LOCK();
  struct object *o = find(kind, handle, env->checked->check);
  bool known = o != NULL;
  if (known && !o->over) {
    o->over = true;
    o->release = release;
    if (objects.last_over != NULL) objects.last_over->next_over = o;
    else objects.first_over = o;
    objects.last_over = o;
    if (++objects.over > KEPT) {
      oldest = objects.first_over;
      objects.first_over = oldest->next_over;
      objects.over--;
      unlink_object(oldest);
    }
  }
  CHECK_UNLOCK();
  if (!known && release != NULL) release(handle);
  if (oldest != NULL) {
    if (oldest->release != NULL) oldest->release((void *)(uintptr_t)oldest->handle);
    free(oldest);
  }
}

void check_attempt(napi_env env, const void *deferred) {
  CHECK_LOCK();
  struct object *o = find(OBJECT_DEFERRED, deferred, env->checked->check);
  if (o != NULL) o->attempted = true;
  CHECK_UNLOCK();
}

bool check_object(struct check_call *c, enum check_object kind, uint64_t word) {
  const void *handle = (const void *)(uintptr_t)word;
  if (word == 0) return false;
  CHECK_LOCK();
  struct object *o = find(kind, handle, c->check), was = o != NULL ? *o : (struct object){0};
  CHECK_UNLOCK();
  if (o == NULL) {
    const struct check_result *r = check_unset_result(c->frame, word);
    struct finding f = c->finding;
    f.misuse = r != NULL ? MISUSE_STATUS : misuse_of[kind];
    f.what = r != NULL ? "unset" : "none";
    if (r != NULL)
      check_report(c->check, &f, "The %s is what the result of %s held before: that call has failed with %s and set none", name_of[kind],
          check_function(r->call), check_status(r->status));
    else
      check_report(c->check, &f, "0x%llx is no %s: none was made there, or it was let go of long ago", (unsigned long long)word, name_of[kind]);
    return false;
  }
  if (was.over) {
    struct finding f = c->finding;
    f.misuse = misuse_of[kind];
    f.what = "over";
    check_report(c->check, &f, kind == OBJECT_DEFERRED ? "The deferred has been concluded before" : "The %s has been deleted before", name_of[kind]);
    return false;
  }
  if (was.env != c->finding.env && kind == OBJECT_REFERENCE) {
    struct finding f = c->finding;
    f.misuse = MISUSE_ENVIRONMENT;
    f.what = "other-reference";
    check_report(c->check, &f, "The %s belongs to another environment", name_of[kind]);
  }
  return true;
}

/* What napi_remove_async_cleanup_hook is given; false: it is no hook any more. */
bool check_hook(void *handle, const void *caller) {
  CHECK_LOCK();
  struct object *o = find(OBJECT_HOOK, handle, NULL);
  napi_env env = o != NULL ? o->env : NULL;
  bool over = o != NULL && o->over;
  CHECK_UNLOCK();
  if (!over) return true;
  const struct check_arg args[] = {ARG_HOOK(handle)};
  struct finding f = {.misuse = MISUSE_CLEANUP_HOOK, .what = "over", .function = check_function(CALL_napi_remove_async_cleanup_hook), .env = env,
      .args = args, .args_count = 1, .caller = caller};
  check_report(env->checked->check, &f, "The hook has been removed before");
  return false;
}

bool check_tsfn(napi_threadsafe_function function, int call, const struct check_arg *args, size_t n, bool blocks, const void *caller) {
  CHECK_LOCK();
  struct object *o = find(OBJECT_TSFN, function, NULL);
  napi_env env = o != NULL ? o->env : NULL;
  bool over = o != NULL && o->over;
  CHECK_UNLOCK();
  if (o == NULL) return true; /* of a world that is not checked */
  struct check *check = env->checked->check;
  struct finding f = {.misuse = MISUSE_TSFN, .function = check_function(call), .env = env, .args = args, .args_count = n, .caller = caller};
  if (over) {
    f.what = "over";
    check_report(check, &f, "The function is closed, and all threads that held it have released it");
    return false;
  }
  bool on_thread = check_on_thread(check);
  if (call == CALL_napi_ref_threadsafe_function || call == CALL_napi_unref_threadsafe_function) {
    f.misuse = MISUSE_WRONG_THREAD;
    f.what = "call";
    if (!on_thread) check_report(check, &f, "The call is made on a thread other than that of JavaScript");
    return true;
  }
  if (call == CALL_napi_get_threadsafe_function_context) return true;
  pthread_mutex_lock(&function->mutex);
  bool released = function->threads == 0, full = function->state == TSFN_OPEN && function->limit > 0 && function->count >= function->limit;
  pthread_mutex_unlock(&function->mutex);
  if (released && on_thread && call == CALL_napi_release_threadsafe_function) return true; /* it is freed on this thread: the answer is an error */
  if (released) {
    f.what = "released";
    check_report(check, &f, "All threads that held the function have released it");
  } else if (blocks && full && on_thread) {
    f.what = "deadlock";
    check_report(check, &f, "The queue is full, and the thread of JavaScript, which alone empties it, waits for room");
  }
  return true;
}

/* The memory at an address, if there is any: the system looks, not we, nor
   what AddressSanitizer has stand before write. */
static bool peek(const void *address, uintptr_t *words, size_t n) {
#ifndef __GLIBC__
  (void)address, (void)words, (void)n;
  return false;
#else
  static int ends[2] = {-1, -1};
  if (ends[0] < 0 && pipe(ends) != 0) return false;
  fcntl(ends[0], F_SETFD, FD_CLOEXEC);
  fcntl(ends[1], F_SETFD, FD_CLOEXEC);
  ssize_t size = (ssize_t)(n * sizeof *words);
  if (syscall(SYS_write, ends[1], address, size) != size) return false;
  return read(ends[0], words, (size_t)size) == size;
#endif
}

/* What glibc writes into the second word of memory that was freed, while it
   keeps that for the next time; 0 = not known. It knows double frees by it. */
static uintptr_t freed_mark(void) {
  uintptr_t mark = 0;
  for (size_t size = 40; size < 400; size += 120) {
    void *p = calloc(1, size);
    uintptr_t words[2] = {0, 0};
    volatile uintptr_t address = (uintptr_t)p;
    free(p);
    if (address == 0 || !peek((const void *)address, words, 2) || words[1] == 0 || (mark != 0 && mark != words[1])) return 0;
    mark = words[1];
  }
  return mark;
}

void check_finalizer(napi_env env, const void *code, const void *data) {
  static uintptr_t mark;
  static bool known;
  if (data == NULL || !check_on_thread(env->checked->check)) return;
  if (!known) {
    mark = freed_mark();
    known = true;
  }
  uintptr_t words[2];
  if (mark == 0 || (uintptr_t)data % (2 * sizeof *words) != 0 || !peek(data, words, 2) || words[1] != mark) return;
  struct check_stack s = {1, {(uintptr_t)code}};
  struct finding f = {.misuse = MISUSE_FINALIZER_DATA, .what = "freed", .function = "napi_finalize", .env = env, .stack = &s};
  check_report(env->checked->check, &f, "The finalizer is called with data that has been freed already");
}

static int by_stack(const void *a, const void *b) {
  const struct object *x = a, *y = b;
  if (x->kind != y->kind) return x->kind - y->kind;
  if (x->pcs_count != y->pcs_count) return x->pcs_count - y->pcs_count;
  return memcmp(x->pcs, y->pcs, x->pcs_count * sizeof *x->pcs);
}

/* Whether what an environment leaves behind counts as leaked. One reference or
   thread-safe function of a place may be meant to live as long as the
   environment, and all that an initializer makes; a second of the same place
   shows that there is one for each call. A promise may still have been
   settled, unless the loop has ended since nothing could do so. */
static bool leaks(const struct object *o, size_t n) {
  switch (o->kind) {
  case OBJECT_REFERENCE:
  case OBJECT_TSFN: return n > 1 && !o->init;
  case OBJECT_WORK: return true;
  case OBJECT_DEFERRED: return o->check->idle && !o->attempted;
  }
  return false;
}

void check_left(napi_env env) {
  static const char *const texts[OBJECTS] = {[OBJECT_REFERENCE] = "%llu references made here were never deleted",
      [OBJECT_WORK] = "%llu async works made here were never deleted", [OBJECT_TSFN] = "%llu thread-safe functions made here were never released",
      [OBJECT_DEFERRED] = "%llu deferreds made here were never concluded: their promises stay pending"};
  struct object *left = NULL;
  size_t n = 0;
  CHECK_LOCK();
  if (objects.count > 0) left = malloc(objects.count * sizeof *left);
  for (size_t i = 0; left != NULL && i < objects.buckets_count; i++)
    for (struct object *o = objects.buckets[i]; o != NULL; o = o->same_bucket)
      if (o->env == env && !o->over && (o->kind != OBJECT_DEFERRED || !o->attempted)) left[n++] = *o;
  CHECK_UNLOCK();
  if (n > 0) qsort(left, n, sizeof *left, by_stack);
  for (size_t i = 0, next; i < n; i = next) {
    next = i + 1;
    while (next < n && by_stack(&left[i], &left[next]) == 0) next++;
    const struct object *o = &left[i];
    if (!leaks(o, next - i)) continue;
    struct check_stack s = {.count = o->pcs_count};
    memcpy(s.pcs, o->pcs, o->pcs_count * sizeof *o->pcs);
    struct finding f = {.misuse = misuse_of[o->kind], .what = "leaked", .function = check_function(o->call), .env = env, .stack = &s, .times = next - i};
    check_report(o->env->checked->check, &f, texts[o->kind], (unsigned long long)(next - i));
  }
  free(left);
}
