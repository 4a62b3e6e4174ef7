/* A shared library that is no addon. */
#include "node_api.h"
EXPORT int answer(void) { return 42; }
