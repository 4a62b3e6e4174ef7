// An addon whose initializer throws a C++ exception that nobody catches.
#include <stdexcept>

__attribute__((noinline)) void open_device() { throw std::runtime_error("no device"); }

extern "C" __attribute__((visibility("default"))) void *napi_register_module_v1(void *, void *exports) {
  open_device();
  return exports;
}
