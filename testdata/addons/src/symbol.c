/* Registers by symbol. Built with NAPI_VERSION=8, and as version9, version10,
   experimental with other values; as noversion without any. */
#include "node_api.h"
EXPORT napi_value napi_register_module_v1(napi_env env, napi_value exports) { return init(env, exports); }
