#include "core.h"

#include "check_record.h"

#include "_cgo_export.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

enum { FIRST_SLOTS = 1024, FIRST_SCOPES = 64, CHUNK = 64 << 10 };

static void *must(void *p) {
  if (p == NULL) {
    static const char message[] = "out of memory";
    core_fatal(NULL, 0, message, sizeof message - 1);
  }
  return p;
}

static struct chunk *new_chunk(struct chunk *next, size_t size) {
  struct chunk *c = must(malloc(sizeof *c + size));
  c->next = next;
  c->size = size;
  c->used = 0;
  return c;
}

struct world *core_new_world(void) {
  struct world *w = must(calloc(1, sizeof *w));
  w->slots_cap = FIRST_SLOTS;
  w->slots = must(calloc(w->slots_cap, sizeof *w->slots));
  w->top = 1; /* slot 0 is nobody's */
  w->scopes_cap = FIRST_SCOPES;
  w->scopes = must(calloc(w->scopes_cap, sizeof *w->scopes));
  w->chunk = new_chunk(NULL, CHUNK);
  return w;
}

void core_count_calls(struct world *w, uintptr_t counters) {
  w->watch |= WATCH_CALLS;
  w->own_counters = counters == 0;
  w->counters = counters ? (uint64_t *)counters : must(calloc(CALLS + 1, sizeof *w->counters));
}

void core_free_world(struct world *w) {
  if (w->own_counters) free(w->counters);
  for (struct chunk *c = w->chunk, *next; c; c = next) {
    next = c->next;
    free(c);
  }
  free(w->spare);
  free(w->slots);
  free(w->scopes);
  free(w);
}

void core_stop(struct world *w) {
  __atomic_store_n(&w->stopped, true, __ATOMIC_RELAXED);
}

struct napi_env__ *core_new_env(struct world *w, uint32_t id, int32_t version, const char *filename) {
  struct napi_env__ *env = must(calloc(1, sizeof *env));
  env->world = w;
  env->id = id;
  env->version = version;
  env->watch = w->watch;
  if (w->check != NULL) check_env_begin(env);
  env->filename = must(strdup(filename));
  return env;
}

void core_free_env(struct napi_env__ *env) {
  if (CHECKED(env)) { /* its use is to be told */
    check_env_end(env);
    return;
  }
  free(env->filename);
  free(env->instance);
  free(env);
}

void core_grow_slots(struct world *w) {
  if (w->slots_cap > UINT32_MAX / 2) must(NULL);
  w->slots = must(realloc(w->slots, 2 * (size_t)w->slots_cap * sizeof *w->slots));
  memset(w->slots + w->slots_cap, 0, w->slots_cap * sizeof *w->slots);
  w->slots_cap *= 2;
}

void core_grow_scopes(struct world *w) {
  w->scopes_cap *= 2;
  w->scopes = must(realloc(w->scopes, w->scopes_cap * sizeof *w->scopes));
}

void *core_alloc_slow(struct world *w, size_t size) {
  struct chunk *c = w->spare;
  if (c && c->size >= size)
    w->spare = NULL;
  else
    c = new_chunk(NULL, size > CHUNK ? size : CHUNK);
  c->next = w->chunk;
  c->used = size;
  w->chunk = c;
  return c->data;
}

/* Gives chunks back until the given one is on top, keeping one of the usual
   size for the next time. */
void core_rewind_slow(struct world *w, struct chunk *to, size_t used) {
  while (w->chunk != to) {
    struct chunk *c = w->chunk;
    w->chunk = c->next;
    if (w->spare == NULL && c->size == CHUNK)
      w->spare = c;
    else
      free(c);
  }
  to->used = used;
}

static uint64_t push_string(struct world *w, const void *chars, size_t length, uint8_t held) {
  uint32_t index = w->top;
  struct slot *s = core_push(w);
  s->type = napi_string;
  s->held = held;
  s->chars = chars;
  s->length = length;
  return core_slot_word(w, index);
}

bool core_is_ascii(const char *s, size_t n) {
  size_t i = 0;
  uint64_t all = 0, eight;
  for (; i + 8 <= n; i += 8) {
    memcpy(&eight, s + i, 8);
    all |= eight;
  }
  for (; i < n; i++) all |= (uint64_t)(uint8_t)s[i];
  return (all & 0x8080808080808080u) == 0;
}

uint64_t core_new_latin1(struct world *w, const void *chars, size_t length, bool ascii) {
  char *copy = core_alloc(w, length);
  memcpy(copy, chars, length);
  return push_string(w, copy, length, HELD_LATIN1 | (ascii ? HELD_ASCII : 0));
}

uint64_t core_new_utf16(struct world *w, const void *chars, size_t length) {
  char *copy = core_alloc(w, 2 * length);
  memcpy(copy, chars, 2 * length);
  return push_string(w, copy, length, HELD_UTF16);
}

/* Decodes one character; each maximal part of an ill-formed sequence is
   U+FFFD, as the Encoding Standard has it. */
static uint32_t decode(const uint8_t **at, const uint8_t *end) {
  const uint8_t *p = *at;
  uint32_t c = *p++;
  *at = p;
  if (c < 0x80) return c;
  int more;
  uint8_t low = 0x80, high = 0xBF; /* of the second byte */
  if (c >= 0xC2 && c <= 0xDF) {
    more = 1;
    c &= 0x1F;
  } else if (c >= 0xE0 && c <= 0xEF) {
    more = 2;
    if (c == 0xE0) low = 0xA0;
    if (c == 0xED) high = 0x9F;
    c &= 0x0F;
  } else if (c >= 0xF0 && c <= 0xF4) {
    more = 3;
    if (c == 0xF0) low = 0x90;
    if (c == 0xF4) high = 0x8F;
    c &= 0x07;
  } else {
    return 0xFFFD;
  }
  for (; more > 0; more--) {
    if (p == end || *p < low || *p > high) return 0xFFFD;
    c = c << 6 | (*p++ & 0x3F);
    *at = p;
    low = 0x80, high = 0xBF;
  }
  return c;
}

uint64_t core_new_utf8(struct world *w, const char *chars, size_t length) {
  if (core_is_ascii(chars, length)) return core_new_latin1(w, chars, length, true);
  const uint8_t *end = (const uint8_t *)chars + length;
  size_t units = 0;
  bool wide = false;
  for (const uint8_t *p = (const uint8_t *)chars; p < end;) {
    uint32_t c = decode(&p, end);
    units += 1 + (c > 0xFFFF);
    wide |= c > 0xFF;
  }
  if (!wide) {
    uint8_t *copy = core_alloc(w, units), *out = copy;
    for (const uint8_t *p = (const uint8_t *)chars; p < end;) *out++ = (uint8_t)decode(&p, end);
    return push_string(w, copy, units, HELD_LATIN1);
  }
  uint16_t *copy = core_alloc(w, 2 * units), *out = copy;
  for (const uint8_t *p = (const uint8_t *)chars; p < end;) {
    uint32_t c = decode(&p, end);
    if (c > 0xFFFF) {
      c -= 0x10000;
      *out++ = (uint16_t)(0xD800 | c >> 10);
      c = 0xDC00 | (c & 0x3FF);
    }
    *out++ = (uint16_t)c;
  }
  return push_string(w, copy, units, HELD_UTF16);
}

/* The only places that run an addon's code. */
uint64_t core_call(uintptr_t call) {
  napi_callback_info info = (napi_callback_info)call;
  napi_env env = info->env;
  napi_callback callback = info->callback;
  uint64_t word;
  FRAME(env, callback, word = WORD(callback(env, info)));
  if (CHECKED(env)) check_returned(env, (const void *)(uintptr_t)callback, "napi_callback", word);
  return word;
}

uint64_t core_call_init(napi_env env, napi_addon_register_func init, uint64_t exports) {
  napi_value result;
  FRAME(env, init, result = init(env, VALUE(exports)));
  if (CHECKED(env)) {
    check_returned(env, (const void *)(uintptr_t)init, "napi_register_module_v1", WORD(result));
    check_initialized(env);
  }
  return WORD(result);
}

int32_t core_call_version(node_api_addon_get_api_version_func version) {
  return version();
}

/* Runs a finalizer in a scope of its own. What it throws stays pending. */
void core_finalize(napi_env env, napi_finalize finalize, void *data, void *hint) {
  struct world *w = env->world;
  uint32_t depth = w->depth;
  core_open_scope(w);
  OK(env);
  if (CHECKED(env)) check_finalizer(env, (const void *)(uintptr_t)finalize, data);
  FRAME(env, finalize, finalize(env, data, hint));
  core_close_scopes(w, depth);
}

/* Checks and counts a call. Aborts when a finalizer that runs inside a
   collection makes one that may touch the JavaScript heap. false: the call is
   not to be made, since the environment has ended. */
bool core_watched(napi_env env, int call, enum door door, const struct check_arg *args, size_t n, const void *caller) {
  static const char message[] =
      "Finalizer is calling a function that may affect GC state.\n"
      "The finalizers are run directly from GC and must not affect GC state.\n"
      "Use `node_api_post_finalizer` from inside of the finalizer to work around this issue.\n"
      "It schedules the call as a new task in the event loop.";
  if (env->watch & WATCH_MISUSE && !check_call(env, call, door, args, n, caller)) return false;
  core_count(env->world, call);
  if (env->watch & WATCH_FINALIZER && door != DOOR_BASIC) core_fatal(NULL, 0, message, sizeof message - 1);
  return true;
}

static bool tells_fatal;

void core_tell_fatal(bool on) {
  if (on) check_load_unwinder();
  __atomic_store_n(&tells_fatal, on, __ATOMIC_RELAXED);
}

static bool keeps_abort;
void core_keep_abort(bool on) { __atomic_store_n(&keeps_abort, on, __ATOMIC_RELAXED); }

void core_fatal(const char *location, size_t location_len, const char *message, size_t message_len) {
  fflush(stdout);
  if (location == NULL)
    fprintf(stderr, "FATAL ERROR: %.*s\n", (int)message_len, message);
  else
    fprintf(stderr, "FATAL ERROR: %.*s %.*s\n", (int)location_len, location, (int)message_len, message);
  fflush(stderr);
  if (__atomic_exchange_n(&tells_fatal, false, __ATOMIC_RELAXED)) {
    struct check_stack stack;
    check_stack(&stack, __builtin_return_address(0));
    goFatal((uintptr_t)message, message_len, (uintptr_t)stack.pcs, (uint32_t)stack.count);
  }
  if (!__atomic_load_n(&keeps_abort, __ATOMIC_RELAXED)) signal(SIGABRT, SIG_DFL); /* Go's would show goroutines and exit */
  abort();
}
