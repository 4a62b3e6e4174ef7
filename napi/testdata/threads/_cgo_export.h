/* What main.c of this folder has in place of the functions Go exports. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

uint64_t goCallFunction(uint32_t env, uint64_t recv, uint64_t function, uintptr_t argc, uintptr_t argv, bool wanted);
uint32_t goHold(uint32_t env, uint64_t word, bool strong, uintptr_t owner);
void goRelease(uint32_t env, uint32_t place, uintptr_t ref, bool wrap);
uint64_t goReferenceValue(uint32_t env, uint32_t place);
void goDestroyContext(uint32_t env, uint32_t id);
bool goPending(uint32_t env);
void goEnvEnd(uint32_t env);
