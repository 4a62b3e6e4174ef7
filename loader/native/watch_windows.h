/* As watch_linux.h has it, of crashes alone. SIGNAL is the code of the
   exception, CODE what the access was to do, and a line of "m" is a module. */
#ifndef NATIVE_WATCH_WINDOWS_H
#define NATIVE_WATCH_WINDOWS_H

#include <stdint.h>

void watch_start(uintptr_t out);

#endif
