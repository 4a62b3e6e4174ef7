/* Module registration, in the ways WAY names. */
#include "test.h"

#ifdef VERSION_EXPORT
NAPI_MODULE_EXPORT int32_t node_api_module_get_api_version_v1(void) {
  return VERSION_EXPORT;
}
#endif

static int inits;

static napi_value init(napi_env env, napi_value exports) {
  set(env, exports, "inits", number(env, ++inits));
#ifdef REPLACES
  return string(env, "replaced");
#elif defined(THROWS)
  MUST(napi_throw_error(env, "INIT", "init throws"));
  return exports;
#elif defined(RETURNS_NULL)
  return NULL;
#else
  return exports;
#endif
}

#ifdef BY_SYMBOL
NAPI_MODULE_EXPORT napi_value napi_register_module_v1(napi_env env, napi_value exports) {
  set(env, exports, "by", string(env, "symbol"));
  return init(env, exports);
}
#endif

#ifdef BY_CONSTRUCTOR
static napi_value init_constructor(napi_env env, napi_value exports) {
  set(env, exports, "by", string(env, "constructor"));
  return init(env, exports);
}

static napi_module module = {
    .nm_version = 1,
    .nm_filename = __FILE__,
#ifndef NO_ENTRY
    .nm_register_func = init_constructor,
#endif
    .nm_modname = "modules",
};

__attribute__((constructor)) static void register_module(void) {
  napi_module_register(&module);
}
#endif
