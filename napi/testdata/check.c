/* Each kind of misuse that is checked for, and the legal neighbour of it. */
#include "test.h"

#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>

static napi_value object_of(napi_env env) {
  napi_value v;
  MUST(napi_create_object(env, &v));
  return v;
}

static void nothing(napi_env env, void *data, void *hint) {}

/* Takes what a script has to stand in for. */
static napi_value first(napi_env env, napi_callback_info info) {
  size_t n = 1;
  napi_value v;
  MUST(napi_get_cb_info(env, info, &n, &v, NULL, NULL));
  return v;
}
#define FIRST first(env, info)

/* Threads */

static void *calls(void *env) {
  uint32_t version;
  napi_get_version(env, &version);
  return NULL;
}

TEST(wrongThread) {
  pthread_t thread;
  pthread_create(&thread, NULL, calls, env);
  pthread_join(thread, NULL);
  return NULL;
}

static void *signals(void *f) {
  MUST(napi_call_threadsafe_function(f, NULL, napi_tsfn_blocking));
  MUST(napi_release_threadsafe_function(f, napi_tsfn_release));
  return NULL;
}

static void called(napi_env env, napi_value f, void *context, void *data) {
  if (env != NULL) object_of(env);
}

static napi_threadsafe_function tsfn(napi_env env, size_t limit, size_t threads) {
  napi_threadsafe_function f;
  MUST(napi_create_threadsafe_function(env, NULL, NULL, string(env, "test"), limit, threads, NULL, NULL, NULL, called, &f));
  return f;
}

TEST(rightThread) {
  pthread_t thread;
  pthread_create(&thread, NULL, signals, tsfn(env, 0, 1));
  pthread_join(thread, NULL);
  return NULL;
}

/* Handles */

static napi_value kept;
static napi_ref kept_ref;

TEST(keep) {
  kept = object_of(env);
  MUST(napi_create_reference(env, FIRST, 1, &kept_ref));
  return NULL;
}

TEST(useKept) {
  napi_valuetype type;
  napi_typeof(env, kept, &type);
  return NULL;
}

TEST(useKeptReference) {
  napi_value v;
  napi_valuetype type;
  MUST(napi_get_reference_value(env, kept_ref, &v));
  MUST(napi_typeof(env, v, &type));
  MUST(napi_delete_reference(env, kept_ref));
  return NULL;
}

/* A call that the compiler makes a jump: nothing returns to this function. */
TEST(jumps) { return (napi_value)(uintptr_t)napi_throw(env, kept); }

TEST(forged) {
  napi_valuetype type;
  napi_typeof(env, (napi_value)0x7f0012345678, &type);
  return NULL;
}

static napi_value of_first_world;

TEST(foreign) {
  napi_valuetype type;
  if (of_first_world == NULL)
    of_first_world = object_of(env);
  else
    napi_typeof(env, of_first_world, &type);
  return NULL;
}

TEST(inArguments) {
  napi_value f = FIRST, undefined, args[] = {object_of(env), kept};
  MUST(napi_get_undefined(env, &undefined));
  napi_call_function(env, undefined, f, 2, args, NULL);
  return NULL;
}

TEST(inProperties) {
  napi_property_descriptor p = {.utf8name = "a", .value = kept};
  napi_define_properties(env, object_of(env), 1, &p);
  return NULL;
}

TEST(afterScope) {
  napi_handle_scope scope;
  MUST(napi_open_handle_scope(env, &scope));
  napi_value v = object_of(env);
  MUST(napi_close_handle_scope(env, scope));
  object_of(env); /* takes its place */
  napi_valuetype type;
  napi_typeof(env, v, &type);
  return NULL;
}

TEST(afterEscape) {
  napi_escapable_handle_scope scope;
  napi_value v;
  MUST(napi_open_escapable_handle_scope(env, &scope));
  MUST(napi_escape_handle(env, scope, object_of(env), &v));
  MUST(napi_close_escapable_handle_scope(env, scope));
  napi_valuetype type;
  MUST(napi_typeof(env, v, &type));
  return v;
}

/* An object coerced to an object is the same handle, that of the outer scope. */
TEST(coercesEscaped) {
  napi_escapable_handle_scope scope;
  napi_value v, text;
  bool has;
  MUST(napi_open_escapable_handle_scope(env, &scope));
  MUST(napi_escape_handle(env, scope, object_of(env), &v));
  MUST(napi_coerce_to_object(env, v, &v));
  MUST(napi_coerce_to_string(env, string(env, "a"), &text));
  MUST(napi_close_escapable_handle_scope(env, scope));
  string(env, "takes its place");
  MUST(napi_set_named_property(env, v, "a", string(env, "b")));
  MUST(napi_has_named_property(env, v, "a", &has));
  if (!has) abort();
  return v;
}

/* Scopes */

TEST(outOfOrder) {
  napi_handle_scope one, two;
  MUST(napi_open_handle_scope(env, &one));
  MUST(napi_open_handle_scope(env, &two));
  napi_close_handle_scope(env, one);
  napi_close_handle_scope(env, two);
  return NULL;
}

TEST(closedTwice) {
  napi_handle_scope one, two;
  MUST(napi_open_handle_scope(env, &one));
  MUST(napi_open_handle_scope(env, &two));
  MUST(napi_close_handle_scope(env, two));
  napi_close_handle_scope(env, two);
  return NULL;
}

TEST(otherKind) {
  napi_escapable_handle_scope scope;
  MUST(napi_open_escapable_handle_scope(env, &scope));
  napi_close_handle_scope(env, (napi_handle_scope)scope);
  return NULL;
}

static napi_handle_scope outer, inner;

TEST(closeOuter) {
  MUST(napi_open_handle_scope(env, &inner));
  napi_close_handle_scope(env, outer);
  return NULL;
}

TEST(opensOuter) {
  napi_value f = FIRST, undefined;
  MUST(napi_get_undefined(env, &undefined));
  MUST(napi_open_handle_scope(env, &outer));
  napi_call_function(env, undefined, f, 0, NULL, NULL);
  napi_close_handle_scope(env, inner);
  return NULL;
}

TEST(leftOpen) {
  napi_handle_scope scope;
  MUST(napi_open_handle_scope(env, &scope));
  return NULL;
}

TEST(callbackScopeLeftOpen) {
  napi_async_context context;
  napi_callback_scope scope;
  MUST(napi_async_init(env, NULL, string(env, "test"), &context));
  MUST(napi_open_callback_scope(env, object_of(env), context, &scope));
  return NULL;
}

TEST(inOrder) {
  napi_handle_scope one, two;
  napi_async_context context;
  napi_callback_scope scope;
  MUST(napi_open_handle_scope(env, &one));
  MUST(napi_open_handle_scope(env, &two));
  MUST(napi_close_handle_scope(env, two));
  MUST(napi_close_handle_scope(env, one));
  MUST(napi_async_init(env, NULL, string(env, "test"), &context));
  MUST(napi_open_callback_scope(env, object_of(env), context, &scope));
  MUST(napi_close_callback_scope(env, scope));
  MUST(napi_async_destroy(env, context));
  return NULL;
}

/* Exceptions and statuses */

TEST(ignoresException) {
  napi_value f = FIRST, undefined, o = object_of(env);
  MUST(napi_get_undefined(env, &undefined));
  napi_call_function(env, undefined, f, 0, NULL, NULL); /* throws */
  napi_set_named_property(env, o, "a", undefined);
  return NULL;
}

TEST(ignoresOwnException) {
  napi_value o = object_of(env);
  napi_throw_error(env, NULL, "thrown");
  napi_set_named_property(env, o, "a", o);
  napi_set_named_property(env, o, "b", o);
  return NULL;
}

TEST(heedsException) {
  napi_value f = FIRST, undefined, exception, o = object_of(env);
  napi_handle_scope scope;
  bool pending;
  MUST(napi_get_undefined(env, &undefined));
  MUST(napi_open_handle_scope(env, &scope));
  if (napi_call_function(env, undefined, f, 0, NULL, NULL) != napi_pending_exception) abort();
  MUST(napi_close_handle_scope(env, scope)); /* cleaning up is right */
  MUST(napi_is_exception_pending(env, &pending));
  MUST(napi_get_and_clear_last_exception(env, &exception));
  MUST(napi_set_named_property(env, o, "a", undefined));
  napi_throw(env, exception);
  napi_throw_error(env, NULL, "another"); /* which is refused, and nobody minds */
  return NULL;
}

TEST(ignoresStatus) {
  napi_value o = object_of(env), result = (napi_value)0xdeadbeefdeadbee8, undefined;
  napi_valuetype type;
  MUST(napi_get_undefined(env, &undefined));
  napi_call_function(env, undefined, o, 0, NULL, &result); /* is no function */
  napi_typeof(env, result, &type);
  return NULL;
}

TEST(ignoresStatusNull) {
  napi_value o = object_of(env), result = NULL, undefined;
  napi_valuetype type;
  MUST(napi_get_undefined(env, &undefined));
  napi_call_function(env, undefined, o, 0, NULL, &result);
  napi_typeof(env, result, &type);
  return NULL;
}

TEST(ignoresStatusReference) {
  napi_ref ref = (napi_ref)0x1230;
  napi_create_reference(env, number(env, 0.5), 1, &ref); /* not before version 10 */
  napi_delete_reference(env, ref);
  return NULL;
}

TEST(heedsStatus) {
  napi_value o = object_of(env), result = NULL, undefined, fallback = object_of(env);
  napi_valuetype type;
  MUST(napi_get_undefined(env, &undefined));
  if (napi_call_function(env, undefined, o, 0, NULL, &result) != napi_ok) result = o;
  MUST(napi_typeof(env, result, &type));
  napi_call_function(env, undefined, o, 0, NULL, &fallback); /* or else this */
  MUST(napi_typeof(env, fallback, &type));
  result = NULL;
  const napi_extended_error_info *error;
  napi_call_function(env, undefined, o, 0, NULL, &result);
  MUST(napi_get_last_error_info(env, &error));
  if (napi_typeof(env, result, &type) != napi_invalid_arg) abort();
  return NULL;
}

/* References */

TEST(leaksReference) {
  napi_ref ref;
  MUST(napi_create_reference(env, FIRST, 1, &ref));
  return NULL;
}

TEST(deletesReference) {
  napi_ref ref;
  uint32_t count;
  MUST(napi_create_reference(env, FIRST, 1, &ref));
  MUST(napi_reference_ref(env, ref, &count));
  MUST(napi_delete_reference(env, ref));
  return NULL;
}

TEST(keepsOneReference) {
  static napi_ref ref;
  if (ref == NULL) MUST(napi_create_reference(env, FIRST, 1, &ref));
  return NULL;
}

TEST(usesDeletedReference) {
  napi_ref ref;
  napi_value v;
  MUST(napi_create_reference(env, FIRST, 1, &ref));
  MUST(napi_delete_reference(env, ref));
  napi_get_reference_value(env, ref, &v);
  return NULL;
}

TEST(deletesReferenceTwice) {
  napi_ref ref;
  MUST(napi_create_reference(env, FIRST, 1, &ref));
  MUST(napi_delete_reference(env, ref));
  napi_delete_reference(env, ref);
  return NULL;
}

static void deletes(napi_env env, void *data, void *hint) {
  MUST(napi_delete_reference(env, *(napi_ref *)data));
  free(data);
}

TEST(wrapsWithReference) {
  napi_ref *ref = malloc(sizeof *ref);
  MUST(napi_wrap(env, object_of(env), ref, deletes, NULL, ref));
  return NULL;
}

/* Async work */

static int works_run;
static void executes(napi_env env, void *data) { usleep(20000); }
static void completes(napi_env env, napi_status status, void *data) {
  works_run++;
  if (data != NULL) MUST(napi_delete_async_work(env, *(napi_async_work *)data));
}

static napi_async_work work(napi_env env, void *data) {
  napi_async_work w;
  MUST(napi_create_async_work(env, NULL, string(env, "test"), executes, completes, data, &w));
  return w;
}

TEST(leaksWork) {
  MUST(napi_queue_async_work(env, work(env, NULL)));
  return NULL;
}

TEST(deletesWork) {
  static napi_async_work works[8];
  static int n;
  works[n] = work(env, &works[n]);
  MUST(napi_queue_async_work(env, works[n++]));
  return NULL;
}

TEST(deletesBusyWork) {
  napi_async_work w = work(env, NULL);
  MUST(napi_queue_async_work(env, w));
  napi_delete_async_work(env, w);
  return NULL;
}

TEST(queuesTwice) {
  static napi_async_work w;
  w = work(env, &w);
  MUST(napi_queue_async_work(env, w));
  napi_queue_async_work(env, w);
  return NULL;
}

TEST(deletesWorkTwice) {
  napi_async_work w = work(env, NULL);
  MUST(napi_delete_async_work(env, w));
  napi_delete_async_work(env, w);
  return NULL;
}

/* Thread-safe functions */

TEST(leaksFunction) {
  MUST(napi_unref_threadsafe_function(env, tsfn(env, 0, 1)));
  return NULL;
}

TEST(releasesFunction) {
  napi_threadsafe_function f = tsfn(env, 0, 1);
  MUST(napi_acquire_threadsafe_function(f));
  MUST(napi_release_threadsafe_function(f, napi_tsfn_release));
  MUST(napi_call_threadsafe_function(f, NULL, napi_tsfn_blocking));
  MUST(napi_release_threadsafe_function(f, napi_tsfn_release));
  return NULL;
}

static napi_threadsafe_function over;

TEST(usesReleasedFunction) {
  over = tsfn(env, 0, 1);
  MUST(napi_release_threadsafe_function(over, napi_tsfn_release));
  napi_call_threadsafe_function(over, NULL, napi_tsfn_nonblocking);
  return NULL;
}

TEST(usesOver) { /* when it is closed */
  napi_call_threadsafe_function(over, NULL, napi_tsfn_nonblocking);
  return NULL;
}

TEST(releaseOver) {
  over = tsfn(env, 0, 1);
  MUST(napi_release_threadsafe_function(over, napi_tsfn_release));
  return NULL;
}

static void *aborts(void *f) {
  usleep(100000);
  MUST(napi_release_threadsafe_function(f, napi_tsfn_abort));
  return NULL;
}

TEST(deadlocks) {
  pthread_t thread;
  napi_threadsafe_function f = tsfn(env, 1, 2);
  MUST(napi_call_threadsafe_function(f, NULL, napi_tsfn_nonblocking));
  pthread_create(&thread, NULL, aborts, f);
  napi_call_threadsafe_function(f, NULL, napi_tsfn_blocking);
  pthread_join(thread, NULL);
  return NULL;
}

TEST(fillsQueue) {
  napi_threadsafe_function f = tsfn(env, 1, 1);
  MUST(napi_call_threadsafe_function(f, NULL, napi_tsfn_blocking));
  if (napi_call_threadsafe_function(f, NULL, napi_tsfn_nonblocking) != napi_queue_full) abort();
  MUST(napi_release_threadsafe_function(f, napi_tsfn_release));
  return NULL;
}

/* Promises */

TEST(concludesTwice) {
  napi_deferred d;
  napi_value promise;
  MUST(napi_create_promise(env, &d, &promise));
  MUST(napi_resolve_deferred(env, d, promise));
  napi_reject_deferred(env, d, promise);
  return promise;
}

TEST(leaksDeferred) {
  napi_deferred d;
  napi_value promise;
  MUST(napi_create_promise(env, &d, &promise));
  return promise;
}

TEST(concludes) {
  napi_deferred d;
  napi_value promise;
  MUST(napi_create_promise(env, &d, &promise));
  MUST(napi_resolve_deferred(env, d, object_of(env)));
  return promise;
}

/* Wraps */

static const napi_type_tag tag = {1, 2};
static int native;

TEST(wrapsTwice) {
  napi_value o = object_of(env);
  MUST(napi_wrap(env, o, &native, NULL, NULL, NULL));
  napi_wrap(env, o, &native, NULL, NULL, NULL);
  return NULL;
}

TEST(wrapsAgain) {
  napi_value o = object_of(env);
  void *data;
  MUST(napi_wrap(env, o, &native, NULL, NULL, NULL));
  MUST(napi_unwrap(env, o, &data));
  MUST(napi_remove_wrap(env, o, &data));
  MUST(napi_wrap(env, o, &native, nothing, NULL, NULL));
  return NULL;
}

TEST(wrapped) {
  napi_value o = object_of(env);
  MUST(napi_wrap(env, o, &native, NULL, NULL, NULL));
  return o;
}

TEST(tagged) {
  napi_value o = object_of(env);
  MUST(napi_type_tag_object(env, o, &tag));
  MUST(napi_wrap(env, o, &native, NULL, NULL, NULL));
  return o;
}

TEST(unwraps) {
  void *data;
  napi_unwrap(env, FIRST, &data);
  return NULL;
}

TEST(unwrapsTagged) {
  void *data;
  bool ours;
  napi_value o = FIRST;
  MUST(napi_check_object_type_tag(env, o, &tag, &ours));
  if (ours) MUST(napi_unwrap(env, o, &data));
  return NULL;
}

/* Environments */

static napi_env first_env;

TEST(usesFirstEnvironment) {
  uint32_t version;
  napi_get_version(first_env, &version);
  return NULL;
}

TEST(usesOwnEnvironment) {
  uint32_t version;
  void *data;
  MUST(napi_get_version(env, &version));
  MUST(napi_get_instance_data(env, &data));
  if (data != env) abort();
  return NULL;
}

TEST(usesForeignReference) {
  napi_value v;
  napi_get_reference_value(env, kept_ref, &v);
  return NULL;
}

/* Finalizers */

static void touches(napi_env env, void *data, void *hint) {
  napi_value v;
  napi_create_object(env, &v);
}

static void touches_basic(napi_env env, void *data, void *hint) {
  void *instance;
  MUST(napi_get_instance_data(env, &instance));
  MUST(node_api_post_finalizer(env, touches, NULL, NULL));
}

TEST(finalizerTouches) {
  MUST(napi_add_finalizer(env, object_of(env), &native, touches, NULL, NULL));
  return NULL;
}

TEST(finalizerPosts) {
  MUST(napi_add_finalizer(env, object_of(env), &native, touches_basic, NULL, NULL));
  return NULL;
}

static void frees(napi_env env, void *data, void *hint) {
  static void *freed;
  if (freed != data) free(data); /* once: what is to be seen is the call */
  freed = data;
}

TEST(finalizesTwice) {
  void *data = malloc(200);
  MUST(napi_add_finalizer(env, object_of(env), data, frees, NULL, NULL));
  MUST(napi_add_finalizer(env, object_of(env), data, frees, NULL, NULL));
  return NULL;
}

static void counts_down(napi_env env, void *data, void *hint) {
  if (--*(int *)data == 0) free(data);
}

TEST(finalizesShared) {
  int *data = malloc(200);
  *data = 2;
  MUST(napi_add_finalizer(env, object_of(env), data, counts_down, NULL, NULL));
  MUST(napi_add_finalizer(env, object_of(env), data, counts_down, NULL, NULL));
  return NULL;
}

/* Cleanup hooks */

static void hook(void *arg) {}
static void async_hook(napi_async_cleanup_hook_handle handle, void *arg) { MUST(napi_remove_async_cleanup_hook(handle)); }

TEST(addsHookTwice) {
  MUST(napi_add_env_cleanup_hook(env, hook, &native));
  MUST(napi_add_env_cleanup_hook(env, hook, &native));
  return NULL;
}

TEST(removesUnknownHook) {
  MUST(napi_add_env_cleanup_hook(env, hook, &native));
  MUST(napi_remove_env_cleanup_hook(env, hook, NULL));
  return NULL;
}

TEST(removesAsyncHookTwice) {
  napi_async_cleanup_hook_handle handle;
  MUST(napi_add_async_cleanup_hook(env, async_hook, NULL, &handle));
  MUST(napi_remove_async_cleanup_hook(handle));
  napi_remove_async_cleanup_hook(handle);
  return NULL;
}

TEST(addsHooks) {
  napi_async_cleanup_hook_handle handle;
  MUST(napi_add_env_cleanup_hook(env, hook, NULL));
  MUST(napi_add_env_cleanup_hook(env, hook, &native));
  MUST(napi_remove_env_cleanup_hook(env, hook, &native));
  MUST(napi_add_async_cleanup_hook(env, async_hook, NULL, &handle));
  return NULL;
}

/* Buffers */

static char *memory;

TEST(getsMemory) {
  napi_value v;
  void *data;
  MUST(napi_create_arraybuffer(env, 5000, &data, &v));
  memory = data;
  memory[4999] = 1;
  return v;
}

TEST(detaches) {
  MUST(napi_detach_arraybuffer(env, FIRST));
  return NULL;
}

TEST(writesMemory) {
  memory[4999] = 2;
  return NULL;
}

TEST(passesMemory) {
  napi_value v;
  napi_create_string_latin1(env, memory, 3, &v);
  return NULL;
}

/* Strings */

TEST(cuts) {
  napi_value v = FIRST;
  char text[64];
  size_t length;
  MUST(napi_get_value_string_utf8(env, v, NULL, 0, &length));
  MUST(napi_get_value_string_utf8(env, v, text, length, &length)); /* no room for the end */
  return NULL;
}

TEST(cutsLatin1) {
  char text[4];
  MUST(napi_get_value_string_latin1(env, FIRST, text, sizeof text, NULL));
  return NULL;
}

TEST(cutsUTF16) {
  char16_t text[4];
  MUST(napi_get_value_string_utf16(env, FIRST, text, 4, NULL));
  return NULL;
}

TEST(reads) {
  napi_value v = FIRST;
  char text[64];
  char16_t wide[64];
  size_t length;
  MUST(napi_get_value_string_utf8(env, v, NULL, 0, &length));
  MUST(napi_get_value_string_utf8(env, v, text, length + 1, &length));
  MUST(napi_get_value_string_latin1(env, v, text, sizeof text, &length));
  MUST(napi_get_value_string_utf16(env, v, wide, length + 1, &length));
  return NULL;
}

TEST(peeks) { /* at the first character, and means to */
  char text[2];
  MUST(napi_get_value_string_latin1(env, FIRST, text, sizeof text, NULL));
  return NULL;
}

/* External memory */

static int64_t adjusted;

TEST(takesBackTooMuch) {
  MUST(napi_adjust_external_memory(env, 100, &adjusted));
  MUST(napi_adjust_external_memory(env, -200, &adjusted));
  return NULL;
}

TEST(takesNothingBack) {
  MUST(napi_adjust_external_memory(env, 100, &adjusted));
  return NULL;
}

static void takes_back(napi_env env, void *data, void *hint) { MUST(napi_adjust_external_memory(env, -100, &adjusted)); }

TEST(takesBack) {
  MUST(napi_adjust_external_memory(env, 100, &adjusted));
  MUST(napi_add_finalizer(env, object_of(env), &native, takes_back, NULL, NULL));
  return NULL;
}

/* Results */

TEST(returnsClosed) {
  napi_handle_scope scope;
  MUST(napi_open_handle_scope(env, &scope));
  napi_value v = object_of(env);
  MUST(napi_close_handle_scope(env, scope));
  return v;
}

TEST(returnsGarbage) { return (napi_value)0x7f0012345678; }

TEST(callsNewer) {
  const char *name;
  node_api_get_module_file_name(env, &name);
  return NULL;
}

TEST(callsExperimental) {
  bool is;
  node_api_is_sharedarraybuffer(env, FIRST, &is);
  return NULL;
}

TEST(callsOlder) {
  bool is;
  MUST(napi_is_date(env, FIRST, &is));
  return NULL;
}

#ifdef REGISTERS
static napi_value start(napi_env env, napi_value exports) { return exports; }
static napi_module module = {1, 0, __FILE__, start, "check", NULL, {0}};
__attribute__((constructor)) static void registers(void) { napi_module_register(&module); }
#if REGISTERS == 2
static napi_module second = {1, 0, __FILE__, start, "second", NULL, {0}};
__attribute__((constructor)) static void registers_again(void) { napi_module_register(&second); }
#endif
#else

NAPI_MODULE_INIT() {
  if (first_env == NULL) first_env = env;
  MUST(napi_set_instance_data(env, env, NULL, NULL));
#ifdef ONCE /* exports nothing in its second environment */
  static bool done;
  if (done) return exports;
  done = true;
#endif
#ifdef LIST /* of a property for each byte */
  size_t size = 1 << 28;
  void *memory = mmap(NULL, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  napi_value buffer, list;
  MUST(napi_create_external_arraybuffer(env, memory, size, NULL, NULL, &buffer));
  MUST(napi_create_typedarray(env, napi_uint8_array, size, buffer, 0, &list));
  MUST(napi_set_named_property(env, exports, "list", list));
#endif
#ifdef THROWS /* but in its first */
  static bool done;
  if (done) {
    MUST(napi_throw_error(env, NULL, "again"));
    return NULL;
  }
  done = true;
#endif
  EXPORT(wrongThread), EXPORT(rightThread), EXPORT(keep), EXPORT(useKept), EXPORT(useKeptReference), EXPORT(forged), EXPORT(jumps), EXPORT(foreign),
      EXPORT(inArguments), EXPORT(inProperties), EXPORT(afterScope), EXPORT(afterEscape), EXPORT(coercesEscaped), EXPORT(outOfOrder), EXPORT(closedTwice),
      EXPORT(otherKind), EXPORT(closeOuter), EXPORT(opensOuter), EXPORT(leftOpen), EXPORT(callbackScopeLeftOpen), EXPORT(inOrder),
      EXPORT(ignoresException), EXPORT(ignoresOwnException), EXPORT(heedsException), EXPORT(ignoresStatus), EXPORT(ignoresStatusNull),
      EXPORT(ignoresStatusReference), EXPORT(heedsStatus), EXPORT(leaksReference), EXPORT(deletesReference), EXPORT(keepsOneReference),
      EXPORT(usesDeletedReference), EXPORT(deletesReferenceTwice), EXPORT(wrapsWithReference), EXPORT(leaksWork), EXPORT(deletesWork),
      EXPORT(deletesBusyWork), EXPORT(queuesTwice), EXPORT(deletesWorkTwice), EXPORT(leaksFunction), EXPORT(releasesFunction),
      EXPORT(usesReleasedFunction), EXPORT(usesOver), EXPORT(releaseOver), EXPORT(deadlocks), EXPORT(fillsQueue), EXPORT(concludesTwice),
      EXPORT(leaksDeferred), EXPORT(concludes), EXPORT(wrapsTwice), EXPORT(wrapsAgain), EXPORT(wrapped), EXPORT(tagged), EXPORT(unwraps),
      EXPORT(unwrapsTagged), EXPORT(usesFirstEnvironment), EXPORT(usesOwnEnvironment), EXPORT(usesForeignReference),
      EXPORT(finalizerTouches), EXPORT(finalizerPosts), EXPORT(finalizesTwice), EXPORT(finalizesShared), EXPORT(addsHookTwice),
      EXPORT(removesUnknownHook), EXPORT(removesAsyncHookTwice), EXPORT(addsHooks), EXPORT(getsMemory), EXPORT(detaches),
      EXPORT(writesMemory), EXPORT(passesMemory), EXPORT(cuts), EXPORT(cutsLatin1), EXPORT(cutsUTF16), EXPORT(reads), EXPORT(peeks),
      EXPORT(takesBackTooMuch), EXPORT(takesNothingBack), EXPORT(takesBack), EXPORT(returnsClosed), EXPORT(returnsGarbage),
      EXPORT(callsNewer), EXPORT(callsExperimental), EXPORT(callsOlder);
  return exports;
}
#endif
