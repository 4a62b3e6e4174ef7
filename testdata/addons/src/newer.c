/* Declares version 3, calls functions of version 6 and 9 all the same, one of
   them weakly, and one that no Node exports. */
#include "node_api.h"
#ifndef _WIN32
extern __typeof__(node_api_symbol_for) node_api_symbol_for __attribute__((weak));
#endif
EXPORT napi_value napi_register_module_v1(napi_env env, napi_value exports) {
  napi_value symbol;
  napi_set_instance_data(env, NULL, NULL, NULL);
#ifndef _WIN32
  if (node_api_symbol_for)
#endif
    node_api_symbol_for(env, "fixture", 7, &symbol);
  napi_fixture_unknown(env);
  return init(env, exports);
}
