/* Records of the checks: made once for each place of misuse, written at once.

   A record is one line of JSON, shorter than what a pipe takes at once: lines
   of several threads and processes do not mix, and what was written is there
   when the process dies of what was found. Misuse from the same place is
   counted; the counts follow when the world ends. */
#define _GNU_SOURCE /* dladdr */
#include "check_record.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#ifdef _WIN32
#include <windows.h>
#else
#include <dlfcn.h>
#include <unistd.h>
#endif
#include <unwind.h>

enum { MAX_RECORDS = 1000, LINE = 4096 };

static const char *const kinds[] = {
#define MISUSE(name, id) id,
    MISUSES(MISUSE)
#undef MISUSE
};

static const char *const functions[] = {
#define FUNCTION(section, name) #name,
#define MISSING(section, name) #name,
#include "functions.h"
#undef FUNCTION
#undef MISSING
};

const char *check_function(int call) { return functions[call]; }

const char *check_status(napi_status status) {
  static const char *const names[] = {
      "napi_ok", "napi_invalid_arg", "napi_object_expected", "napi_string_expected", "napi_name_expected", "napi_function_expected",
      "napi_number_expected", "napi_boolean_expected", "napi_array_expected", "napi_generic_failure", "napi_pending_exception",
      "napi_cancelled", "napi_escape_called_twice", "napi_handle_scope_mismatch", "napi_callback_scope_mismatch", "napi_queue_full",
      "napi_closing", "napi_bigint_expected", "napi_date_expected", "napi_arraybuffer_expected", "napi_detachable_arraybuffer_expected",
      "napi_would_deadlock", "napi_no_external_buffers_allowed", "napi_cannot_run_js",
  };
  _Static_assert(sizeof names / sizeof *names == napi_cannot_run_js + 1, "a name for each status");
  return (unsigned)status < sizeof names / sizeof *names ? names[status] : "an unknown status";
}

/* Where a library or program lies; NULL for what is in none. */
static const void *module_of(const void *address) {
#ifdef _WIN32
  HMODULE module = NULL;
  GetModuleHandleExA(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT, address, &module);
  return module;
#else
  Dl_info info;
  return dladdr(address, &info) ? info.dli_fbase : NULL;
#endif
}

void check_symbol(uintptr_t pc, const char **module, const char **symbol) {
  *module = *symbol = "";
#ifndef _WIN32
  Dl_info info;
  if (!dladdr((const void *)pc, &info)) return;
  if (info.dli_fname != NULL) *module = info.dli_fname;
  if (info.dli_sname != NULL) *symbol = info.dli_sname;
#else
  (void)pc;
#endif
}

static bool in_host(const void *address) { return module_of(address) == module_of(kinds); }

/* The unwinder is that of the compilers' support library, which C++ and Rust
   bring along. Where it is not, a stack is its first frame. */
static _Unwind_Reason_Code (*unwind)(_Unwind_Trace_Fn, void *);
static uintptr_t (*unwind_ip)(struct _Unwind_Context *);

void check_load_unwinder(void) {
#if defined _WIN32 || defined __APPLE__
  unwind = _Unwind_Backtrace;
  unwind_ip = (uintptr_t(*)(struct _Unwind_Context *))_Unwind_GetIP;
#else
  if (unwind != NULL) return;
  void *library = dlopen("libgcc_s.so.1", RTLD_LAZY);
  if (library == NULL) library = dlopen("libunwind.so.1", RTLD_LAZY);
  if (library == NULL) return;
  void *backtrace = dlsym(library, "_Unwind_Backtrace"), *ip = dlsym(library, "_Unwind_GetIP");
  if (backtrace == NULL || ip == NULL) return;
  memcpy(&unwind_ip, &ip, sizeof ip);
  memcpy(&unwind, &backtrace, sizeof backtrace);
#endif
}

struct walk {
  struct check_stack *stack;
  const void *from;
  bool found;
};

static _Unwind_Reason_Code frame(struct _Unwind_Context *context, void *data) {
  struct walk *w = data;
  uintptr_t ip = unwind_ip(context);
  if (ip == 0) return _URC_END_OF_STACK;
  if (!w->found && ip != (uintptr_t)w->from) return _URC_NO_REASON;
  w->found = true;
  w->stack->pcs[w->stack->count++] = ip - 1; /* of the call, not of what follows it */
  return w->stack->count < CHECK_STACK ? _URC_NO_REASON : _URC_END_OF_STACK;
}

/* The stack of the addon from the address on that a function of ours returns
   to. It ends where Go begins. */
void check_stack(struct check_stack *s, const void *caller) {
  struct walk w = {s, caller, false};
  s->count = 0;
  if (unwind != NULL) unwind(frame, &w);
  if (s->count == 0) {
    s->pcs[0] = (uintptr_t)caller - 1;
    s->count = 1;
  }
}

/* A line under construction. What does not fit is left out. */
struct line {
  size_t used;
  char text[LINE];
};

__attribute__((format(printf, 2, 0))) static void vput(struct line *l, const char *format, va_list list) {
  size_t room = sizeof l->text - l->used;
  int n = vsnprintf(l->text + l->used, room, format, list);
  if (n > 0) l->used += (size_t)n < room ? (size_t)n : room - 1;
}

__attribute__((format(printf, 2, 3))) static void put(struct line *l, const char *format, ...) {
  va_list list;
  va_start(list, format);
  vput(l, format, list);
  va_end(list);
}

/* Ends the line and writes it. Whoever reads may be gone. */
static void write_line(intptr_t out, struct line *l) {
  if (l->used > LINE - 2) return; /* cannot be: all parts are bounded */
  l->text[l->used++] = '\n';
#ifdef _WIN32
  DWORD written;
  WriteFile((HANDLE)out, l->text, (DWORD)l->used, &written, NULL);
#else
  ssize_t written = write((int)out, l->text, l->used);
  (void)written;
#endif
}

static const char *type_name(int type) {
  static const char *const names[] = {"undefined", "null", "boolean", "number", "string", "symbol", "object", "function", "external", "bigint"};
  return names[type];
}

/* What a handle is, without following it where it leads nowhere. */
static const char *value_name(const struct world *w, uint64_t word) {
  if (word == 0) return "NULL";
  if (w == NULL) return "value"; /* of another thread */
  switch (check_handle(w, word)) {
  case HANDLE_ALIVE: return type_name(core_type(w, word));
  case HANDLE_CLOSED: return "closed handle";
  default: return "no handle";
  }
}

static void put_argument(struct line *l, const struct world *w, const struct check_arg *a) {
  static const char *const names[] = {[ARG_IS_REFERENCE] = "reference", [ARG_IS_WORK] = "async work", [ARG_IS_TSFN] = "thread-safe function",
      [ARG_IS_DEFERRED] = "deferred", [ARG_IS_SCOPE] = "handle scope", [ARG_IS_ESCAPABLE] = "escapable handle scope",
      [ARG_IS_HOOK] = "cleanup hook", [ARG_IS_RESULT] = "pointer", [ARG_IS_OUT] = "pointer", [ARG_IS_MEMORY] = "pointer",
      [ARG_IS_POINTER] = "pointer", [ARG_IS_CODE] = "function pointer", [ARG_IS_DOUBLE] = "number"};
  enum { SHOWN = 8 };
  switch (a->kind) {
  case ARG_IS_VALUE:
  case ARG_IS_OPTIONAL: put(l, "\"%s\"", value_name(w, a->word)); return;
  case ARG_IS_VALUES: {
    const uint64_t *values = (const uint64_t *)(uintptr_t)a->word;
    if (values == NULL) break;
    put(l, "\"[");
    for (uint64_t i = 0; i < a->count && i < SHOWN; i++) put(l, "%s%s", i ? ", " : "", value_name(w, values[i]));
    put(l, "%s]\"", a->count > SHOWN ? ", …" : "");
    return;
  }
  case ARG_IS_PROPERTIES: put(l, "\"%llu properties\"", (unsigned long long)a->count); return;
  case ARG_IS_NUMBER: put(l, "\"%lld\"", (long long)a->word); return;
  case ARG_IS_DOUBLE: put(l, "\"number\""); return;
  default:
    if (a->word == 0) break;
    put(l, "\"%s\"", names[a->kind]);
    return;
  }
  put(l, "\"NULL\"");
}

/* Misuse is the same where its kind, function and place are. */
static struct check_count *count_of(struct check *c, const struct finding *f, uintptr_t place) {
  for (uint32_t i = 0; i < c->records_count; i++) {
    struct check_count *r = &c->records[i];
    if (r->misuse == f->misuse && r->what == f->what && r->function == f->function && r->place == place) return r;
  }
  if (c->records_count == MAX_RECORDS) return NULL;
  if (c->records_count == c->records_room) {
    uint32_t room = c->records_room ? 2 * c->records_room : 16;
    struct check_count *more = realloc(c->records, room * sizeof *more);
    if (more == NULL) return NULL;
    c->records = more;
    c->records_room = room;
  }
  struct check_count *r = &c->records[c->records_count++];
  static uint32_t ids; /* one stream may have the records of several worlds */
  *r = (struct check_count){++ids, f->misuse, f->what, f->function, place, 0};
  return r;
}

/* Writes where the module of an address lies in memory, as the system tells
   it, unless that was written before: "map" and a line of /proc/self/maps. Who
   reads records then needs nothing else of a process that may be gone. */
static void write_maps(struct check *c, uintptr_t address) {
#ifdef __linux__
  enum { MAPS = 1024 };
  const void *module = module_of((const void *)address);
  if (module == NULL) return;
  for (uint32_t i = 0; i < c->modules_count; i++)
    if (c->modules[i] == module) return;
  if (c->modules_count == sizeof c->modules / sizeof *c->modules) return;
  c->modules[c->modules_count++] = module;
  FILE *maps = fopen("/proc/self/maps", "re");
  if (maps == NULL) return;
  char text[MAPS], path[MAPS] = "";
  for (int pass = 0; pass < 2; pass++) { /* finds the file, then its mappings */
    rewind(maps);
    while (fgets(text, sizeof text, maps) != NULL) {
      unsigned long long from, to;
      int at = 0;
      if (sscanf(text, "%llx-%llx %*s %*s %*s %*s %n", &from, &to, &at) < 2 || at == 0) continue;
      text[strcspn(text, "\n")] = 0;
      if (pass == 0) {
        if (address < from || address >= to) continue;
        strcpy(path, text + at);
        break;
      }
      if (path[0] == 0 || strcmp(text + at, path) != 0) continue;
      struct line l = {.used = 0};
      put(&l, "{\"map\":\"");
      for (const char *p = text; *p != 0; p++) put(&l, (unsigned char)*p < ' ' || *p == '"' || *p == '\\' ? "\\u%04x" : "%c", (unsigned char)*p);
      put(&l, "\"}");
      write_line(c->out, &l);
    }
  }
  fclose(maps);
#else
  (void)c, (void)address;
#endif
}

void check_report(struct check *c, const struct finding *f, const char *format, ...) {
  struct check_stack here;
  const struct check_stack *s = f->stack;
  uintptr_t place = s != NULL ? s->count ? s->pcs[0] : 0 : (uintptr_t)f->caller - 1;
  CHECK_LOCK();
  struct check_count *r = count_of(c, f, place);
  bool known = r == NULL || r->count > 0;
  if (r != NULL) r->count += f->times ? f->times : 1;
  if (known) {
    c->dropped += r == NULL;
    CHECK_UNLOCK();
    return;
  }
  if (s == NULL) {
    check_stack(&here, f->caller);
    if (in_host((const void *)here.pcs[0]) && check_code() != NULL) { /* the last thing the function does is the call: a jump */
      here.pcs[0] = (uintptr_t)check_code();
      here.count = 1;
    }
    s = &here;
  }
  uint32_t shown = s->count > 0;
  while (shown < s->count && !in_host((const void *)s->pcs[shown])) shown++;
  for (uint32_t i = 0; i < shown; i++) write_maps(c, s->pcs[i]);
  struct line l = {.used = 0};
  put(&l, "{\"id\":%u,\"kind\":\"%s\",\"what\":\"%s\",\"function\":\"%s\",\"arguments\":[", (unsigned)r->id, kinds[f->misuse], f->what,
      f->function);
  for (size_t i = 0; i < f->args_count; i++) {
    if (i > 0) put(&l, ",");
    put_argument(&l, f->world, &f->args[i]);
  }
  put(&l, "],\"message\":\"");
  va_list list;
  va_start(list, format);
  vput(&l, format, list);
  va_end(list);
  put(&l, "\",\"version\":%d,\"javascriptThread\":%s,\"pcs\":[", f->env ? f->env->version : 0, check_on_thread(c) ? "true" : "false");
  for (uint32_t i = 0; i < shown; i++)
    put(&l, "%s\"0x%llx\"", i ? "," : "", (unsigned long long)s->pcs[i]);
  put(&l, "]}");
  write_line(c->out, &l);
  CHECK_UNLOCK();
}

/* Writes how often each misuse was seen, where more than once, and how many
   places were not recorded. */
void check_write_counts(struct check *c) {
  for (uint32_t i = 0; i < c->records_count; i++) {
    if (c->records[i].count < 2) continue; /* as it was recorded */
    struct line l = {.used = 0};
    put(&l, "{\"id\":%u,\"count\":%llu}", (unsigned)c->records[i].id, (unsigned long long)c->records[i].count);
    write_line(c->out, &l);
  }
  if (c->dropped == 0) return;
  struct line l = {.used = 0};
  put(&l, "{\"dropped\":%llu}", (unsigned long long)c->dropped);
  write_line(c->out, &l);
}
