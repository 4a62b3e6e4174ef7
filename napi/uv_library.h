/* The functions of libuv that uv.c calls, in the order uv.go binds them. The
   library is the system's, opened when an addon needs it: none of its headers
   is wanted to build this package. */
#ifndef NAPI_UV_LIBRARY_H
#define NAPI_UV_LIBRARY_H

#include <stddef.h>
#include <stdint.h>

struct uv_loop_s;
struct uv_handle_s;

#define UV_FUNCTIONS                                                                        \
  UV_FUNCTION(size_t, loop_size, (void))                                                    \
  UV_FUNCTION(size_t, handle_size, (int))                                                   \
  UV_FUNCTION(struct uv_loop_s *, default_loop, (void))                                     \
  UV_FUNCTION(int, loop_init, (struct uv_loop_s *))                                         \
  UV_FUNCTION(int, loop_close, (struct uv_loop_s *))                                        \
  UV_FUNCTION(int, loop_alive, (const struct uv_loop_s *))                                  \
  UV_FUNCTION(int, run, (struct uv_loop_s *, int))                                          \
  UV_FUNCTION(int, backend_fd, (const struct uv_loop_s *))                                  \
  UV_FUNCTION(int, backend_timeout, (const struct uv_loop_s *))                             \
  UV_FUNCTION(void, update_time, (struct uv_loop_s *))                                      \
  UV_FUNCTION(int, async_init, (struct uv_loop_s *, struct uv_handle_s *, void (*)(struct uv_handle_s *))) \
  UV_FUNCTION(void, ref, (struct uv_handle_s *))                                            \
  UV_FUNCTION(void, unref, (struct uv_handle_s *))                                          \
  UV_FUNCTION(void, walk, (struct uv_loop_s *, void (*)(struct uv_handle_s *, void *), void *)) \
  UV_FUNCTION(int, is_closing, (const struct uv_handle_s *))                                \
  UV_FUNCTION(void, close, (struct uv_handle_s *, void (*)(struct uv_handle_s *)))

const char *uv_function(int i); /* NULL behind the last */
void uv_bind(int i, uintptr_t address);

#endif
