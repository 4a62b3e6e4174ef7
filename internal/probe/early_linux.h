#include <sys/types.h>

extern pid_t early_pid; /* of the child that was started; 0 = none was */
extern int early_socket;
