/* Prints through C's standard output, from atexit and from a destructor too. */
#include <stdio.h>
#include <stdlib.h>

typedef struct napi_env__ *napi_env;
typedef struct napi_value__ *napi_value;

static void last(void) { printf("atexit\n"); }
__attribute__((destructor)) static void destroy(void) { printf("destructor\n"); }

napi_value napi_register_module_v1(napi_env env, napi_value exports) {
  (void)env;
  printf("init\n");
  atexit(last);
  return exports;
}
