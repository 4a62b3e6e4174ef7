#ifndef NATIVE_WATCH_DARWIN_H
#define NATIVE_WATCH_DARWIN_H

#include <stdint.h>

/* Has the process die of the signal where code crashes that does not lie between
   these addresses, which are Go's. */
void watch_start(uintptr_t go_low, uintptr_t go_high);

#endif
