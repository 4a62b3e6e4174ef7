/* Object creation functions; functions to convert from C types and to C types;
   functions to get global instances */
#include "test.h"

#define GIVES(name, call)              \
  TEST(name) {                         \
    ARGS;                              \
    napi_value v = NULL;               \
    napi_value *out = a.v[1] ? &v : NULL; \
    napi_status s = call;              \
    return report(env, s, v);          \
  }

GIVES(create_int32, napi_create_int32(env, (int32_t)(int64_t)number_of(env, a.v[0]), out))
GIVES(create_uint32, napi_create_uint32(env, (uint32_t)(int64_t)number_of(env, a.v[0]), out))
GIVES(create_int64, napi_create_int64(env, (int64_t)number_of(env, a.v[0]), out))
GIVES(create_double, napi_create_double(env, number_of(env, a.v[0]), out))
GIVES(create_array, napi_create_array(env, out))
GIVES(create_array_with_length, napi_create_array_with_length(env, (size_t)(int64_t)number_of(env, a.v[0]), out))
GIVES(create_object, napi_create_object(env, out))
GIVES(create_symbol, napi_create_symbol(env, a.v[0], out))
GIVES(get_boolean, napi_get_boolean(env, a.v[0] != NULL, out))
GIVES(get_global, napi_get_global(env, out))
GIVES(get_null, napi_get_null(env, out))
GIVES(get_undefined, napi_get_undefined(env, out))

#define TAKES(name, type, call)                                       \
  TEST(name) {                                                        \
    ARGS;                                                             \
    type x = 0, *out = a.v[1] ? &x : NULL;                            \
    napi_status s = call;                                             \
    return report(env, s, s == napi_ok ? number(env, (double)x) : NULL); \
  }

TAKES(get_value_int32, int32_t, napi_get_value_int32(env, a.v[0], out))
TAKES(get_value_uint32, uint32_t, napi_get_value_uint32(env, a.v[0], out))
TAKES(get_value_int64, int64_t, napi_get_value_int64(env, a.v[0], out))
TAKES(get_value_double, double, napi_get_value_double(env, a.v[0], out))
TAKES(get_value_bool, bool, napi_get_value_bool(env, a.v[0], out))
TAKES(get_array_length, uint32_t, napi_get_array_length(env, a.v[0], out))

/* The texts scripts cannot write: by number, with the length to give. */
struct bytes {
  const char *s;
  size_t n;
};
static const struct bytes utf8s[] = {
    {"plain", 5}, {"plain", NAPI_AUTO_LENGTH}, {"pla\0in", 6}, {"pla\0in", NAPI_AUTO_LENGTH}, {"", 0}, {NULL, 0}, {NULL, 1},
    {NULL, NAPI_AUTO_LENGTH}, {"x", (size_t)INT32_MAX + 1}, {"x", SIZE_MAX - 1},
    {"h\xc3\xa9llo", NAPI_AUTO_LENGTH}, {"\xe6\x97\xa5\xe6\x9c\xac", NAPI_AUTO_LENGTH}, {"\xf0\x9f\x98\x80!", NAPI_AUTO_LENGTH},
    {"\xef\xbb\xbf" "bom", NAPI_AUTO_LENGTH}, {"\xff\xfe", NAPI_AUTO_LENGTH}, {"a\xc3", NAPI_AUTO_LENGTH}, {"a\xe6\x97", NAPI_AUTO_LENGTH},
    {"a\xe6\x97z", NAPI_AUTO_LENGTH}, {"\xed\xa0\x80", NAPI_AUTO_LENGTH}, {"\xc0\x80", NAPI_AUTO_LENGTH}, {"\xe0\x80\x80", NAPI_AUTO_LENGTH},
    {"\xf4\x90\x80\x80", NAPI_AUTO_LENGTH}, {"\xf0\x9f\x98", NAPI_AUTO_LENGTH}, {"\xf0\x9f\x98z", NAPI_AUTO_LENGTH}, {"\xf8\x88\x80\x80\x80", NAPI_AUTO_LENGTH},
    {"\x80", 1}, {"\xf0\x80\x80\x80", NAPI_AUTO_LENGTH}, {"\xed\xa0\xbd\xed\xb8\x80", NAPI_AUTO_LENGTH}, {"\xe6\x97\xa5", 2}, {"\xc3\xa9\xc3\xa9", 3},
    {"x", (1 << 29) - 23},
};
static const struct {
  const char16_t s[8];
  size_t n;
} utf16s[] = {
    {{'p', 'l', 'a', 'i', 'n'}, 5}, {{'p', 'l', 'a', 'i', 'n'}, NAPI_AUTO_LENGTH}, {{'a', 0, 'b'}, 3}, {{'a', 0, 'b'}, NAPI_AUTO_LENGTH}, {{0}, 0},
    {{0xe9}, 1}, {{0x65e5, 0x672c}, 2}, {{0xd83d, 0xde00}, 2}, {{0xd83d}, 1}, {{0xde00, 0xd83d}, 2}, {{'x'}, (size_t)INT32_MAX + 1}, {{'x'}, (1 << 29) - 23},
};

typedef napi_status (*maker8)(napi_env, const char *, size_t, napi_value *);
typedef napi_status (*maker16)(napi_env, const char16_t *, size_t, napi_value *);
static const maker8 makers8[] = {napi_create_string_utf8, napi_create_string_latin1, node_api_create_property_key_utf8,
    node_api_create_property_key_latin1, node_api_symbol_for};
static const maker16 makers16[] = {napi_create_string_utf16, node_api_create_property_key_utf16};

/* create8(maker, text, wants result) */
TEST(create8) {
  ARGS;
  struct bytes b = utf8s[(int)number_of(env, a.v[1])];
  napi_value v = NULL;
  napi_status s = makers8[(int)number_of(env, a.v[0])](env, b.s, b.n, a.v[2] ? &v : NULL);
  return report(env, s, v);
}

/* create16(maker, text or NULL, wants result) */
TEST(create16) {
  ARGS;
  int i = a.v[1] ? (int)number_of(env, a.v[1]) : 0;
  napi_value v = NULL;
  napi_status s = makers16[(int)number_of(env, a.v[0])](env, a.v[1] ? utf16s[i].s : NULL, utf16s[i].n, a.v[2] ? &v : NULL);
  return report(env, s, v);
}

static int finalized;
static void finalize(napi_env env, void *data, void *hint) {
  finalized += (int)(intptr_t)hint;
}

/* external8(text, wants result, wants copied); external16 the same */
TEST(external8) {
  ARGS;
  struct bytes b = utf8s[(int)number_of(env, a.v[0])];
  napi_value v = NULL;
  bool copied = false;
  napi_status s = node_api_create_external_string_latin1(env, (char *)b.s, b.n, finalize, (void *)1, a.v[1] ? &v : NULL, a.v[2] ? &copied : NULL);
  return report(env, s, v);
}

TEST(external16) {
  ARGS;
  int i = (int)number_of(env, a.v[0]);
  napi_value v = NULL;
  napi_status s = node_api_create_external_string_utf16(env, (char16_t *)utf16s[i].s, utf16s[i].n, NULL, NULL, a.v[1] ? &v : NULL, NULL);
  return report(env, s, v);
}

/* copied(): whether external strings are copied, and finalized then. */
TEST(copied) {
  napi_value v;
  bool copied = false;
  finalized = 0;
  MUST(node_api_create_external_string_latin1(env, (char *)"x", 1, finalize, (void *)3, &v, &copied));
  return boolean(env, copied ? finalized == 3 : finalized == 0);
}

/* The reading functions: (value, size of the buffer or NULL for none, wants result) */
#define READS(name, type, show)                                                     \
  TEST(name) {                                                                      \
    ARGS;                                                                           \
    type buf[1200];                                                                 \
    memset(buf, 0x2a, sizeof buf);                                                  \
    size_t n = 4242, size = a.v[1] ? (size_t)number_of(env, a.v[1]) : 0;            \
    napi_status s = napi_get_value_string_##name(env, a.v[0], a.v[1] ? buf : NULL, size, a.v[2] ? &n : NULL); \
    napi_value r = report(env, s, NULL), out;                                       \
    set(env, r, "n", number(env, n));                                               \
    MUST(napi_create_array(env, &out));                                             \
    if (a.v[1])                                                                     \
      for (size_t i = 0; i < size + 2 && i < 24; i++) MUST(napi_set_element(env, out, i, number(env, (show)buf[i]))); \
    set(env, r, "buf", out);                                                        \
    return r;                                                                       \
  }
READS(utf8, char, unsigned char)
READS(latin1, char, unsigned char)
READS(utf16, char16_t, char16_t)

TEST(nulls) {
  napi_value list;
  MUST(napi_create_array(env, &list));
  napi_status s[] = {
      napi_create_array(NULL, NULL), napi_create_array_with_length(NULL, 0, NULL), napi_create_object(NULL, NULL),
      napi_create_symbol(NULL, NULL, NULL), node_api_symbol_for(NULL, NULL, 0, NULL), napi_create_int32(NULL, 0, NULL),
      napi_create_uint32(NULL, 0, NULL), napi_create_int64(NULL, 0, NULL), napi_create_double(NULL, 0, NULL),
      napi_create_string_latin1(NULL, NULL, 0, NULL), napi_create_string_utf8(NULL, NULL, 0, NULL), napi_create_string_utf16(NULL, NULL, 0, NULL),
      node_api_create_property_key_latin1(NULL, NULL, 0, NULL), node_api_create_property_key_utf8(NULL, NULL, 0, NULL),
      node_api_create_property_key_utf16(NULL, NULL, 0, NULL), node_api_create_external_string_latin1(NULL, NULL, 0, NULL, NULL, NULL, NULL),
      node_api_create_external_string_utf16(NULL, NULL, 0, NULL, NULL, NULL, NULL), napi_get_array_length(NULL, NULL, NULL),
      napi_get_value_bool(NULL, NULL, NULL), napi_get_value_double(NULL, NULL, NULL), napi_get_value_int32(NULL, NULL, NULL),
      napi_get_value_int64(NULL, NULL, NULL), napi_get_value_uint32(NULL, NULL, NULL), napi_get_value_string_latin1(NULL, NULL, NULL, 0, NULL),
      napi_get_value_string_utf8(NULL, NULL, NULL, 0, NULL), napi_get_value_string_utf16(NULL, NULL, NULL, 0, NULL),
      napi_get_boolean(NULL, true, NULL), napi_get_global(NULL, NULL), napi_get_null(NULL, NULL), napi_get_undefined(NULL, NULL),
  };
  for (size_t i = 0; i < sizeof s / sizeof *s; i++) MUST(napi_set_element(env, list, i, number(env, s[i])));
  return list;
}

/* pending(): what works while an exception waits. */
TEST(pending) {
  ARGS;
  napi_value list, v, text = string(env, "text"), n = number(env, 1.5);
  uint32_t u;
  int32_t i32;
  double d;
  size_t l;
  char buf[8];
  MUST(napi_throw_error(env, NULL, "waits"));
  napi_status s[] = {
      napi_create_array(env, &v), napi_create_object(env, &v), napi_create_symbol(env, text, &v), node_api_symbol_for(env, "x", 1, &v),
      napi_create_int32(env, 1, &v), napi_create_string_utf8(env, "x", 1, &v), napi_get_array_length(env, a.v[0], &u),
      napi_get_value_int32(env, n, &i32), napi_get_value_double(env, n, &d), napi_get_value_string_utf8(env, text, buf, 8, &l),
      napi_get_global(env, &v), napi_get_boolean(env, true, &v),
  };
  MUST(napi_get_and_clear_last_exception(env, &v));
  MUST(napi_create_array(env, &list));
  for (size_t i = 0; i < sizeof s / sizeof *s; i++) MUST(napi_set_element(env, list, i, number(env, s[i])));
  return list;
}

NAPI_MODULE_INIT() {
  EXPORT(create_int32);
  EXPORT(create_uint32);
  EXPORT(create_int64);
  EXPORT(create_double);
  EXPORT(create_array);
  EXPORT(create_array_with_length);
  EXPORT(create_object);
  EXPORT(create_symbol);
  EXPORT(get_boolean);
  EXPORT(get_global);
  EXPORT(get_null);
  EXPORT(get_undefined);
  EXPORT(get_value_int32);
  EXPORT(get_value_uint32);
  EXPORT(get_value_int64);
  EXPORT(get_value_double);
  EXPORT(get_value_bool);
  EXPORT(get_array_length);
  EXPORT(create8);
  EXPORT(create16);
  EXPORT(external8);
  EXPORT(external16);
  EXPORT(copied);
  EXPORT(utf8);
  EXPORT(latin1);
  EXPORT(utf16);
  EXPORT(nulls);
  EXPORT(pending);
  return exports;
}
