/* Functions to convert from Node-API to C types */
#include "core.h"

#include "_cgo_export.h"

#include <math.h>

napi_status napi_get_array_length(napi_env env, napi_value value, uint32_t *result) {
  ENTER_JS(env, napi_get_array_length);
  CHECK_ARG(env, value);
  CHECK_ARG(env, result);
  struct slot *s = core_view(env->world, WORD(value));
  if (s != NULL && s->class == CLASS_ARRAY) {
    *result = (uint32_t)s->length;
    return OK(env);
  }
  int64_t length = goArrayLength(env->id, WORD(value));
  if (length < 0) return env->last_error.error_code;
  *result = (uint32_t)length;
  return OK(env);
}

napi_status napi_get_prototype(napi_env env, napi_value object, napi_value *result) {
  ENTER_JS(env, napi_get_prototype);
  CHECK_ARG(env, result);
  CHECK_ARG(env, object);
  RETURN_WORD(env, goGetPrototype(env->id, WORD(object)), result);
}

napi_status napi_get_value_bool(napi_env env, napi_value value, bool *result) {
  ENTER(env, napi_get_value_bool);
  CHECK_ARG(env, value);
  CHECK_ARG(env, result);
  CHECK(env, WORD(value) == WORD_TRUE || WORD(value) == WORD_FALSE, napi_boolean_expected);
  *result = WORD(value) == WORD_TRUE;
  return OK(env);
}

napi_status napi_get_value_double(napi_env env, napi_value value, double *result) {
  ENTER(env, napi_get_value_double);
  CHECK_ARG(env, value);
  CHECK_ARG(env, result);
  CHECK(env, core_number(env->world, WORD(value), result), napi_number_expected);
  return OK(env);
}

/* ToUint32 of the ECMAScript specification; what is not finite is 0. */
static uint32_t to_uint32(double d) {
  if (d >= -2147483648.0 && d <= 4294967295.0) return (uint32_t)(int64_t)d;
  if (!isfinite(d)) return 0;
  d = fmod(trunc(d), 4294967296.0);
  return (uint32_t)(int64_t)d;
}

/* Of a number that is no int32. Kept apart: most are. */
static __attribute__((noinline)) napi_status get_int32(napi_env env, napi_value value, int32_t *result) {
  double d;
  CHECK(env, core_number(env->world, WORD(value), &d), napi_number_expected);
  *result = (int32_t)to_uint32(d);
  return OK(env);
}

napi_status napi_get_value_int32(napi_env env, napi_value value, int32_t *result) {
  ENTER(env, napi_get_value_int32);
  CHECK_ARG(env, value);
  CHECK_ARG(env, result);
  if ((WORD(value) & TAG_MASK) != TAG_INT) return get_int32(env, value, result);
  *result = INT_OF(WORD(value));
  return OK(env);
}

napi_status napi_get_value_int64(napi_env env, napi_value value, int64_t *result) {
  ENTER(env, napi_get_value_int64);
  CHECK_ARG(env, value);
  CHECK_ARG(env, result);
  double d;
  CHECK(env, core_number(env->world, WORD(value), &d), napi_number_expected);
  if (!isfinite(d))
    *result = 0;
  else if (d >= 9223372036854775808.0)
    *result = INT64_MAX;
  else if (d <= -9223372036854775808.0)
    *result = INT64_MIN;
  else
    *result = (int64_t)d;
  return OK(env);
}

napi_status napi_get_value_uint32(napi_env env, napi_value value, uint32_t *result) {
  ENTER(env, napi_get_value_uint32);
  CHECK_ARG(env, value);
  CHECK_ARG(env, result);
  double d;
  CHECK(env, core_number(env->world, WORD(value), &d), napi_number_expected);
  *result = to_uint32(d);
  return OK(env);
}

/* The characters of a string: latin1 or UTF-16. */
struct text {
  const uint8_t *latin1;
  const char16_t *utf16; /* when latin1 is NULL */
  size_t length;
  bool ascii;
};

static napi_status text_of(napi_env env, napi_value value, struct text *t) {
  struct world *w = env->world;
  struct slot *s = core_slot(w, WORD(value));
  CHECK(env, s != NULL && s->type == napi_string, napi_string_expected);
  const void *chars;
  uint8_t held;
  if (s->held & HELD_CHARS) {
    chars = s->chars;
    held = s->held;
    t->length = s->length;
  } else {
    goText(env->id, WORD(value));
    chars = w->text.chars;
    held = w->text.held;
    t->length = w->text.length;
  }
  t->latin1 = held & HELD_LATIN1 ? chars : NULL;
  t->utf16 = held & HELD_LATIN1 ? NULL : chars;
  t->ascii = held & HELD_ASCII;
  return napi_ok;
}

/* Has it checked whether a string found room. Who asks for one character
   wants no more. */
static void fits(napi_env env, size_t room, size_t length) {
  if (room > 1 && room < length)
    check_misuse(env, MISUSE_TRUNCATED, "truncated", "The string has %llu units and the buffer room for %llu, and one for its end",
        (unsigned long long)length, (unsigned long long)room);
}

static napi_status count(napi_env env, size_t *result, size_t n) {
  if (result != NULL) *result = n;
  return OK(env);
}

napi_status napi_get_value_string_latin1(napi_env env, napi_value value, char *buf, size_t bufsize, size_t *result) {
  ENTER(env, napi_get_value_string_latin1);
  CHECK_ARG(env, value);
  struct text t;
  napi_status status = text_of(env, value, &t);
  if (status != napi_ok) return status;
  if (buf == NULL) {
    CHECK_ARG(env, result);
    return count(env, result, t.length);
  }
  if (bufsize == 0) return count(env, result, 0);
  size_t n = t.length < bufsize - 1 ? t.length : bufsize - 1;
  if (CHECKED(env)) fits(env, bufsize - 1, t.length);
  if (t.latin1 != NULL)
    memcpy(buf, t.latin1, n);
  else
    for (size_t i = 0; i < n; i++) buf[i] = (char)t.utf16[i];
  buf[n] = 0;
  return count(env, result, n);
}

static bool pair(const struct text *t, size_t i) {
  return (t->utf16[i] & 0xFC00) == 0xD800 && i + 1 < t->length && (t->utf16[i + 1] & 0xFC00) == 0xDC00;
}

static size_t utf8_length(const struct text *t) {
  if (t->ascii) return t->length;
  size_t n = 0;
  if (t->latin1 != NULL) {
    for (size_t i = 0; i < t->length; i++) n += 1 + (t->latin1[i] >> 7);
    return n;
  }
  for (size_t i = 0; i < t->length; i++) {
    char16_t c = t->utf16[i];
    if (c < 0x80) {
      n += 1;
    } else if (c < 0x800) {
      n += 2;
    } else if (pair(t, i)) {
      n += 4;
      i++;
    } else {
      n += 3;
    }
  }
  return n;
}

/* Writes whole characters into the room there is. A surrogate without its
   partner becomes U+FFFD. */
static size_t utf8_write(const struct text *t, char *buf, size_t room) {
  if (t->ascii) {
    size_t n = t->length < room ? t->length : room;
    memcpy(buf, t->latin1, n);
    return n;
  }
  char *p = buf, *end = buf + room;
  for (size_t i = 0; i < t->length; i++) {
    uint32_t c = t->latin1 != NULL ? t->latin1[i] : t->utf16[i];
    size_t left = (size_t)(end - p);
    if (c < 0x80) {
      if (left < 1) break;
      *p++ = (char)c;
    } else if (c < 0x800) {
      if (left < 2) break;
      *p++ = (char)(0xC0 | c >> 6);
      *p++ = (char)(0x80 | (c & 0x3F));
    } else if (pair(t, i)) {
      if (left < 4) break;
      c = 0x10000 + ((c & 0x3FF) << 10 | (t->utf16[++i] & 0x3FF));
      *p++ = (char)(0xF0 | c >> 18);
      *p++ = (char)(0x80 | (c >> 12 & 0x3F));
      *p++ = (char)(0x80 | (c >> 6 & 0x3F));
      *p++ = (char)(0x80 | (c & 0x3F));
    } else {
      if (left < 3) break;
      if ((c & 0xF800) == 0xD800) c = 0xFFFD;
      *p++ = (char)(0xE0 | c >> 12);
      *p++ = (char)(0x80 | (c >> 6 & 0x3F));
      *p++ = (char)(0x80 | (c & 0x3F));
    }
  }
  return (size_t)(p - buf);
}

napi_status napi_get_value_string_utf8(napi_env env, napi_value value, char *buf, size_t bufsize, size_t *result) {
  ENTER(env, napi_get_value_string_utf8);
  CHECK_ARG(env, value);
  struct text t;
  napi_status status = text_of(env, value, &t);
  if (status != napi_ok) return status;
  if (buf == NULL) {
    CHECK_ARG(env, result);
    return count(env, result, utf8_length(&t));
  }
  if (bufsize == 0) return count(env, result, 0);
  size_t n = utf8_write(&t, buf, bufsize - 1);
  if (CHECKED(env)) fits(env, bufsize - 1, utf8_length(&t));
  buf[n] = 0;
  return count(env, result, n);
}

napi_status napi_get_value_string_utf16(napi_env env, napi_value value, char16_t *buf, size_t bufsize, size_t *result) {
  ENTER(env, napi_get_value_string_utf16);
  CHECK_ARG(env, value);
  struct text t;
  napi_status status = text_of(env, value, &t);
  if (status != napi_ok) return status;
  if (buf == NULL) {
    CHECK_ARG(env, result);
    return count(env, result, t.length);
  }
  if (bufsize == 0) return count(env, result, 0);
  size_t n = t.length < bufsize - 1 ? t.length : bufsize - 1;
  if (CHECKED(env)) fits(env, bufsize - 1, t.length);
  if (t.latin1 != NULL)
    for (size_t i = 0; i < n; i++) buf[i] = t.latin1[i];
  else
    memcpy(buf, t.utf16, 2 * n);
  buf[n] = 0;
  return count(env, result, n);
}

/* The CLASS_… of a value, and what it shows of a buffer if it is one or a view
   of one. */
static int view_of(napi_env env, napi_value value, bool buffer, struct view *v) {
  struct slot *s = core_view(env->world, WORD(value));
  if (s != NULL && s->class != CLASS_ARRAY && !buffer) {
    *v = (struct view){.data = (uintptr_t)s->data, .length = s->length, .offset = s->offset, .type = s->elements};
    return s->class;
  }
  if (core_class(env->world, WORD(value)) == CLASS_OTHER) return CLASS_OTHER;
  return goView(env->id, WORD(value), buffer, (uintptr_t)v);
}

#define SET(out, value)                   \
  do {                                    \
    if ((out) != NULL) *(out) = (value);  \
  } while (0)

napi_status napi_get_arraybuffer_info(napi_env env, napi_value arraybuffer, void **data, size_t *byte_length) {
  ENTER(env, napi_get_arraybuffer_info);
  CHECK_ARG(env, arraybuffer);
  struct view v;
  int kind = view_of(env, arraybuffer, false, &v);
  CHECK(env, kind == CLASS_ARRAYBUFFER || kind == CLASS_SHAREDARRAYBUFFER, napi_invalid_arg);
  SET(data, (void *)(uintptr_t)v.data);
  SET(byte_length, v.length);
  return OK(env);
}

napi_status napi_get_buffer_info(napi_env env, napi_value value, void **data, size_t *length) {
  ENTER(env, napi_get_buffer_info);
  CHECK_ARG(env, value);
  struct view v;
  int kind = view_of(env, value, false, &v);
  CHECK(env, kind == CLASS_TYPEDARRAY || kind == CLASS_DATAVIEW, napi_invalid_arg); /* Node aborts */
  SET(data, (void *)(uintptr_t)v.data);
  SET(length, kind == CLASS_TYPEDARRAY ? v.length * core_element_size(v.type) : v.length);
  return OK(env);
}

napi_status napi_get_typedarray_info(napi_env env, napi_value typedarray, napi_typedarray_type *type, size_t *length, void **data,
    napi_value *arraybuffer, size_t *byte_offset) {
  ENTER(env, napi_get_typedarray_info);
  CHECK_ARG(env, typedarray);
  struct view v;
  CHECK(env, view_of(env, typedarray, arraybuffer != NULL, &v) == CLASS_TYPEDARRAY, napi_invalid_arg);
  SET(type, (napi_typedarray_type)v.type);
  SET(length, v.length);
  SET(data, (void *)(uintptr_t)v.data);
  SET(arraybuffer, VALUE(v.buffer));
  SET(byte_offset, v.offset);
  return OK(env);
}

napi_status napi_get_dataview_info(napi_env env, napi_value dataview, size_t *bytelength, void **data, napi_value *arraybuffer,
    size_t *byte_offset) {
  ENTER(env, napi_get_dataview_info);
  CHECK_ARG(env, dataview);
  struct view v;
  CHECK(env, view_of(env, dataview, arraybuffer != NULL, &v) == CLASS_DATAVIEW, napi_invalid_arg);
  SET(bytelength, v.length);
  SET(data, (void *)(uintptr_t)v.data);
  SET(arraybuffer, VALUE(v.buffer));
  SET(byte_offset, v.offset);
  return OK(env);
}

napi_status napi_get_date_value(napi_env env, napi_value value, double *result) {
  ENTER_JS(env, napi_get_date_value);
  CHECK_ARG(env, value);
  CHECK_ARG(env, result);
  CHECK(env, goDateValue(env->id, WORD(value), (uintptr_t)result), napi_date_expected);
  return OK(env);
}

napi_status napi_get_value_bigint_int64(napi_env env, napi_value value, int64_t *result, bool *lossless) {
  ENTER(env, napi_get_value_bigint_int64);
  CHECK_ARG(env, value);
  CHECK_ARG(env, result);
  CHECK_ARG(env, lossless);
  CHECK(env, core_type(env->world, WORD(value)) == napi_bigint, napi_bigint_expected);
  *lossless = goBigIntInt64(env->id, WORD(value), (uintptr_t)result);
  return OK(env);
}

napi_status napi_get_value_bigint_uint64(napi_env env, napi_value value, uint64_t *result, bool *lossless) {
  ENTER(env, napi_get_value_bigint_uint64);
  CHECK_ARG(env, value);
  CHECK_ARG(env, result);
  CHECK_ARG(env, lossless);
  CHECK(env, core_type(env->world, WORD(value)) == napi_bigint, napi_bigint_expected);
  *lossless = goBigIntUint64(env->id, WORD(value), (uintptr_t)result);
  return OK(env);
}

napi_status napi_get_value_bigint_words(napi_env env, napi_value value, int *sign_bit, size_t *word_count, uint64_t *words) {
  ENTER(env, napi_get_value_bigint_words);
  CHECK_ARG(env, value);
  CHECK_ARG(env, word_count);
  CHECK(env, core_type(env->world, WORD(value)) == napi_bigint, napi_bigint_expected);
  if (sign_bit != NULL || words != NULL) {
    CHECK_ARG(env, sign_bit);
    CHECK_ARG(env, words);
  }
  int32_t sign;
  *word_count = goBigIntWords(env->id, WORD(value), (uintptr_t)&sign, words ? *word_count : 0, (uintptr_t)words);
  if (sign_bit != NULL) *sign_bit = sign;
  return OK(env);
}

napi_status napi_get_value_external(napi_env env, napi_value value, void **result) {
  ENTER(env, napi_get_value_external);
  CHECK_ARG(env, value);
  CHECK_ARG(env, result);
  CHECK(env, core_type(env->world, WORD(value)) == napi_external, napi_invalid_arg);
  struct slot *s = core_slot(env->world, WORD(value));
  *result = s->held & HELD_DATA ? s->data : (void *)goExternalData(env->id, WORD(value));
  return OK(env);
}
