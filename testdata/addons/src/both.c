/* Registers by symbol and by constructor. */
#include "node_api.h"
static struct napi_module module = {1, 0, "both.c", init, "fixture_both", NULL, {0}};
CONSTRUCTOR(register_fixture) { napi_module_register(&module); }
EXPORT napi_value napi_register_module_v1(napi_env env, napi_value exports) { return init(env, exports); }
