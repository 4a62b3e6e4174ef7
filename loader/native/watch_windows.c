//go:build cgo

#include "watch_windows.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <windows.h>

static HANDLE notes;
static DWORD main_thread;

static void put(const char *format, ...) {
  char line[1024];
  va_list list;
  va_start(list, format);
  int n = snprintf(line, sizeof line, "%lu ", GetCurrentThreadId());
  int m = vsnprintf(line + n, sizeof line - n - 1, format, list);
  va_end(list);
  if (m < 0) return;
  n += m < (int)sizeof line - n - 1 ? m : (int)sizeof line - n - 2;
  line[n++] = '\n';
  DWORD written;
  WriteFile(notes, line, (DWORD)n, &written, NULL);
}

/* The module that holds an address, as a line of /proc/PID/maps would have it. */
static void put_module(uintptr_t pc) {
  HMODULE module;
  wchar_t wide[MAX_PATH];
  char path[3 * MAX_PATH];
  if (!GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT, (const wchar_t *)pc, &module)) return;
  DWORD n = GetModuleFileNameW(module, wide, MAX_PATH);
  if (n == 0 || n == MAX_PATH) return;
  if (WideCharToMultiByte(CP_UTF8, 0, wide, -1, path, sizeof path, NULL, NULL) == 0) return;
  uintptr_t base = (uintptr_t)module;
  const IMAGE_DOS_HEADER *dos = (const void *)base;
  const IMAGE_NT_HEADERS *nt = (const void *)(base + dos->e_lfanew);
  put("m %llx-%llx r-xp 0 00:00 0 %s", (unsigned long long)base, (unsigned long long)(base + nt->OptionalHeader.SizeOfImage), path);
}

#if defined(__x86_64__) || defined(__aarch64__)

static uintptr_t pc_of(const CONTEXT *c) {
#ifdef __x86_64__
  return c->Rip;
#else
  return c->Pc;
#endif
}

static bool step(CONTEXT *c) {
  DWORD64 base, frame;
  void *handler;
  uintptr_t pc = pc_of(c);
  RUNTIME_FUNCTION *f = RtlLookupFunctionEntry(pc, &base, NULL);
  if (f != NULL) {
    RtlVirtualUnwind(UNW_FLAG_NHANDLER, base, pc, f, c, &handler, &frame, NULL);
    return pc_of(c) != 0;
  }
#ifdef __x86_64__ /* a function that calls none */
  MEMORY_BASIC_INFORMATION m;
  if (VirtualQuery((const void *)c->Rsp, &m, sizeof m) == 0 || m.State != MEM_COMMIT) return false;
  c->Rip = *(const DWORD64 *)c->Rsp;
  c->Rsp += sizeof c->Rsp;
#else
  if (c->Pc == c->Lr) return false;
  c->Pc = c->Lr;
#endif
  return pc_of(c) != 0;
}

#else
#error "no stacks of this processor"
#endif

enum { FRAMES = 64, NOTES = 16 };

static void note_exception(const EXCEPTION_POINTERS *e) {
  const EXCEPTION_RECORD *r = e->ExceptionRecord;
  bool access = r->ExceptionCode == EXCEPTION_ACCESS_VIOLATION || r->ExceptionCode == EXCEPTION_IN_PAGE_ERROR;
  put("crash 0 %lu %llu %llx %s", r->ExceptionCode, access ? (unsigned long long)r->ExceptionInformation[0] : 0,
      (unsigned long long)(access ? r->ExceptionInformation[1] : (uintptr_t)r->ExceptionAddress),
      GetCurrentThreadId() == main_thread ? "main" : "another thread");
  CONTEXT c = *e->ContextRecord;
  uintptr_t pcs[FRAMES];
  int n = 0;
  do {
    pcs[n] = pc_of(&c) - (n > 0); /* before a return address */
    n++;
  } while (n < FRAMES && step(&c));
  for (int i = 0; i < n; i++) put("f %llx", (unsigned long long)pcs[i]);
  for (int i = 0; i < n; i++) put_module(pcs[i]);
  put(".");
}

/* Asked before the handlers that functions set up: where one of them handles the
   exception, the process lives and the note tells nothing. To be asked last
   would be better, but nobody is if the stack cannot be walked up to its end,
   as where C was called from Go. Go handles what its own code raises before. */
static LONG CALLBACK raised(EXCEPTION_POINTERS *e) {
  static volatile LONG noted;
  static __thread bool inside;
  switch (e->ExceptionRecord->ExceptionCode) {
  case EXCEPTION_ACCESS_VIOLATION:
  case EXCEPTION_IN_PAGE_ERROR:
  case EXCEPTION_ILLEGAL_INSTRUCTION:
  case EXCEPTION_PRIV_INSTRUCTION:
  case EXCEPTION_INT_DIVIDE_BY_ZERO: /* an overflow of the stack leaves no room for this */
    if (inside || InterlockedIncrement(&noted) > NOTES) break;
    inside = true;
    note_exception(e);
    inside = false;
  }
  return EXCEPTION_CONTINUE_SEARCH;
}

void watch_start(uintptr_t out) {
  notes = (HANDLE)out;
  main_thread = GetCurrentThreadId();
  SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX | SEM_NOOPENFILEERRORBOX);
  AddVectoredExceptionHandler(0, raised);
}
