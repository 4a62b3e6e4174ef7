/* Stands in for a C library while linking; never loaded. */
long __isoc23_strtol(const char *s, char **end, int base) { return 0; }
void *dlsym(void *handle, const char *name) { return 0; }
