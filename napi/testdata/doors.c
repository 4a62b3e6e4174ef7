/* The doors of the functions that may run JavaScript: what they answer before
   they look at their arguments, all of them NULL or 0. */
#include "test.h"

static struct door {
  const char *name;
  napi_status status;
} doors[64];
static size_t count;

static void knock(napi_env env) {
  count = 0;
#define KNOCK(function, ...) doors[count++] = (struct door){#function, function(env, __VA_ARGS__)}
  KNOCK(napi_throw, NULL);
  KNOCK(napi_throw_error, NULL, NULL);
  KNOCK(napi_throw_type_error, NULL, NULL);
  KNOCK(napi_throw_range_error, NULL, NULL);
  KNOCK(node_api_throw_syntax_error, NULL, NULL);
  KNOCK(napi_fatal_exception, NULL);
  KNOCK(napi_create_arraybuffer, 0, NULL, NULL);
  KNOCK(napi_create_buffer, 0, NULL, NULL);
  KNOCK(napi_create_buffer_copy, 0, NULL, NULL, NULL);
  KNOCK(napi_create_date, 0, NULL);
  KNOCK(napi_create_external, NULL, NULL, NULL, NULL);
  KNOCK(napi_create_external_arraybuffer, NULL, 0, NULL, NULL, NULL);
  KNOCK(node_api_create_external_sharedarraybuffer, NULL, 0, NULL, NULL, NULL);
  KNOCK(napi_create_external_buffer, 0, NULL, NULL, NULL, NULL);
  KNOCK(napi_create_typedarray, 0, 0, NULL, 0, NULL);
  KNOCK(node_api_create_buffer_from_arraybuffer, NULL, 0, 0, NULL);
  KNOCK(napi_create_dataview, 0, NULL, 0, NULL);
  KNOCK(node_api_create_sharedarraybuffer, 0, NULL, NULL);
  KNOCK(napi_create_bigint_words, 0, 0, NULL, NULL);
  KNOCK(napi_get_array_length, NULL, NULL);
  KNOCK(napi_get_prototype, NULL, NULL);
  KNOCK(napi_get_date_value, NULL, NULL);
  KNOCK(napi_coerce_to_bool, NULL, NULL);
  KNOCK(napi_coerce_to_number, NULL, NULL);
  KNOCK(napi_coerce_to_object, NULL, NULL);
  KNOCK(napi_coerce_to_string, NULL, NULL);
  KNOCK(napi_instanceof, NULL, NULL, NULL);
  KNOCK(napi_strict_equals, NULL, NULL, NULL);
  KNOCK(napi_get_property_names, NULL, NULL);
  KNOCK(napi_get_all_property_names, NULL, 0, 0, 0, NULL);
  KNOCK(napi_set_property, NULL, NULL, NULL);
  KNOCK(napi_get_property, NULL, NULL, NULL);
  KNOCK(napi_has_property, NULL, NULL, NULL);
  KNOCK(napi_delete_property, NULL, NULL, NULL);
  KNOCK(napi_has_own_property, NULL, NULL, NULL);
  KNOCK(napi_set_named_property, NULL, NULL, NULL);
  KNOCK(napi_get_named_property, NULL, NULL, NULL);
  KNOCK(napi_has_named_property, NULL, NULL, NULL);
  KNOCK(napi_set_element, NULL, 0, NULL);
  KNOCK(napi_get_element, NULL, 0, NULL);
  KNOCK(napi_has_element, NULL, 0, NULL);
  KNOCK(napi_delete_element, NULL, 0, NULL);
  KNOCK(napi_define_properties, NULL, 0, NULL);
  KNOCK(napi_object_freeze, NULL);
  KNOCK(napi_object_seal, NULL);
  KNOCK(node_api_set_prototype, NULL, NULL);
  KNOCK(napi_call_function, NULL, NULL, 0, NULL, NULL);
  KNOCK(napi_create_function, NULL, 0, NULL, NULL, NULL);
  KNOCK(napi_new_instance, NULL, 0, NULL, NULL);
  KNOCK(napi_define_class, NULL, 0, NULL, NULL, 0, NULL, NULL);
  KNOCK(napi_wrap, NULL, NULL, NULL, NULL, NULL);
  KNOCK(napi_unwrap, NULL, NULL);
  KNOCK(napi_remove_wrap, NULL, NULL);
  KNOCK(napi_type_tag_object, NULL, NULL);
  KNOCK(napi_check_object_type_tag, NULL, NULL, NULL);
  KNOCK(napi_make_callback, NULL, NULL, NULL, 0, NULL, NULL);
  KNOCK(napi_create_promise, NULL, NULL);
  KNOCK(napi_resolve_deferred, NULL, NULL);
  KNOCK(napi_reject_deferred, NULL, NULL);
  KNOCK(napi_run_script, NULL, NULL);
}

static napi_value answers(napi_env env) {
  napi_value list, pair;
  MUST(napi_create_array(env, &list));
  for (size_t i = 0; i < count; i++) {
    MUST(napi_create_array(env, &pair));
    MUST(napi_set_element(env, pair, 0, string(env, doors[i].name)));
    MUST(napi_set_element(env, pair, 1, number(env, doors[i].status)));
    MUST(napi_set_element(env, list, (uint32_t)i, pair));
  }
  return list;
}

TEST(arguments) {
  (void)info;
  knock(env);
  return answers(env);
}

TEST(environment) {
  (void)info;
  knock(NULL);
  return answers(env);
}

TEST(pending) {
  (void)info;
  napi_value unused;
  MUST(napi_throw_error(env, NULL, "waits"));
  knock(env);
  MUST(napi_get_and_clear_last_exception(env, &unused));
  return answers(env);
}

/* interrupted(f): after f, what all of them answer, or -1 */
TEST(interrupted) {
  ARGS;
  MUST(napi_call_function(env, a.self, a.v[0], 0, NULL, NULL));
  knock(env);
  for (size_t i = 0; i < count; i++)
    if (doors[i].status != doors[0].status) return number(env, -1);
  return number(env, doors[0].status);
}

/* At the end nobody is there to be told: the answers go to a file. */
static napi_env the_env;

static void at_end(void *unused) {
  (void)unused;
  knock(the_env);
  const char *path = getenv("NAPI_TEST_LOG");
  FILE *f = path ? fopen(path, "a") : NULL;
  if (f == NULL) return;
  for (size_t i = 0; i < count; i++) fprintf(f, "at the end %s: %d\n", doors[i].name, doors[i].status);
  fclose(f);
}

NAPI_MODULE_INIT() {
  EXPORT(arguments);
  EXPORT(environment);
  EXPORT(pending);
  EXPORT(interrupted);
  the_env = env;
  MUST(napi_add_env_cleanup_hook(env, at_end, NULL));
  return exports;
}
