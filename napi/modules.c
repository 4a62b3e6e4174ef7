/* Module registration */
#include "core.h"

/* What the constructors of the library being opened on this thread have
   registered; the last one counts, as in Node. */
static _Thread_local napi_module *registered;

void napi_module_register(napi_module *mod) {
  registered = mod;
}

napi_module *core_take_registered(void) {
  napi_module *mod = registered;
  registered = NULL;
  return mod;
}
