/* The checks of calls: threads, environments, handles, scopes, exceptions and
   statuses. Those of what addons hold are in check_objects.c. */
#include "check_record.h"

#include "_cgo_export.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

pthread_mutex_t check_mutex = PTHREAD_MUTEX_INITIALIZER;

/* The code under way on this thread. */
static _Thread_local struct check_frame *current;

const void *check_code(void) { return current != NULL ? current->code : NULL; }

bool check_on_thread(const struct check *c) { return pthread_equal(pthread_self(), c->thread); }

/* Handles of each world begin with a generation of their own: that of another
   is most likely none here. */
enum { GENERATIONS_APART = 1 << 20, GENERATIONS = 1 << GENERATION_BITS };

void check_begin(struct world *w, intptr_t out, const int32_t *since) {
  static uint32_t worlds;
  struct check *c = calloc(1, sizeof *c);
  if (c == NULL) core_fatal(NULL, 0, "out of memory", 13);
  check_load_unwinder();
  check_any = true;
  c->thread = pthread_self();
  c->out = out;
  memcpy(c->since, since, sizeof c->since);
  c->base.last = -1;
  CHECK_LOCK();
  w->generation = c->generation = (++worlds * GENERATIONS_APART) & (GENERATIONS - 1);
  CHECK_UNLOCK();
  c->base.generation = c->generation;
  w->check = c;
  w->watch |= WATCH_MISUSE;
}

/* The world is at its end. What is found later, of environments that are no
   more, is still recorded. */
void check_end(struct world *w) {
  struct check *c = w->check;
  CHECK_LOCK();
  check_write_counts(c);
  CHECK_UNLOCK();
}

void check_env_begin(napi_env env) {
  env->checked = calloc(1, sizeof *env->checked);
  if (env->checked == NULL) core_fatal(NULL, 0, "out of memory", 13);
  env->checked->check = env->world->check;
}

void check_initialized(napi_env env) { env->checked->initialized = true; }

void check_env_end(napi_env env) {
  struct check_env *e = env->checked;
  check_left(env);
  if (e->external > 0) {
    struct check_stack s = {1, {(uintptr_t)e->external_from - 1}};
    struct finding f = {.misuse = MISUSE_EXTERNAL_MEMORY, .what = "leaked", .function = "napi_adjust_external_memory", .env = env, .stack = &s};
    check_report(e->check, &f, "The environment has ended with %lld bytes of external memory reported and not taken back", (long long)e->external);
  }
  e->ended = true;
}

void check_external_memory(napi_env env, int64_t change) {
  struct check_env *e = env->checked;
  e->external += change;
  if (change > 0)
    e->external_from = current != NULL ? current->caller : e->check->base.caller;
  else if (e->external < 0 && change < 0)
    check_misuse(env, MISUSE_EXTERNAL_MEMORY, "negative", "The environment has taken back %lld bytes of external memory more than it has reported",
        -(long long)e->external);
}

int check_handle(const struct world *w, uint64_t word) {
  switch (word & TAG_MASK) {
  case TAG_INT: return word == INT_WORD(INT_OF(word)) ? HANDLE_ALIVE : HANDLE_FORGED;
  case TAG_CONST: return core_type(w, word) >= 0 ? HANDLE_ALIVE : HANDLE_FORGED;
  case TAG_SLOT: break;
  default: return HANDLE_FORGED;
  }
  uint32_t index = INDEX_OF(word), generation = GENERATION_OF(word);
  if (index == 0 || index >= w->slots_cap) return HANDLE_FORGED;
  if (index < w->top && w->slots[index].generation == generation) return HANDLE_ALIVE;
  uint32_t first = w->check->generation, age = (generation - first) & (GENERATIONS - 1);
  return age <= ((w->generation - first) & (GENERATIONS - 1)) ? HANDLE_CLOSED : HANDLE_FORGED;
}

#define REPORT(c, misuse_, what_, ...)                  \
  do {                                                  \
    struct finding finding_ = (c)->finding;             \
    finding_.misuse = MISUSE_##misuse_;                 \
    finding_.what = what_;                              \
    check_report((c)->check, &finding_, __VA_ARGS__);   \
  } while (0)

/* A result that an earlier call was to give, failed to, and nobody asked why. */
const struct check_result *check_unset_result(const struct check_frame *f, uint64_t word) {
  for (int i = f->unset_count - 1; i >= 0; i--)
    if (f->unset[i].word == word) return &f->unset[i];
  return NULL;
}

static void check_value(struct check_call *c, uint64_t word, bool optional) {
  const struct world *w = c->finding.world;
  const struct check_frame *f = c->frame;
  if (word == 0) {
    if (optional || f->unset_count == 0) return;
    const struct check_result *r = &f->unset[f->unset_count - 1];
    if (r->word == 0 && r->call == f->last)
      REPORT(c, STATUS, "unset", "The argument is NULL: %s, the call before, has failed with %s and set no result", check_function(r->call),
          check_status(r->status));
    return;
  }
  int state = check_handle(w, word);
  if (state == HANDLE_ALIVE) return;
  const struct check_result *r = check_unset_result(f, word);
  if (r != NULL) {
    REPORT(c, STATUS, "unset", "The argument is what the result of %s held before: that call has failed with %s and set none",
        check_function(r->call), check_status(r->status));
    return;
  }
  if (state == HANDLE_FORGED) {
    REPORT(c, INVALID_HANDLE, "none", "0x%llx is no handle of this JavaScript world", (unsigned long long)word);
    return;
  }
  uint32_t first = c->check->generation, made = (GENERATION_OF(word) - first) & (GENERATIONS - 1);
  if (made >= ((f->generation - first) & (GENERATIONS - 1)))
    REPORT(c, CLOSED_SCOPE, "closed", "The scope in which the handle was made has been closed");
  else
    REPORT(c, INVALID_HANDLE, "stale", "The handle was made in an earlier call into the addon, and ended with it");
}

/* What close_handle_scope and its kind are given: see scopes.c. */
static void check_scope(struct check_call *c, uint64_t word, bool escapable) {
  const struct world *w = c->finding.world;
  const struct check_frame *f = c->frame;
  uint32_t depth = (uint32_t)word;
  bool closes = c->call != CALL_napi_escape_handle;
  if (word == 0) return;
  if (depth == 0 || depth > w->depth || w->scopes[depth - 1].generation != word >> 32) {
    const struct check_result *r = check_unset_result(f, word);
    if (r != NULL)
      REPORT(c, STATUS, "unset", "The scope is what the result of %s held before: that call has failed with %s and set none",
          check_function(r->call), check_status(r->status));
    else
      REPORT(c, SCOPES, "not-open", "The scope is not open: it was closed before, or never opened");
    return;
  }
  if (escapable != (w->scopes[depth - 1].escape != 0))
    REPORT(c, SCOPES, "other-kind", escapable ? "The scope is not an escapable one" : "The scope is an escapable one, which another function closes");
  if (!closes) return;
  if (depth <= f->depth)
    REPORT(c, SCOPES, "outer", "The scope was opened by a callback that has not returned, and is closed in another within it");
  else if (depth != w->depth)
    REPORT(c, SCOPES, "order", "Of the scopes opened after this one, %u are still open", (unsigned)(w->depth - depth));
}

static void check_work(struct check_call *c, napi_async_work work) {
  uint8_t state = __atomic_load_n(&work->state, __ATOMIC_RELAXED);
  if (state == WORK_IDLE) return;
  const char *where = state == WORK_QUEUED ? "still queued" : "under way, or about to be completed";
  if (c->call == CALL_napi_delete_async_work)
    REPORT(c, WORK, "busy", "The work is deleted while it is %s", where);
  else if (c->call == CALL_napi_queue_async_work)
    REPORT(c, WORK, "queued-twice", "The work is queued while it is %s", where);
}

static void check_memory(struct check_call *c, uint64_t address) {
  const struct check *check = c->check;
  for (uint32_t i = 0; i < check->dead_count; i++)
    if (address >= check->dead[i].from && address < check->dead[i].to) {
      REPORT(c, DEAD_BUFFER, "passed", "An argument points into memory of an ArrayBuffer that was detached or collected");
      return;
    }
}

static bool throws(int call) {
  return call == CALL_napi_throw || call == CALL_napi_throw_error || call == CALL_napi_throw_type_error || call == CALL_napi_throw_range_error ||
         call == CALL_node_api_throw_syntax_error;
}

static bool looks(int call) {
  return call == CALL_napi_get_last_error_info || call == CALL_napi_is_exception_pending || call == CALL_napi_get_and_clear_last_exception;
}

/* Takes note of how the call before has ended. */
static void settle(struct check_frame *f, napi_env env) {
  if (f->last < 0) return;
  napi_status status = env->last_error.error_code;
  if (status == napi_pending_exception) f->ignored = true;
  for (int i = 0; i < f->results_count; i++) {
    struct check_result *r = &f->results[i];
    for (int j = 0; j < f->unset_count; j++) /* it is set, or unset anew */
      if (f->unset[j].address == r->address) {
        memmove(&f->unset[j], &f->unset[j + 1], (size_t)(--f->unset_count - j) * sizeof *f->unset);
        break;
      }
    if (status == napi_ok) continue;
    if (f->unset_count == sizeof f->unset / sizeof *f->unset)
      memmove(&f->unset[0], &f->unset[1], (size_t)--f->unset_count * sizeof *f->unset);
    r->status = status;
    f->unset[f->unset_count++] = *r;
  }
}

bool check_call(napi_env env, int call, enum door door, const struct check_arg *args, size_t n, const void *caller) {
  struct check *check = env->checked->check;
  struct check_frame *f = current != NULL ? current : &check->base;
  struct check_call c = {check, f, {.function = check_function(call), .env = env, .args = args, .args_count = n, .caller = caller}, call};
  if (env->checked->ended) {
    REPORT(&c, ENVIRONMENT, "ended", "The environment has ended");
    return false;
  }
  if (!check_on_thread(check)) {
    REPORT(&c, WRONG_THREAD, "call", "The call is made on a thread other than that of JavaScript");
    return true;
  }
  c.finding.world = env->world;
  if (f->env != NULL && f->env != env)
    REPORT(&c, ENVIRONMENT, "other", "The environment is another than the one this code was called with");
  if (env->watch & WATCH_FINALIZER && door != DOOR_BASIC)
    REPORT(&c, BASIC_FINALIZER, "call", "A finalizer that runs inside a collection calls what may touch the JavaScript heap");
  int32_t since = check->since[call];
  if (since == 0 && env->version != NAPI_VERSION_EXPERIMENTAL)
    REPORT(&c, NEWER_FUNCTION, "experimental", "The function is experimental; the module declares version %d of Node-API", env->version);
  else if (since > env->version)
    REPORT(&c, NEWER_FUNCTION, "version", "The function is of version %d of Node-API; the module declares version %d", since, env->version);

  if (f->env == env || f->env == NULL) settle(f, env);
  if (looks(call)) {
    f->ignored = false;
    f->unset_count = 0;
  }
  if (!env->pending) {
    f->ignored = false;
  } else if (door == DOOR_JS && !throws(call)) {
    if (f->ignored)
      REPORT(&c, EXCEPTION, "refused", "An exception is pending, as an earlier call has answered: this one does nothing");
    f->ignored = true;
  }

  f->results_count = 0;
  for (size_t i = 0; i < n; i++) {
    const struct check_arg *a = &args[i];
    switch (a->kind) {
    case ARG_IS_VALUE:
    case ARG_IS_OPTIONAL: check_value(&c, a->word, a->kind == ARG_IS_OPTIONAL); break;
    case ARG_IS_VALUES:
      for (uint64_t j = 0; a->word != 0 && j < a->count; j++) check_value(&c, ((const uint64_t *)(uintptr_t)a->word)[j], false);
      break;
    case ARG_IS_PROPERTIES: {
      const napi_property_descriptor *p = (const napi_property_descriptor *)(uintptr_t)a->word;
      for (uint64_t j = 0; p != NULL && j < a->count; j++) {
        if (p[j].utf8name == NULL) check_value(&c, WORD(p[j].name), true);
        if (p[j].method == NULL && p[j].getter == NULL && p[j].setter == NULL) check_value(&c, WORD(p[j].value), true);
      }
      break;
    }
    case ARG_IS_REFERENCE: check_object(&c, OBJECT_REFERENCE, a->word); break;
    case ARG_IS_DEFERRED:
      if (check_object(&c, OBJECT_DEFERRED, a->word)) check_attempt(env, (const void *)(uintptr_t)a->word);
      break;
    case ARG_IS_WORK:
      if (check_object(&c, OBJECT_WORK, a->word)) check_work(&c, (napi_async_work)(uintptr_t)a->word);
      break;
    case ARG_IS_SCOPE: check_scope(&c, a->word, false); break;
    case ARG_IS_ESCAPABLE: check_scope(&c, a->word, true); break;
    case ARG_IS_OUT:
    case ARG_IS_MEMORY: check_memory(&c, a->word); break;
    case ARG_IS_RESULT:
      check_memory(&c, a->word);
      if (a->word != 0 && f->results_count < sizeof f->results / sizeof *f->results)
        f->results[f->results_count++] = (struct check_result){a->word, *(const uint64_t *)(uintptr_t)a->word, call, napi_ok};
    }
  }
  if ((call == CALL_napi_unwrap || call == CALL_napi_remove_wrap) && check_handle(c.finding.world, args[0].word) == HANDLE_ALIVE &&
      goForeignWrap(env->id, args[0].word))
    REPORT(&c, WRAP, "foreign", "The object was wrapped by another addon and has no type tag: what it wraps is none of this one's types");
  f->args_count = 0;
  for (size_t i = 0; i < n && i < sizeof f->args / sizeof *f->args; i++) f->args[f->args_count++] = args[i];
  f->caller = caller;
  if (call == CALL_napi_create_arraybuffer || call == CALL_napi_create_buffer || call == CALL_napi_create_buffer_copy ||
      call == CALL_node_api_create_sharedarraybuffer)
    check_stack(&check->made, caller);
  if (call == CALL_napi_open_handle_scope || call == CALL_napi_open_escapable_handle_scope || call == CALL_napi_open_callback_scope)
    f->opened = caller;
  f->last = call;
  return true;
}

/* A turn of a loop that calls addons' code itself begins. */
void check_turn(struct world *w) {
  w->check->base.generation = w->generation;
  w->check->base.depth = w->depth;
}

void check_enter(struct check_frame *f, napi_env env, const void *code) {
  memset(f, 0, sizeof *f);
  f->outer = current;
  f->env = env;
  f->code = code;
  f->last = -1;
  f->generation = env->world->generation;
  f->depth = env->world->depth;
  f->open_handle_scopes = env->open_handle_scopes;
  f->open_callback_scopes = env->open_callback_scopes;
  current = f;
}

/* A finding about code that has returned: the stack is where it opened a
   scope, or nothing but the code itself. */
static struct finding of_frame(const struct check_frame *f, const char *function, struct check_stack *s) {
  s->count = 0;
  if (f->opened != NULL) s->pcs[s->count++] = (uintptr_t)f->opened - 1;
  s->pcs[s->count++] = (uintptr_t)f->code;
  return (struct finding){.function = function, .env = f->env, .stack = s};
}

void check_leave(struct check_frame *f) {
  napi_env env = f->env;
  current = f->outer;
  if (!check_on_thread(env->checked->check)) return;
  struct check_stack s;
  struct finding finding = of_frame(f, "napi_open_handle_scope", &s);
  finding.misuse = MISUSE_SCOPES;
  finding.what = "left-open";
  int handles = env->open_handle_scopes - f->open_handle_scopes, callbacks = env->open_callback_scopes - f->open_callback_scopes;
  if (handles > 0) check_report(env->checked->check, &finding, "The addon's code has returned and left %d handle scopes open", handles);
  finding.function = "napi_open_callback_scope";
  if (callbacks > 0) check_report(env->checked->check, &finding, "The addon's code has returned and left %d callback scopes open", callbacks);
}

void check_returned(napi_env env, const void *code, const char *function, uint64_t word) {
  if (word == 0 || env->pending || env->checked->ended || !check_on_thread(env->checked->check)) return;
  int state = check_handle(env->world, word);
  struct check_stack s = {1, {(uintptr_t)code}};
  struct finding f = {.misuse = MISUSE_RETURNED_HANDLE, .function = function, .env = env, .stack = &s};
  f.what = state == HANDLE_CLOSED ? "closed" : "none";
  if (state == HANDLE_CLOSED)
    check_report(env->checked->check, &f, "The handle returned is of a scope that has been closed");
  else if (state == HANDLE_FORGED)
    check_report(env->checked->check, &f, "0x%llx is returned, which is no handle", (unsigned long long)word);
}

void check_misuse(napi_env env, enum misuse misuse, const char *what, const char *format, ...) {
  struct check *check = env->checked->check;
  const struct check_frame *f = current != NULL ? current : &check->base;
  if (!check_on_thread(check) || f->last < 0) return;
  struct finding finding = {misuse, what, check_function(f->last), env, env->world, f->args, f->args_count, f->caller, NULL, 0};
  char message[512];
  va_list list;
  va_start(list, format);
  vsnprintf(message, sizeof message, format, list);
  va_end(list);
  check_report(check, &finding, "%s", message);
}

void check_registered_again(struct world *w, const void *init) {
  struct check_stack s = {1, {(uintptr_t)init}};
  struct finding f = {.misuse = MISUSE_REGISTRATION, .what = "twice", .function = check_function(CALL_napi_module_register), .stack = &s};
  check_report(w->check, &f, "The library registers a second module: Node.js loads the last one");
}

void check_exports(napi_env env, const void *init, const char *what, const char *message) {
  struct check_stack s = {1, {(uintptr_t)init}};
  struct finding f = {.misuse = MISUSE_EXPORTS, .what = what, .function = "napi_register_module_v1", .env = env, .stack = &s};
  check_report(env->checked->check, &f, "%s", message);
}

void check_written(struct check *c, const struct check_stack *made, const char *message) {
  struct finding f = {.misuse = MISUSE_DEAD_BUFFER, .what = "written", .function = "napi_create_arraybuffer", .stack = made};
  check_report(c, &f, "%s", message);
}
