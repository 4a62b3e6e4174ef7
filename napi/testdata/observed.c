/* Part of every addon of the tests: writes down which statuses its calls got,
   in a file shared by all processes of a test run. See statuses_test.go. */
#include "../abi.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

napi_status observed(int function, napi_status status) {
  static uint32_t *seen; /* a word of bits for each function */
  uint32_t *words = __atomic_load_n(&seen, __ATOMIC_ACQUIRE);
  const char *path = getenv("NAPI_TEST_STATUSES");
  if (words == NULL && path != NULL) { /* elsewhere, in Node.js, it is not set */
    int file = open(path, O_RDWR);
    words = mmap(NULL, (size_t)lseek(file, 0, SEEK_END), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (words == MAP_FAILED) abort();
    close(file);
    __atomic_store_n(&seen, words, __ATOMIC_RELEASE);
  }
  if (words != NULL) __atomic_fetch_or(&words[function], 1u << status, __ATOMIC_RELAXED);
  return status;
}
