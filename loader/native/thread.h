#include <stdint.h>

int thread_run(uintptr_t f);
