/* An addon for Windows that does IN_INIT in its initializer. It imports from
   node.exe by name, without a hook that would look for a host of another one. */
#include <stdint.h>
#include <stdlib.h>
#include <windows.h>

typedef struct env *napi_env;
typedef struct value *napi_value;
typedef int napi_status;

__declspec(dllimport) napi_status napi_create_int32(napi_env env, int32_t value, napi_value *result);
__declspec(dllimport) napi_status napi_set_named_property(napi_env env, napi_value object, const char *name, napi_value value);
__declspec(dllimport) unsigned uv_version(void);

static volatile int zero;

static void nothing(void) {}
static void fault(void) { *(volatile int *)(uintptr_t)(16 + zero) = 1; }
static void illegal(void) { __builtin_trap(); }
static void leave(void) { exit(7); }
static void hang(void) { for (;;) Sleep(10); }
static int overflow_at(int n) { volatile char much[4096]; much[n % 4096] = 1; return overflow_at(n + 1) + much[0]; }
static void overflow(void) { zero = overflow_at(0); }

static DWORD WINAPI run(void *f) {
  ((void (*)(void))f)();
  return 0;
}

static void in_thread(void) { WaitForSingleObject(CreateThread(NULL, 0, run, fault, 0, NULL), INFINITE); }

#ifdef NEEDS_UV
static void uv(void) { zero = (int)uv_version(); }
#endif

__declspec(dllexport) napi_value napi_register_module_v1(napi_env env, napi_value exports) {
  void (*const ways[])(void) = {nothing, fault, illegal, leave, hang, overflow, in_thread};
  napi_value seven;
  (void)ways;
  napi_create_int32(env, 7, &seven);
  napi_set_named_property(env, exports, "seven", seven);
  IN_INIT();
  return exports;
}
