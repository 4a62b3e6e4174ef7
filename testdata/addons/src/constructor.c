/* Registers by constructor, as napi_module_register's users do. */
#include "node_api.h"
static struct napi_module module = {1, 0, "constructor.c", init, "fixture_constructor", NULL, {0}};
CONSTRUCTOR(register_fixture) { napi_module_register(&module); }
