/* References, wraps, externals and their finalizers. */
#include "test.h"

static napi_ref refs[64];
static int made;
static char journal[4096];
static napi_env last_env;

static void note(const char *text) {
  strncat(journal, text, sizeof journal - strlen(journal) - 1);
}

/* What a finalizer was called with: data and hint are small numbers. */
static void finalized(napi_env env, void *data, void *hint) {
  char line[64];
  snprintf(line, sizeof line, "(%d %d%s)", (int)(intptr_t)data, (int)(intptr_t)hint, env == last_env ? "" : " in another environment");
  note(line);
}

static void finalized_memory(napi_env env, void *data, void *hint) {
  char line[64];
  snprintf(line, sizeof line, "(memory %d %d)", data == NULL ? -1 : *(char *)data, (int)(intptr_t)hint);
  note(line);
}

static void noenv(void *data, void *hint) {
  char line[64];
  snprintf(line, sizeof line, "(shared %d %d)", *(char *)data, (int)(intptr_t)hint);
  note(line);
}

/* hint: the reference to delete. */
static void deletes(napi_env env, void *data, void *hint) {
  finalized(env, data, hint);
  note(napi_delete_reference(env, refs[(intptr_t)hint]) == napi_ok ? "deleted" : "not deleted");
}

/* Calls the function referred to. */
static void calls(napi_env env, void *data, void *hint) {
  finalized(env, data, hint);
  napi_value f, undefined, result;
  napi_status status = napi_get_reference_value(env, refs[(intptr_t)hint], &f);
  if (status == napi_ok && f != NULL) {
    MUST(napi_get_undefined(env, &undefined));
    status = napi_call_function(env, undefined, f, 0, NULL, &result);
  }
  char line[32];
  snprintf(line, sizeof line, "status %d", status);
  note(line);
}

static void posts(napi_env env, void *data, void *hint) {
  finalized(env, data, hint);
  node_api_post_finalizer(env, finalized, (void *)((intptr_t)data + 100), hint);
}

static napi_finalize finalizers[] = {finalized_memory, finalized, deletes, calls, posts};

static napi_finalize finalizer_of(napi_env env, napi_value v) { return v ? finalizers[(int)number_of(env, v)] : NULL; }
static void *pointer_of(napi_env env, napi_value v) { return v ? (void *)(intptr_t)number_of(env, v) : NULL; }
static napi_ref ref_of(napi_env env, napi_value v) { return v ? refs[(int)number_of(env, v)] : NULL; }

/* The number of a reference made, as the value of a report. */
static napi_value reported(napi_env env, napi_status status, napi_ref r) {
  napi_value result = report(env, status, NULL);
  if (status == napi_ok && r != NULL) {
    refs[made % 64] = r;
    set(env, result, "value", number(env, made++ % 64));
  }
  return result;
}

static napi_value with_count(napi_env env, napi_status status, uint32_t count) {
  napi_value r = report(env, status, NULL);
  if (status == napi_ok) set(env, r, "value", number(env, count));
  return r;
}

TEST(create) {
  ARGS;
  napi_ref r = NULL;
  napi_status status = napi_create_reference(env, a.v[0], a.v[1] ? number_of(env, a.v[1]) : 0, a.v[2] ? &r : NULL);
  return reported(env, status, r);
}

TEST(del) {
  ARGS;
  return report(env, napi_delete_reference(env, ref_of(env, a.v[0])), NULL);
}

TEST(ref) {
  ARGS;
  uint32_t count = 99;
  napi_status status = napi_reference_ref(env, ref_of(env, a.v[0]), a.v[1] ? &count : NULL);
  return with_count(env, status, count);
}

TEST(unref) {
  ARGS;
  uint32_t count = 99;
  napi_status status = napi_reference_unref(env, ref_of(env, a.v[0]), a.v[1] ? &count : NULL);
  return with_count(env, status, count);
}

TEST(get) {
  ARGS;
  napi_value v = NULL;
  napi_status status = napi_get_reference_value(env, ref_of(env, a.v[0]), a.v[1] ? &v : NULL);
  napi_value r = report(env, status, v);
  return r;
}

/* wrap(object, data, finalizer, hint, want a reference) */
TEST(wrap) {
  ARGS;
  napi_ref r = NULL;
  napi_status status = napi_wrap(env, a.v[0], pointer_of(env, a.v[1]), finalizer_of(env, a.v[2]), pointer_of(env, a.v[3]), a.v[4] ? &r : NULL);
  return reported(env, status, r);
}

static napi_value with_pointer(napi_env env, napi_status status, void *data) {
  napi_value r = report(env, status, NULL);
  if (status == napi_ok) set(env, r, "value", number(env, (intptr_t)data));
  return r;
}

TEST(unwrap) {
  ARGS;
  void *data = NULL;
  napi_status status = napi_unwrap(env, a.v[0], a.v[1] ? &data : NULL);
  return with_pointer(env, status, data);
}

/* Twice with the same handle, the second time after a wrap was removed. */
TEST(unwrapTwice) {
  ARGS;
  void *one = NULL, *two = NULL;
  napi_status first = napi_unwrap(env, a.v[0], &one);
  MUST(napi_remove_wrap(env, a.v[1], NULL));
  napi_status second = napi_unwrap(env, a.v[0], &two);
  napi_value r = report(env, second, NULL);
  set(env, r, "value", boolean(env, first == napi_ok && (second != napi_ok || one == two)));
  return r;
}

TEST(removeWrap) {
  ARGS;
  void *data = NULL;
  napi_status status = napi_remove_wrap(env, a.v[0], a.v[1] ? &data : NULL);
  return with_pointer(env, status, data);
}

/* addFinalizer(object, data, finalizer, hint, want a reference) */
TEST(addFinalizer) {
  ARGS;
  napi_ref r = NULL;
  napi_status status = napi_add_finalizer(env, a.v[0], pointer_of(env, a.v[1]), finalizer_of(env, a.v[2]), pointer_of(env, a.v[3]), a.v[4] ? &r : NULL);
  return reported(env, status, r);
}

TEST(post) {
  ARGS;
  return report(env, node_api_post_finalizer(env, finalizer_of(env, a.v[0]), pointer_of(env, a.v[1]), pointer_of(env, a.v[2])), NULL);
}

TEST(external) {
  ARGS;
  napi_value v = NULL;
  napi_status status = napi_create_external(env, pointer_of(env, a.v[0]), finalizer_of(env, a.v[1]), pointer_of(env, a.v[2]), a.v[3] ? &v : NULL);
  return report(env, status, v);
}

TEST(externalData) {
  ARGS;
  void *data = NULL;
  napi_status status = napi_get_value_external(env, a.v[0], a.v[1] ? &data : NULL);
  return with_pointer(env, status, data);
}

TEST(typeOf) {
  ARGS;
  napi_valuetype type;
  MUST(napi_typeof(env, a.v[0], &type));
  return report(env, napi_ok, number(env, type));
}

static const napi_type_tag tags[] = {{1, 2}, {1, 3}, {0, 0}, {UINT64_MAX, UINT64_MAX}, {5, 0}};

static const napi_type_tag *tag_of(napi_env env, napi_value v) { return v ? &tags[(int)number_of(env, v)] : NULL; }

TEST(tag) {
  ARGS;
  return report(env, napi_type_tag_object(env, a.v[0], tag_of(env, a.v[1])), NULL);
}

TEST(hasTag) {
  ARGS;
  bool has = false;
  napi_status status = napi_check_object_type_tag(env, a.v[0], tag_of(env, a.v[1]), a.v[2] ? &has : NULL);
  return report(env, status, status == napi_ok ? boolean(env, has) : NULL);
}

static char memory[4][16];

/* externalBuffer(data, length, finalizer, hint, 0: Buffer, 1: ArrayBuffer, 2: SharedArrayBuffer) */
TEST(externalBuffer) {
  ARGS;
  napi_value v = NULL;
  int which = a.v[0] ? (int)number_of(env, a.v[0]) : -1;
  char *data = which < 0 ? NULL : memory[which];
  if (data) memset(data, which + 1, sizeof *memory);
  size_t length = number_of(env, a.v[1]);
  napi_status status;
  switch ((int)number_of(env, a.v[4])) {
  case 0: status = napi_create_external_buffer(env, length, data, finalizer_of(env, a.v[2]), pointer_of(env, a.v[3]), &v); break;
  case 1: status = napi_create_external_arraybuffer(env, data, length, finalizer_of(env, a.v[2]), pointer_of(env, a.v[3]), &v); break;
  default: status = node_api_create_external_sharedarraybuffer(env, data, length, a.v[2] ? noenv : NULL, pointer_of(env, a.v[3]), &v);
  }
  return report(env, status, v);
}

TEST(detach) {
  ARGS;
  return report(env, napi_detach_arraybuffer(env, a.v[0]), NULL);
}

TEST(instance) {
  ARGS;
  return report(env, napi_set_instance_data(env, pointer_of(env, a.v[0]), finalizer_of(env, a.v[1]), pointer_of(env, a.v[2])), NULL);
}

TEST(instanceData) {
  ARGS;
  void *data = NULL;
  napi_status status = napi_get_instance_data(env, a.v[0] ? &data : NULL);
  return with_pointer(env, status, data);
}

/* What finalizers have noted since. */
TEST(notes) {
  napi_value v = string(env, journal);
  journal[0] = 0;
  return v;
}

/* churn(n) makes n wrapped objects. */
static void forget(napi_env env, void *data, void *hint) { ++*(int *)hint; }

static int churned;

TEST(churn) {
  ARGS;
  for (int i = (int)number_of(env, a.v[0]); i > 0; i--) {
    napi_handle_scope scope;
    napi_value o;
    MUST(napi_open_handle_scope(env, &scope));
    MUST(napi_create_object(env, &o));
    MUST(napi_wrap(env, o, &churned, forget, &churned, NULL));
    MUST(napi_close_handle_scope(env, scope));
  }
  return number(env, churned);
}

/* The journal of an environment that has ended is written to a file. */
static void at_end(napi_env env, void *data, void *hint) {
  finalized(env, data, hint);
  const char *path = getenv("LIFETIMES_END");
  FILE *file = path ? fopen(path, "w") : NULL;
  if (file != NULL) {
    fprintf(file, "end: %s\n", journal);
    fclose(file);
  }
  journal[0] = 0;
}

TEST(tellEnd) {
  return report(env, napi_set_instance_data(env, (void *)1, at_end, (void *)2), NULL);
}

NAPI_MODULE_INIT() {
  last_env = env;
  made = churned = 0; /* the process may have loaded it before */
  EXPORT(create), EXPORT(del), EXPORT(ref), EXPORT(unref), EXPORT(get), EXPORT(wrap), EXPORT(unwrap), EXPORT(unwrapTwice), EXPORT(removeWrap),
      EXPORT(addFinalizer), EXPORT(post), EXPORT(external), EXPORT(externalData), EXPORT(typeOf), EXPORT(tag), EXPORT(hasTag),
      EXPORT(externalBuffer), EXPORT(detach), EXPORT(instance), EXPORT(instanceData), EXPORT(notes), EXPORT(churn), EXPORT(tellEnd);
  set(env, exports, "version", number(env, NAPI_VERSION));
  return exports;
}
