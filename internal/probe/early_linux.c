//go:build cgo

/* The command that is sure to want a child starts it before all else: Go takes
   as long to begin in the child as it does here, and so both begin at once. */
#define _GNU_SOURCE
#include "early_linux.h"

#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

pid_t early_pid;
int early_socket;

enum { SOCKET = 3, LAST_FD = 531 }; /* loader.SocketFD, loader.LastFD */

/* Makes room for the descriptors of a child. Later, when it has threads, the
   kernel would wait for all processors to have seen that it grew: some 8 ms. */
__attribute__((constructor)) static void make_room(void) {
  if (getenv("NAPICHECK_LOAD") != NULL && dup2(SOCKET, LAST_FD) == LAST_FD) close(LAST_FD);
}

#ifdef __GLIBC__ /* which gives constructors the arguments of main */

/* Returns the variable NAME= of an environment, or NULL. */
static char *variable(char **environment, const char *name) {
  for (; *environment != NULL; environment++)
    if (strncmp(*environment, name, strlen(name)) == 0) return *environment;
  return NULL;
}

/* See spawn in loader/run_linux.go. */
__attribute__((constructor)) static void start(int argc, char **argv, char **environment) {
  if (argc < 3 || strcmp(argv[1], "load") != 0 || variable(environment, "NAPICHECK_LOAD=") != NULL) return;
  char *args[] = {"/proc/self/exe", NULL};
  char *variables[] = {"NAPICHECK_LOAD=1", variable(environment, "LD_LIBRARY_PATH="), NULL};
  int pair[2];
  volatile bool failed = false; /* shared with the child */
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) return;
  pid_t pid = vfork();
  if (pid == 0) {
    setsid();
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (pair[1] == SOCKET)
      fcntl(SOCKET, F_SETFD, 0);
    else
      dup2(pair[1], SOCKET);
    execve(args[0], args, variables);
    failed = true;
    _exit(127);
  }
  close(pair[1]);
  if (pid < 0 || failed) {
    close(pair[0]);
    if (failed) waitpid(pid, NULL, 0);
    return;
  }
  early_pid = pid;
  early_socket = pair[0];
}

#endif
