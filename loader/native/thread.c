//go:build cgo

#include "thread.h"

#include <pthread.h>

#include "_cgo_export.h"

static void *run(void *arg) {
  nativeRun((uintptr_t)arg);
  return NULL;
}

int thread_run(uintptr_t f) {
  pthread_t thread;
  int error = pthread_create(&thread, NULL, run, (void *)f);
  return error != 0 ? error : pthread_join(thread, NULL);
}
