/* The few declarations of Node-API the fixtures use, and the two entry points
   an addon offers. Written from the Node-API documentation; Node's own headers
   are not needed to build the fixtures. */
#ifndef FIXTURE_NODE_API_H
#define FIXTURE_NODE_API_H
#include <stddef.h>
#include <stdint.h>

typedef struct napi_env__ *napi_env;
typedef struct napi_value__ *napi_value;
typedef struct napi_callback_info__ *napi_callback_info;
typedef int napi_status;
typedef napi_value (*napi_callback)(napi_env, napi_callback_info);
typedef napi_value (*napi_addon_register_func)(napi_env, napi_value);

struct napi_module {
  int nm_version;
  unsigned int nm_flags;
  const char *nm_filename;
  napi_addon_register_func nm_register_func;
  const char *nm_modname;
  void *nm_priv;
  void *reserved[4];
};

/* node::node_module, as Node's C++ addons hand it to node_module_register. */
struct node_module {
  int nm_version;
  unsigned int nm_flags;
  void *nm_dso_handle;
  const char *nm_filename;
  void (*nm_register_func)(void *exports, void *module, void *priv);
  void (*nm_context_register_func)(void *exports, void *module, void *context, void *priv);
  const char *nm_modname;
  void *nm_priv;
  struct node_module *nm_link;
};

#ifdef _WIN32
#define HOST __declspec(dllimport)
#define EXPORT __declspec(dllexport)
#else
#define HOST
#define EXPORT __attribute__((visibility("default")))
#endif

HOST napi_status napi_create_function(napi_env, const char *, size_t, napi_callback, void *, napi_value *);
HOST napi_status napi_set_named_property(napi_env, napi_value, const char *, napi_value);
HOST napi_status napi_get_cb_info(napi_env, napi_callback_info, size_t *, napi_value *, napi_value *, void **);
HOST napi_status napi_get_value_double(napi_env, napi_value, double *);
HOST napi_status napi_create_double(napi_env, double, napi_value *);
HOST napi_status napi_set_instance_data(napi_env, void *, void (*)(napi_env, void *, void *), void *);
HOST napi_status node_api_symbol_for(napi_env, const char *, size_t, napi_value *);
HOST napi_status napi_fixture_unknown(napi_env);
HOST void napi_module_register(struct napi_module *);
HOST void node_module_register(struct node_module *);

#ifdef NAPI_VERSION
EXPORT int32_t node_api_module_get_api_version_v1(void) { return NAPI_VERSION; }
#endif

/* init fills exports with one function, add(a, b), from version 1 functions. */
static napi_value add(napi_env env, napi_callback_info info) {
  size_t argc = 2;
  napi_value argv[2], result = NULL;
  double a = 0, b = 0;
  if (napi_get_cb_info(env, info, &argc, argv, NULL, NULL) || argc < 2) return NULL;
  if (napi_get_value_double(env, argv[0], &a) || napi_get_value_double(env, argv[1], &b)) return NULL;
  napi_create_double(env, a + b, &result);
  return result;
}

static napi_value init(napi_env env, napi_value exports) {
  napi_value fn;
  if (!napi_create_function(env, "add", 3, add, NULL, &fn))
    napi_set_named_property(env, exports, "add", fn);
  return exports;
}

#ifdef __ANDROID__
/* What Android's start files put into every library. */
__attribute__((section(".note.android.ident"), used)) static const struct {
  uint32_t namesz, descsz, type;
  char name[8];
  int32_t api;
} android_ident = {8, 4, 1, "Android", __ANDROID_MIN_SDK_VERSION__};
#endif

#if defined(_MSC_VER)
#pragma section(".CRT$XCU", read)
#define CONSTRUCTOR(fn) \
  static void __cdecl fn(void); \
  __declspec(dllexport, allocate(".CRT$XCU")) void(__cdecl *fn##_entry)(void) = fn; \
  static void __cdecl fn(void)
#else
#define CONSTRUCTOR(fn) __attribute__((constructor)) static void fn(void)
#endif
#endif
