/* Needs glibc 2.38 and libstdc++ of GCC 13 by its symbol versions. */
#include "node_api.h"
long __isoc23_strtol(const char *, char **, int);
int _ZSt15_Rb_tree_insertbPSt18_fixture(int);
EXPORT napi_value napi_register_module_v1(napi_env env, napi_value exports) {
  _ZSt15_Rb_tree_insertbPSt18_fixture((int)__isoc23_strtol("1", NULL, 10));
  return init(env, exports);
}
