/* Ends the process by napi_fatal_error, on this thread or on another. */
#include <pthread.h>
#include <stddef.h>

typedef struct napi_env__ *napi_env;
typedef struct napi_value__ *napi_value;
typedef struct napi_callback_info__ *napi_callback_info;

void napi_fatal_error(const char *, size_t, const char *, size_t);
int napi_create_function(napi_env, const char *, size_t, napi_value (*)(napi_env, napi_callback_info), void *, napi_value *);
int napi_set_named_property(napi_env, napi_value, const char *, napi_value);

void end_here(void) { napi_fatal_error("here", 4, "it \"ends\"", 9); }

static void *elsewhere(void *data) {
  end_here();
  return data;
}

static napi_value here(napi_env env, napi_callback_info info) {
  (void)env, (void)info;
  end_here();
  return NULL;
}

static napi_value thread(napi_env env, napi_callback_info info) {
  (void)env, (void)info;
  pthread_t t;
  pthread_create(&t, NULL, elsewhere, NULL);
  return NULL;
}

napi_value napi_register_module_v1(napi_env env, napi_value exports) {
  napi_value f;
  napi_create_function(env, "here", 4, here, NULL, &f);
  napi_set_named_property(env, exports, "here", f);
  napi_create_function(env, "thread", 6, thread, NULL, &f);
  napi_set_named_property(env, exports, "thread", f);
  return exports;
}
