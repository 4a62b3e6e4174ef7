/* Registers as Node-API and calls V8, node:: and libuv besides. The C names
   are the Itanium manglings of v8::Isolate::GetCurrent() and
   node::GetCurrentEventLoop(v8::Isolate*). */
#include "node_api.h"
void *_ZN2v87Isolate10GetCurrentEv(void);
void *_ZN4node19GetCurrentEventLoopEPN2v87IsolateE(void *);
int uv_run(void *, int);
EXPORT napi_value napi_register_module_v1(napi_env env, napi_value exports) {
  uv_run(_ZN4node19GetCurrentEventLoopEPN2v87IsolateE(_ZN2v87Isolate10GetCurrentEv()), 2);
  return init(env, exports);
}
