/* The C core: what calls need that must not cross into Go. Handles, scopes,
   numbers, C-held strings, callback info, errors' state, counters.

   A function of Node-API is a C function in the file of its section. It begins
   with one of the ENTER macros, checks its arguments in Node's order, and then
   either finishes here or calls one exported Go function with integers only:

     napi_status napi_has_property(napi_env env, napi_value object, napi_value key, bool *result) {
       ENTER_JS(env, napi_has_property);
       CHECK_ARG(env, result);
       CHECK_ARG(env, key);
       CHECK_ARG(env, object);
       RETURN_BOOL(env, goHasProperty(env->id, WORD(object), WORD(key)), result);
     }

   A Go function answers with a word (0 = failed), a bool (-1 = failed) or a
   status; when it fails it has recorded the status in env->last_error. */
#ifndef NAPI_CORE_H
#define NAPI_CORE_H

#define NAPI_HOST
#include "abi.h"
#include <string.h>

#define SUPPORTED_VERSION 10 /* the newest stable version of Node-API */
#define DEFAULT_VERSION 8    /* of a module that names none */
#define MAX_STRING ((1 << 29) - 24) /* code units, as V8's on 64 bits */

/* One number for each function of the table: index of its call counter. */
enum {
#define FUNCTION(section, name) CALL_##name,
#define MISSING(section, name) CALL_##name,
#include "functions.h"
#undef FUNCTION
#undef MISSING
  CALLS
};

/* A napi_value is a word, not a pointer:

     vvvvvvvv vvvvvvvv vvvvvvvv vvvvvvvv 00000000 00000000 00000000 00000001   int32 v
     00000000 00000000 00000000 00000000 00000000 00000000 00000000 kkkkk010   constant k
     iiiiiiii iiiiiiii iiiiiiii iiiiiiii gggggggg gggggggg gggggggg ggggg100   slot i, generation g
*/
#define TAG_MASK 7u
#define TAG_INT 1u
#define TAG_CONST 2u
#define TAG_SLOT 4u
#define CONSTANT(k) ((uint64_t)(k) << 3 | TAG_CONST)
#define WORD_UNDEFINED CONSTANT(0)
#define WORD_NULL CONSTANT(1)
#define WORD_FALSE CONSTANT(2)
#define WORD_TRUE CONSTANT(3)
#define WORD_GLOBAL CONSTANT(4)
#define WORD(value) ((uint64_t)(uintptr_t)(value))
#define VALUE(word) ((napi_value)(uintptr_t)(word))
#define INT_WORD(v) ((uint64_t)(uint32_t)(v) << 32 | TAG_INT)
#define INT_OF(word) ((int32_t)(uint32_t)((uint64_t)(word) >> 32))
#define INDEX_OF(word) ((uint32_t)((uint64_t)(word) >> 32))
#define GENERATION_BITS 29
#define GENERATION_OF(word) ((uint32_t)((uint64_t)(word) >> 3) & ((1u << GENERATION_BITS) - 1))

/* What a slot holds of its value. A string can be held in characters and as
   a Go value at once. */
enum {
  HELD_GO = 1,     /* the Go value at the same index */
  HELD_NUMBER = 2, /* number */
  HELD_LATIN1 = 4, /* chars: length bytes, each a code unit */
  HELD_UTF16 = 8,  /* chars: length code units of two bytes */
  HELD_ASCII = 16, /* with HELD_LATIN1: every byte is below 128 */
  HELD_DATA = 32,  /* data: of an external value; of a wrapped object, if length is the world's wraps */
  HELD_VIEW = 64   /* length, and but for an array data, offset and elements: while scripts is the world's */
};
#define HELD_CHARS (HELD_LATIN1 | HELD_UTF16)

/* What is known of an object beyond its type. */
enum {
  CLASS_UNKNOWN,
  CLASS_OTHER,
  CLASS_ARRAY,
  CLASS_ARRAYBUFFER,
  CLASS_SHAREDARRAYBUFFER,
  CLASS_TYPEDARRAY,
  CLASS_DATAVIEW,
  CLASS_DATE,
  CLASS_PROMISE
};

struct slot {
  uint8_t type; /* napi_valuetype */
  uint8_t held;
  uint8_t class;    /* of an object: CLASS_… */
  uint8_t elements; /* of a typed array: napi_typedarray_type */
  uint32_t generation;
  union {
    double number;
    const void *chars; /* in the arena of the scope the slot belongs to */
    void *data;
  };
  size_t length;    /* of a typed array in elements, of other views in bytes */
  uint32_t offset;  /* of a view in its ArrayBuffer, in bytes */
  uint32_t scripts;
};

/* Memory that lives as long as the innermost scope: strings, arguments. */
struct chunk {
  struct chunk *next; /* the one filled before */
  size_t size, used;  /* bytes of data */
  char data[];
};

/* A scope is the mark to go back to. */
struct scope {
  uint32_t top;        /* first slot of the scope */
  uint32_t generation; /* of handles made before it */
  struct chunk *chunk;
  size_t used;
  uint32_t escape; /* slot in the outer scope kept for the escaped value; 0 = none (slot 0 is never handed out) */
  bool escaped;
};

/* A list of references: the last one added is first. */
struct ref_list {
  struct napi_ref__ *first, *last;
};

/* What waits to be finalized, and napi_ref. See references.c. */
struct napi_ref__ {
  struct napi_ref__ *next, *previous;
  struct ref_list *list; /* NULL: in none */
  napi_env env;
  uint32_t held;       /* in Go: the place of what it refers to; 0 = nothing, or no longer */
  uint32_t count;      /* strong from 1 */
  uint64_t word;       /* the handle given out last; 0 = none */
  uint8_t kind;
  bool of_runtime;     /* nobody but the runtime knows it: it ends with its finalizer */
  bool weak;           /* what it refers to can be held weakly */
  union {
    napi_finalize finalize;
    node_api_noenv_finalize noenv_finalize; /* of a REF_NOENV */
  };
  void *data, *hint;
};

/* Kinds of napi_ref__. */
enum {
  REF_VALUE,  /* refers to a value */
  REF_WRAP,   /* of a wrapped object */
  REF_MEMORY, /* of an ArrayBuffer over memory of the addon: never finalized inside a collection */
  REF_NOENV,  /* the same, of a SharedArrayBuffer: its finalizer gets no environment */
  REF_TASK    /* refers to nothing: instance data, posted finalizers */
};

/* One JavaScript world: an engine's heap, and the stack of handles its modules share. */
struct world {
  struct slot *slots;
  uint32_t top, slots_cap;
  uint32_t generation; /* of handles made now; grows when a scope closes */
  struct scope *scopes;
  uint32_t depth, scopes_cap;
  struct chunk *chunk, *spare;
  struct { /* characters of a string whose slot cannot hold them: good until the next call */
    const void *chars;
    size_t length;
    uint8_t held;
  } text;
  uint32_t scripts; /* grows where scripts may have run: buffers may be detached, arrays longer */
  size_t wraps; /* grows with each wrap removed: what slots know of older ones may be wrong */
  struct ref_list noenv; /* finalizers that belong to no environment */
  int64_t external_memory; /* bytes, as adjusted by addons */
  napi_node_version node_version;
  uint32_t api_version; /* the newest of Node-API it has */
  struct loop *loop; /* loop.h */
  uint8_t watch;       /* WATCH_… of every environment */
  bool own_counters;
  uint64_t *counters;  /* how often each function was called, with WATCH_CALLS; then 1 + the number of the last one */
  struct check *check; /* or NULL */
  bool stopped; /* core_stopped */
};

/* What the doors stop for. */
enum {
  WATCH_CALLS = 1,     /* calls are counted */
  WATCH_FINALIZER = 2, /* a finalizer of an experimental module runs inside a collection */
  WATCH_MISUSE = 4     /* calls are checked: check.h */
};

/* The environment of one loaded module instance. */
struct napi_env__ {
  struct world *world;
  uint32_t id; /* the environment in Go's table */
  int32_t version;
  napi_extended_error_info last_error;
  bool pending;      /* an exception waits in Go to be thrown when the callback returns */
  uint8_t watch;      /* WATCH_… */
  struct check_env *checked; /* or NULL: check.h */
  int open_handle_scopes, open_callback_scopes;
  uint32_t references_held; /* the environment ends with the last: its cleanup hook's, and those of what needs it longer */
  struct ref_list refs, finalizing;       /* those with a finalizer are ended first */
  struct ref_list memory;                 /* REF_MEMORY */
  struct ref_list due;                    /* to be finalized on the next turn of the loop, from the last to the first */
  struct napi_ref__ *instance;              /* instance data, or NULL */
  char *filename; /* a file: URL */
};

/* A call from JavaScript: what napi_callback_info points at. In the arena,
   followed by its arguments. */
struct napi_callback_info__ {
  napi_env env;
  napi_callback callback;
  void *data;
  uint64_t this_arg, new_target; /* new_target: 0 for a plain call */
  size_t argc;
  uint64_t argv[];
};

enum door { DOOR_BASIC, DOOR_ANY, DOOR_JS };

#include "check.h"

/* core.c */
struct world *core_new_world(void);
void core_count_calls(struct world *, uintptr_t counters); /* 0: in memory of its own */
void core_free_world(struct world *);
void core_stop(struct world *);
struct napi_env__ *core_new_env(struct world *, uint32_t id, int32_t version, const char *filename);
void core_free_env(struct napi_env__ *);
void core_grow_slots(struct world *);
void core_grow_scopes(struct world *);
void *core_alloc_slow(struct world *, size_t);
void core_rewind_slow(struct world *, struct chunk *, size_t used);
uint64_t core_new_latin1(struct world *, const void *, size_t, bool ascii);
uint64_t core_new_utf16(struct world *, const void *, size_t);
uint64_t core_new_utf8(struct world *, const char *, size_t);
bool core_is_ascii(const char *, size_t);
uint64_t core_call(uintptr_t info); /* a struct napi_callback_info__ */
void core_tell_fatal(bool on); /* whether core_fatal shall tell Go, on whatever thread it is called */
void core_keep_abort(bool); /* core_fatal shall leave the handler of SIGABRT, which is not Go's */
NAPI_NO_RETURN void core_fatal(const char *location, size_t location_len, const char *message, size_t message_len);

/* Counts a call of whatever thread, if that is wanted. */
static inline void core_count(struct world *w, int call) {
  if (__builtin_expect(w->watch & WATCH_CALLS, 0)) {
    __atomic_fetch_add(&w->counters[call], 1, __ATOMIC_RELAXED);
    __atomic_store_n(&w->counters[CALLS], (uint64_t)call + 1, __ATOMIC_RELAXED);
  }
}

/* The doors in. ENTER_BASIC is for functions that basic finalizers may call
   too; ENTER_JS for those that may run JavaScript. What is seldom wanted of
   every call costs one test of env->watch, and is core_watched's. */
#define ENTER_BY(env, name, door)                                                                   \
  do {                                                                                              \
    if ((env) == NULL) return napi_invalid_arg;                                                     \
    if (__builtin_expect((env)->watch, 0)) {                                                        \
      const struct check_arg args_[] = {ARGS_##name};                                               \
      if (!core_watched(env, CALL_##name, door, args_, sizeof args_ / sizeof *args_, CALLER)) return REFUSED(CALL_##name); \
    }                                                                                               \
  } while (0)
#define CALLER __builtin_return_address(0)
/* To delete what is gone, as with its environment, goes well in Node.js but for bad luck. */
#define REFUSED(call) ((call) == CALL_napi_delete_reference ? napi_ok : napi_generic_failure)
bool core_watched(napi_env, int call, enum door, const struct check_arg *, size_t, const void *caller);

/* Whether no script runs any more: the end has begun, or any thread has said so. */
static inline bool core_stopped(const struct world *w) {
  return __atomic_load_n(&w->stopped, __ATOMIC_RELAXED);
}

#define ENTER_BASIC(env, name) ENTER_BY(env, name, DOOR_BASIC)
#define ENTER(env, name) ENTER_BY(env, name, DOOR_ANY)

#define ENTER_JS(env, name)                                                   \
  do {                                                                        \
    ENTER_BY(env, name, DOOR_JS);                                             \
    if (__builtin_expect((env)->pending, 0)) return FAIL(env, napi_pending_exception); \
    if (__builtin_expect(core_stopped((env)->world), 0))                            \
      return FAIL(env, (env)->version >= 10 ? napi_cannot_run_js : napi_pending_exception); \
    OK(env);                                                                  \
  } while (0)

/* The ways out: FAIL and OK record the status and are it. (The engine's own
   fields of the last error stay 0.) */
#define FAIL(env, status) ((env)->last_error.error_code = (status))
#define OK(env) FAIL(env, napi_ok)
#define CHECK(env, condition, status) \
  do {                                \
    if (!(condition)) return FAIL(env, status); \
  } while (0)
#define CHECK_ARG(env, arg) CHECK(env, (arg) != NULL, napi_invalid_arg)

#define RETURN_WORD(env, call, result)                  \
  do {                                                  \
    uint64_t word_ = (call);                            \
    if (word_ == 0) return (env)->last_error.error_code; \
    *(result) = VALUE(word_);                           \
    return OK(env);                                     \
  } while (0)
#define RETURN_BOOL(env, call, result)                  \
  do {                                                  \
    int32_t answer_ = (call);                           \
    if (answer_ < 0) return (env)->last_error.error_code; \
    *(result) = answer_ != 0;                           \
    return OK(env);                                     \
  } while (0)

/* Slots. */
static inline uint64_t core_slot_word(const struct world *w, uint32_t index) {
  return (uint64_t)index << 32 | (uint64_t)w->slots[index].generation << 3 | TAG_SLOT;
}

static inline struct slot *core_push(struct world *w) {
  if (__builtin_expect(w->top == w->slots_cap, 0)) core_grow_slots(w);
  struct slot *s = &w->slots[w->top++];
  s->class = CLASS_UNKNOWN;
  s->generation = w->generation;
  return s;
}

/* The slot of a word that has one, or NULL. A handle whose scope has closed
   still answers with what its slot holds, as in Node: see RATIONALE.md. */
static inline struct slot *core_slot(const struct world *w, uint64_t word) {
  if ((word & TAG_MASK) != TAG_SLOT) return NULL;
  uint32_t index = INDEX_OF(word);
  return index < w->slots_cap ? &w->slots[index] : NULL;
}

/* What is known of the object of a word: core_class_of asks where nothing is. */
static inline int core_class(const struct world *w, uint64_t word) {
  struct slot *s = core_slot(w, word);
  return s == NULL || s->type != napi_object ? CLASS_OTHER : s->class;
}

/* The slot of an array, an ArrayBuffer or a view if what it holds of that is true. */
static inline struct slot *core_view(const struct world *w, uint64_t word) {
  struct slot *s = core_slot(w, word);
  return s != NULL && s->held & HELD_VIEW && s->scripts == w->scripts ? s : NULL;
}

static inline uint64_t core_new_number(struct world *w, double number) {
  uint32_t index = w->top;
  struct slot *s = core_push(w);
  s->type = napi_number;
  s->held = HELD_NUMBER;
  s->number = number;
  return core_slot_word(w, index);
}

/* The type of a value; -1 for a word that is none. */
static inline int core_type(const struct world *w, uint64_t word) {
  static const uint8_t constants[] = {napi_undefined, napi_null, napi_boolean, napi_boolean, napi_object};
  switch (word & TAG_MASK) {
  case TAG_INT: return napi_number;
  case TAG_CONST: return word >> 3 < sizeof constants ? constants[word >> 3] : -1;
  default: {
    struct slot *s = core_slot(w, word);
    return s ? s->type : -1;
  }
  }
}

/* The number in a word, if it is one. */
static inline bool core_number(const struct world *w, uint64_t word, double *number) {
  if ((word & TAG_MASK) == TAG_INT) {
    *number = INT_OF(word);
    return true;
  }
  struct slot *s = core_slot(w, word);
  if (s == NULL || s->type != napi_number) return false;
  *number = s->number;
  return true;
}

/* Scopes. */
static inline struct scope *core_open_scope(struct world *w) {
  if (__builtin_expect(w->depth == w->scopes_cap, 0)) core_grow_scopes(w);
  struct scope *s = &w->scopes[w->depth++];
  s->top = w->top;
  s->generation = w->generation;
  s->chunk = w->chunk;
  s->used = w->chunk->used;
  s->escape = 0;
  s->escaped = false;
  return s;
}

/* Closes scopes until depth of them are open. */
static inline void core_close_scopes(struct world *w, uint32_t depth) {
  struct scope *s = &w->scopes[depth];
  w->depth = depth;
  w->top = s->top;
  w->generation = (w->generation + 1) & ((1u << GENERATION_BITS) - 1);
  if (__builtin_expect(w->chunk == s->chunk, 1))
    w->chunk->used = s->used;
  else
    core_rewind_slow(w, s->chunk, s->used);
}

/* Memory of the innermost scope, aligned to 8. */
static inline void *core_alloc(struct world *w, size_t size) {
  size = (size + 7) & ~(size_t)7;
  struct chunk *c = w->chunk;
  if (__builtin_expect(c->size - c->used < size, 0)) return core_alloc_slow(w, size);
  void *p = c->data + c->used;
  c->used += size;
  return p;
}

/* What Go stores of a loaded module's constructor registration. */
void core_open(struct world *); /* a library is about to be opened on this thread */
napi_module *core_take_registered(void);
uint64_t core_call_init(napi_env, napi_addon_register_func, uint64_t exports);
int32_t core_call_version(node_api_addon_get_api_version_func);
void core_finalize(napi_env, napi_finalize, void *data, void *hint);

/* operations.c */
int core_class_of(napi_env, napi_value); /* CLASS_…, known */

/* references.c */
napi_ref core_new_ref(napi_env, struct ref_list *, uint8_t kind, napi_finalize, void *data, void *hint);
void core_delete_ref(napi_ref);
void core_collected(uintptr_t ref);
bool core_run_finalizers(napi_env);
bool core_end_references(napi_env);
void core_end_noenv(struct world *);

/* What Go tells of an ArrayBuffer, a SharedArrayBuffer or a view of one. */
struct view {
  uint64_t data, length, offset; /* address; elements of a typed array, else bytes; bytes */
  uint64_t buffer;               /* handle, when asked for */
  int32_t type;                  /* napi_typedarray_type, of a typed array */
};
static inline size_t core_element_size(int32_t type) {
  static const uint8_t sizes[] = {1, 1, 1, 2, 2, 4, 4, 4, 8, 8, 8, 2};
  return sizes[type];
}

#endif
