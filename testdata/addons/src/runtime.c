/* Imports no Node-API function: looks its names up at run time. */
#include "node_api.h"
#ifdef _WIN32
__declspec(dllimport) void *GetModuleHandleW(const void *);
__declspec(dllimport) void *GetProcAddress(void *, const char *);
#define FIND(name) GetProcAddress(GetModuleHandleW(NULL), name)
#else
void *dlsym(void *, const char *);
#define FIND(name) dlsym(NULL, name)
#endif
static const char *const names[] = {"napi_create_object", "napi_get_value_int64", "napi_add_finalizer"};
static void *found[3];
EXPORT napi_value napi_register_module_v1(napi_env env, napi_value exports) {
  for (int i = 0; i < 3; i++) found[i] = FIND(names[i]);
  return found[0] ? exports : NULL;
}
