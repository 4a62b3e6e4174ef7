/* A C++ addon for Node 22 (NODE_MODULE_VERSION 127), registered by
   constructor and by symbol. */
#include "node_api.h"
void *_ZN2v87Isolate10GetCurrentEv(void);
static void init_v8(void *exports, void *module, void *context, void *priv) { _ZN2v87Isolate10GetCurrentEv(); }
static struct node_module module = {127, 0, NULL, "v8.c", NULL, init_v8, "fixture_v8", NULL, NULL};
CONSTRUCTOR(register_fixture) { node_module_register(&module); }
EXPORT void node_register_module_v127(void *exports, void *module, void *context) {
  init_v8(exports, module, context, NULL);
}
