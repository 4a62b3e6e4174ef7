//go:build unix && !linux

/* Waking a loop by a pipe. */
#include "loop.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <unistd.h>

bool wake_open(struct loop *l) {
  int fds[2];
  if (pipe(fds) != 0) return false;
  for (int i = 0; i < 2; i++) {
    fcntl(fds[i], F_SETFD, FD_CLOEXEC);
    fcntl(fds[i], F_SETFL, O_NONBLOCK);
  }
  l->wake_in = fds[0];
  l->wake_out = fds[1];
  return true;
}

void wake_write(struct loop *l) {
  while (write((int)l->wake_out, "", 1) < 0 && errno == EINTR) {
  }
}

void wake_sleep(struct loop *l, intptr_t other, int64_t milliseconds) {
  struct pollfd fds[] = {{(int)l->wake_in, POLLIN, 0}, {(int)other, POLLIN, 0}};
  int n = poll(fds, other < 0 ? 1 : 2, milliseconds > INT_MAX ? INT_MAX : (int)milliseconds);
  char bytes[64];
  if (n > 0 && fds[0].revents) (void)!read((int)l->wake_in, bytes, sizeof bytes);
}
