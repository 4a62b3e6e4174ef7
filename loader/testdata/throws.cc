// An addon whose initializer throws a C++ exception that nobody catches, with
// BAD_ALLOC one that tells of too little memory.
#include <stdexcept>

#ifdef BAD_ALLOC
char *volatile memory;
__attribute__((noinline)) void open_device() { memory = new char[1ull << 40]; }
#else
__attribute__((noinline)) void open_device() { throw std::runtime_error("no device"); }
#endif

extern "C" __attribute__((visibility("default"))) void *napi_register_module_v1(void *, void *exports) {
  open_device();
  return exports;
}
