/* Module registration */
#include "core.h"

/* What the constructors of the library being opened on this thread have
   registered; the last one counts, as in Node. */
static _Thread_local napi_module *registered;

/* The world it is opened for, if that is checked. */
static _Thread_local struct world *opening;

void napi_module_register(napi_module *mod) {
  if (registered != NULL && opening != NULL) check_registered_again(opening, (const void *)(uintptr_t)mod->nm_register_func);
  registered = mod;
}

void core_open(struct world *w) {
  registered = NULL;
  opening = w->check != NULL ? w : NULL;
}

napi_module *core_take_registered(void) {
  napi_module *mod = registered;
  registered = NULL;
  opening = NULL;
  return mod;
}
