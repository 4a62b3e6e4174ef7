/* Waking a loop by an event descriptor. */
#include "loop.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

bool wake_open(struct loop *l) {
  int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  l->wake_in = l->wake_out = fd;
  return fd >= 0;
}

void wake_write(struct loop *l) {
  uint64_t one = 1;
  while (write((int)l->wake_out, &one, sizeof one) < 0 && errno == EINTR) {
  }
}

void wake_sleep(struct loop *l, intptr_t other, int64_t milliseconds) {
  struct pollfd fds[] = {{(int)l->wake_in, POLLIN, 0}, {(int)other, POLLIN, 0}};
  int n = poll(fds, other < 0 ? 1 : 2, milliseconds > INT_MAX ? INT_MAX : (int)milliseconds);
  uint64_t count;
  if (n > 0 && fds[0].revents) (void)!read((int)l->wake_in, &count, sizeof count);
}
