/* Waking a loop by an event. */
#include "loop.h"

#include <windows.h>

bool wake_open(struct loop *l) {
  l->wake_in = l->wake_out = (intptr_t)CreateEventW(NULL, FALSE, FALSE, NULL);
  return l->wake_in != 0;
}

void wake_write(struct loop *l) {
  SetEvent((HANDLE)l->wake_out);
}

void wake_sleep(struct loop *l, intptr_t other, int64_t milliseconds) {
  (void)other; /* libuv has no descriptor here; uv_wait limits the sleep instead */
  WaitForSingleObject((HANDLE)l->wake_in, milliseconds < 0 || milliseconds >= INFINITE ? INFINITE : (DWORD)milliseconds);
}
