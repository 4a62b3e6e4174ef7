/* The parameters of each function, as the checks see them: what is handed in,
   in order and without the environment. TestArguments compares the names with
   abi.h.

     ARG_VALUE(v) ARG_OPTIONAL(v)   a handle; one that may be NULL
     ARG_VALUES(v, n)               n handles
     ARG_PROPERTIES(p, n)           n property descriptors
     ARG_REFERENCE(r) ARG_WORK(w) ARG_TSFN(f) ARG_DEFERRED(d) ARG_SCOPE(s) ARG_ESCAPABLE(s) ARG_HOOK(h)
     ARG_RESULT(r)                  where the function puts a handle or one of these
     ARG_OUT(o)                     where it puts something else
     ARG_MEMORY(m)                  memory it reads, or keeps
     ARG_POINTER(p) ARG_CODE(f)     what it only hands on
     ARG_NUMBER(n) ARG_DOUBLE(d) */

/* Environment life cycle APIs */
#define ARGS_napi_set_instance_data ARG_POINTER(data) ARG_CODE(finalize_cb) ARG_POINTER(finalize_hint)
#define ARGS_napi_get_instance_data ARG_OUT(data)

/* Error handling */
#define ARGS_napi_get_last_error_info ARG_OUT(result)
#define ARGS_napi_throw ARG_VALUE(error)
#define ARGS_napi_throw_error ARG_MEMORY(code) ARG_MEMORY(msg)
#define ARGS_napi_throw_type_error ARG_MEMORY(code) ARG_MEMORY(msg)
#define ARGS_napi_throw_range_error ARG_MEMORY(code) ARG_MEMORY(msg)
#define ARGS_node_api_throw_syntax_error ARG_MEMORY(code) ARG_MEMORY(msg)
#define ARGS_napi_is_error ARG_VALUE(value) ARG_OUT(result)
#define ARGS_napi_create_error ARG_OPTIONAL(code) ARG_VALUE(msg) ARG_RESULT(result)
#define ARGS_napi_create_type_error ARG_OPTIONAL(code) ARG_VALUE(msg) ARG_RESULT(result)
#define ARGS_napi_create_range_error ARG_OPTIONAL(code) ARG_VALUE(msg) ARG_RESULT(result)
#define ARGS_node_api_create_syntax_error ARG_OPTIONAL(code) ARG_VALUE(msg) ARG_RESULT(result)
#define ARGS_napi_get_and_clear_last_exception ARG_RESULT(result)
#define ARGS_napi_is_exception_pending ARG_OUT(result)
#define ARGS_napi_fatal_exception ARG_VALUE(err)

/* Object lifetime management: handle scopes */
#define ARGS_napi_open_handle_scope ARG_RESULT(result)
#define ARGS_napi_close_handle_scope ARG_SCOPE(scope)
#define ARGS_napi_open_escapable_handle_scope ARG_RESULT(result)
#define ARGS_napi_close_escapable_handle_scope ARG_ESCAPABLE(scope)
#define ARGS_napi_escape_handle ARG_ESCAPABLE(scope) ARG_VALUE(escapee) ARG_RESULT(result)

/* Object lifetime management: references */
#define ARGS_napi_create_reference ARG_VALUE(value) ARG_NUMBER(initial_refcount) ARG_RESULT(result)
#define ARGS_napi_delete_reference ARG_REFERENCE(ref)
#define ARGS_napi_reference_ref ARG_REFERENCE(ref) ARG_OUT(result)
#define ARGS_napi_reference_unref ARG_REFERENCE(ref) ARG_OUT(result)
#define ARGS_napi_get_reference_value ARG_REFERENCE(ref) ARG_RESULT(result)

/* Cleanup on exit of the current Node.js environment */
#define ARGS_napi_add_env_cleanup_hook ARG_CODE(fun) ARG_POINTER(arg)
#define ARGS_napi_remove_env_cleanup_hook ARG_CODE(fun) ARG_POINTER(arg)
#define ARGS_napi_add_async_cleanup_hook ARG_CODE(hook) ARG_POINTER(arg) ARG_RESULT(remove_handle)
#define ARGS_napi_remove_async_cleanup_hook ARG_HOOK(remove_handle)

/* Object creation functions */
#define ARGS_napi_create_array ARG_RESULT(result)
#define ARGS_napi_create_array_with_length ARG_NUMBER(length) ARG_RESULT(result)
#define ARGS_napi_create_arraybuffer ARG_NUMBER(byte_length) ARG_OUT(data) ARG_RESULT(result)
#define ARGS_napi_create_buffer ARG_NUMBER(length) ARG_OUT(data) ARG_RESULT(result)
#define ARGS_napi_create_buffer_copy ARG_NUMBER(length) ARG_MEMORY(data) ARG_OUT(result_data) ARG_RESULT(result)
#define ARGS_napi_create_date ARG_DOUBLE(time) ARG_RESULT(result)
#define ARGS_napi_create_external ARG_POINTER(data) ARG_CODE(finalize_cb) ARG_POINTER(finalize_hint) ARG_RESULT(result)
#define ARGS_napi_create_external_arraybuffer ARG_MEMORY(external_data) ARG_NUMBER(byte_length) ARG_CODE(finalize_cb) \
  ARG_POINTER(finalize_hint) ARG_RESULT(result)
#define ARGS_node_api_create_external_sharedarraybuffer ARG_MEMORY(external_data) ARG_NUMBER(byte_length) ARG_CODE(finalize_cb) \
  ARG_POINTER(finalize_hint) ARG_RESULT(result)
#define ARGS_napi_create_external_buffer ARG_NUMBER(length) ARG_MEMORY(data) ARG_CODE(finalize_cb) ARG_POINTER(finalize_hint) \
  ARG_RESULT(result)
#define ARGS_napi_create_object ARG_RESULT(result)
#define ARGS_node_api_create_object_with_properties ARG_OPTIONAL(prototype_or_null) ARG_VALUES(property_names, property_count) \
  ARG_VALUES(property_values, property_count) ARG_NUMBER(property_count) ARG_RESULT(result)
#define ARGS_napi_create_symbol ARG_OPTIONAL(description) ARG_RESULT(result)
#define ARGS_node_api_symbol_for ARG_MEMORY(utf8description) ARG_NUMBER(length) ARG_RESULT(result)
#define ARGS_napi_create_typedarray ARG_NUMBER(type) ARG_NUMBER(length) ARG_VALUE(arraybuffer) ARG_NUMBER(byte_offset) ARG_RESULT(result)
#define ARGS_node_api_create_buffer_from_arraybuffer ARG_VALUE(arraybuffer) ARG_NUMBER(byte_offset) ARG_NUMBER(byte_length) \
  ARG_RESULT(result)
#define ARGS_napi_create_dataview ARG_NUMBER(length) ARG_VALUE(arraybuffer) ARG_NUMBER(byte_offset) ARG_RESULT(result)
#define ARGS_node_api_create_sharedarraybuffer ARG_NUMBER(byte_length) ARG_OUT(data) ARG_RESULT(result)

/* Functions to convert from C types to Node-API */
#define ARGS_napi_create_int32 ARG_NUMBER(value) ARG_RESULT(result)
#define ARGS_napi_create_uint32 ARG_NUMBER(value) ARG_RESULT(result)
#define ARGS_napi_create_int64 ARG_NUMBER(value) ARG_RESULT(result)
#define ARGS_napi_create_double ARG_DOUBLE(value) ARG_RESULT(result)
#define ARGS_napi_create_bigint_int64 ARG_NUMBER(value) ARG_RESULT(result)
#define ARGS_napi_create_bigint_uint64 ARG_NUMBER(value) ARG_RESULT(result)
#define ARGS_napi_create_bigint_words ARG_NUMBER(sign_bit) ARG_NUMBER(word_count) ARG_MEMORY(words) ARG_RESULT(result)
#define ARGS_napi_create_string_latin1 ARG_MEMORY(str) ARG_NUMBER(length) ARG_RESULT(result)
#define ARGS_node_api_create_external_string_latin1 ARG_MEMORY(str) ARG_NUMBER(length) ARG_CODE(finalize_callback) \
  ARG_POINTER(finalize_hint) ARG_RESULT(result) ARG_OUT(copied)
#define ARGS_napi_create_string_utf16 ARG_MEMORY(str) ARG_NUMBER(length) ARG_RESULT(result)
#define ARGS_node_api_create_external_string_utf16 ARG_MEMORY(str) ARG_NUMBER(length) ARG_CODE(finalize_callback) \
  ARG_POINTER(finalize_hint) ARG_RESULT(result) ARG_OUT(copied)
#define ARGS_napi_create_string_utf8 ARG_MEMORY(str) ARG_NUMBER(length) ARG_RESULT(result)
#define ARGS_node_api_create_property_key_latin1 ARG_MEMORY(str) ARG_NUMBER(length) ARG_RESULT(result)
#define ARGS_node_api_create_property_key_utf16 ARG_MEMORY(str) ARG_NUMBER(length) ARG_RESULT(result)
#define ARGS_node_api_create_property_key_utf8 ARG_MEMORY(str) ARG_NUMBER(length) ARG_RESULT(result)

/* Functions to convert from Node-API to C types */
#define ARGS_napi_get_array_length ARG_VALUE(value) ARG_OUT(result)
#define ARGS_napi_get_arraybuffer_info ARG_VALUE(arraybuffer) ARG_OUT(data) ARG_OUT(byte_length)
#define ARGS_napi_get_buffer_info ARG_VALUE(value) ARG_OUT(data) ARG_OUT(length)
#define ARGS_napi_get_prototype ARG_VALUE(object) ARG_RESULT(result)
#define ARGS_napi_get_typedarray_info ARG_VALUE(typedarray) ARG_OUT(type) ARG_OUT(length) ARG_OUT(data) ARG_RESULT(arraybuffer) \
  ARG_OUT(byte_offset)
#define ARGS_napi_get_dataview_info ARG_VALUE(dataview) ARG_OUT(bytelength) ARG_OUT(data) ARG_RESULT(arraybuffer) ARG_OUT(byte_offset)
#define ARGS_napi_get_date_value ARG_VALUE(value) ARG_OUT(result)
#define ARGS_napi_get_value_bool ARG_VALUE(value) ARG_OUT(result)
#define ARGS_napi_get_value_double ARG_VALUE(value) ARG_OUT(result)
#define ARGS_napi_get_value_bigint_int64 ARG_VALUE(value) ARG_OUT(result) ARG_OUT(lossless)
#define ARGS_napi_get_value_bigint_uint64 ARG_VALUE(value) ARG_OUT(result) ARG_OUT(lossless)
#define ARGS_napi_get_value_bigint_words ARG_VALUE(value) ARG_OUT(sign_bit) ARG_OUT(word_count) ARG_OUT(words)
#define ARGS_napi_get_value_external ARG_VALUE(value) ARG_OUT(result)
#define ARGS_napi_get_value_int32 ARG_VALUE(value) ARG_OUT(result)
#define ARGS_napi_get_value_int64 ARG_VALUE(value) ARG_OUT(result)
#define ARGS_napi_get_value_string_latin1 ARG_VALUE(value) ARG_OUT(buf) ARG_NUMBER(bufsize) ARG_OUT(result)
#define ARGS_napi_get_value_string_utf8 ARG_VALUE(value) ARG_OUT(buf) ARG_NUMBER(bufsize) ARG_OUT(result)
#define ARGS_napi_get_value_string_utf16 ARG_VALUE(value) ARG_OUT(buf) ARG_NUMBER(bufsize) ARG_OUT(result)
#define ARGS_napi_get_value_uint32 ARG_VALUE(value) ARG_OUT(result)

/* Functions to get global instances */
#define ARGS_napi_get_boolean ARG_NUMBER(value) ARG_RESULT(result)
#define ARGS_napi_get_global ARG_RESULT(result)
#define ARGS_napi_get_null ARG_RESULT(result)
#define ARGS_napi_get_undefined ARG_RESULT(result)

/* Working with JavaScript values and abstract operations */
#define ARGS_napi_coerce_to_bool ARG_VALUE(value) ARG_RESULT(result)
#define ARGS_napi_coerce_to_number ARG_VALUE(value) ARG_RESULT(result)
#define ARGS_napi_coerce_to_object ARG_VALUE(value) ARG_RESULT(result)
#define ARGS_napi_coerce_to_string ARG_VALUE(value) ARG_RESULT(result)
#define ARGS_napi_typeof ARG_VALUE(value) ARG_OUT(result)
#define ARGS_napi_instanceof ARG_VALUE(object) ARG_VALUE(constructor) ARG_OUT(result)
#define ARGS_napi_is_array ARG_VALUE(value) ARG_OUT(result)
#define ARGS_napi_is_arraybuffer ARG_VALUE(value) ARG_OUT(result)
#define ARGS_napi_is_buffer ARG_VALUE(value) ARG_OUT(result)
#define ARGS_napi_is_date ARG_VALUE(value) ARG_OUT(is_date)
#define ARGS_napi_is_typedarray ARG_VALUE(value) ARG_OUT(result)
#define ARGS_napi_is_dataview ARG_VALUE(value) ARG_OUT(result)
#define ARGS_napi_strict_equals ARG_VALUE(lhs) ARG_VALUE(rhs) ARG_OUT(result)
#define ARGS_napi_detach_arraybuffer ARG_VALUE(arraybuffer)
#define ARGS_napi_is_detached_arraybuffer ARG_VALUE(value) ARG_OUT(result)
#define ARGS_node_api_is_sharedarraybuffer ARG_VALUE(value) ARG_OUT(result)

/* Working with JavaScript properties */
#define ARGS_napi_get_property_names ARG_VALUE(object) ARG_RESULT(result)
#define ARGS_napi_get_all_property_names ARG_VALUE(object) ARG_NUMBER(key_mode) ARG_NUMBER(key_filter) ARG_NUMBER(key_conversion) \
  ARG_RESULT(result)
#define ARGS_napi_set_property ARG_VALUE(object) ARG_VALUE(key) ARG_VALUE(value)
#define ARGS_napi_get_property ARG_VALUE(object) ARG_VALUE(key) ARG_RESULT(result)
#define ARGS_napi_has_property ARG_VALUE(object) ARG_VALUE(key) ARG_OUT(result)
#define ARGS_napi_delete_property ARG_VALUE(object) ARG_VALUE(key) ARG_OUT(result)
#define ARGS_napi_has_own_property ARG_VALUE(object) ARG_VALUE(key) ARG_OUT(result)
#define ARGS_napi_set_named_property ARG_VALUE(object) ARG_MEMORY(utf8name) ARG_VALUE(value)
#define ARGS_napi_get_named_property ARG_VALUE(object) ARG_MEMORY(utf8name) ARG_RESULT(result)
#define ARGS_napi_has_named_property ARG_VALUE(object) ARG_MEMORY(utf8name) ARG_OUT(result)
#define ARGS_napi_set_element ARG_VALUE(object) ARG_NUMBER(index) ARG_VALUE(value)
#define ARGS_napi_get_element ARG_VALUE(object) ARG_NUMBER(index) ARG_RESULT(result)
#define ARGS_napi_has_element ARG_VALUE(object) ARG_NUMBER(index) ARG_OUT(result)
#define ARGS_napi_delete_element ARG_VALUE(object) ARG_NUMBER(index) ARG_OUT(result)
#define ARGS_napi_define_properties ARG_VALUE(object) ARG_NUMBER(property_count) ARG_PROPERTIES(properties, property_count)
#define ARGS_napi_object_freeze ARG_VALUE(object)
#define ARGS_napi_object_seal ARG_VALUE(object)
#define ARGS_node_api_set_prototype ARG_VALUE(object) ARG_VALUE(value)

/* Working with JavaScript functions */
#define ARGS_napi_call_function ARG_VALUE(recv) ARG_VALUE(func) ARG_NUMBER(argc) ARG_VALUES(argv, argc) ARG_RESULT(result)
#define ARGS_napi_create_function ARG_MEMORY(utf8name) ARG_NUMBER(length) ARG_CODE(cb) ARG_POINTER(data) ARG_RESULT(result)
#define ARGS_napi_get_cb_info ARG_POINTER(cbinfo) ARG_OUT(argc) ARG_OUT(argv) ARG_OUT(this_arg) ARG_OUT(data)
#define ARGS_napi_get_new_target ARG_POINTER(cbinfo) ARG_RESULT(result)
#define ARGS_napi_new_instance ARG_VALUE(constructor) ARG_NUMBER(argc) ARG_VALUES(argv, argc) ARG_RESULT(result)

/* Object wrap */
#define ARGS_napi_define_class ARG_MEMORY(utf8name) ARG_NUMBER(length) ARG_CODE(constructor) ARG_POINTER(data) ARG_NUMBER(property_count) \
  ARG_PROPERTIES(properties, property_count) ARG_RESULT(result)
#define ARGS_napi_wrap ARG_VALUE(js_object) ARG_POINTER(native_object) ARG_CODE(finalize_cb) ARG_POINTER(finalize_hint) ARG_RESULT(result)
#define ARGS_napi_unwrap ARG_VALUE(js_object) ARG_OUT(result)
#define ARGS_napi_remove_wrap ARG_VALUE(js_object) ARG_OUT(result)
#define ARGS_napi_type_tag_object ARG_VALUE(value) ARG_MEMORY(type_tag)
#define ARGS_napi_check_object_type_tag ARG_VALUE(value) ARG_MEMORY(type_tag) ARG_OUT(result)
#define ARGS_napi_add_finalizer ARG_VALUE(js_object) ARG_POINTER(finalize_data) ARG_CODE(finalize_cb) ARG_POINTER(finalize_hint) \
  ARG_RESULT(result)
#define ARGS_node_api_post_finalizer ARG_CODE(finalize_cb) ARG_POINTER(finalize_data) ARG_POINTER(finalize_hint)

/* Simple asynchronous operations */
#define ARGS_napi_create_async_work ARG_OPTIONAL(async_resource) ARG_VALUE(async_resource_name) ARG_CODE(execute) ARG_CODE(complete) \
  ARG_POINTER(data) ARG_RESULT(result)
#define ARGS_napi_delete_async_work ARG_WORK(work)
#define ARGS_napi_queue_async_work ARG_WORK(work)
#define ARGS_napi_cancel_async_work ARG_WORK(work)

/* Custom asynchronous operations */
#define ARGS_napi_async_init ARG_OPTIONAL(async_resource) ARG_VALUE(async_resource_name) ARG_RESULT(result)
#define ARGS_napi_async_destroy ARG_POINTER(async_context)
#define ARGS_napi_make_callback ARG_POINTER(async_context) ARG_VALUE(recv) ARG_VALUE(func) ARG_NUMBER(argc) ARG_VALUES(argv, argc) \
  ARG_RESULT(result)
#define ARGS_napi_open_callback_scope ARG_POINTER(resource_object) ARG_POINTER(context) ARG_RESULT(result)
#define ARGS_napi_close_callback_scope ARG_POINTER(scope)

/* Version management */
#define ARGS_napi_get_node_version ARG_OUT(version)
#define ARGS_napi_get_version ARG_OUT(result)

/* Memory management */
#define ARGS_napi_adjust_external_memory ARG_NUMBER(change_in_bytes) ARG_OUT(adjusted_value)

/* Promises */
#define ARGS_napi_create_promise ARG_RESULT(deferred) ARG_RESULT(promise)
#define ARGS_napi_resolve_deferred ARG_DEFERRED(deferred) ARG_VALUE(resolution)
#define ARGS_napi_reject_deferred ARG_DEFERRED(deferred) ARG_VALUE(rejection)
#define ARGS_napi_is_promise ARG_VALUE(value) ARG_OUT(is_promise)

/* Script execution */
#define ARGS_napi_run_script ARG_VALUE(script) ARG_RESULT(result)

/* libuv event loop */
#define ARGS_napi_get_uv_event_loop ARG_OUT(loop)

/* Asynchronous thread-safe function calls */
#define ARGS_napi_create_threadsafe_function ARG_OPTIONAL(func) ARG_OPTIONAL(async_resource) ARG_VALUE(async_resource_name) \
  ARG_NUMBER(max_queue_size) ARG_NUMBER(initial_thread_count) ARG_POINTER(thread_finalize_data) ARG_CODE(thread_finalize_cb) \
  ARG_POINTER(context) ARG_CODE(call_js_cb) ARG_RESULT(result)
#define ARGS_napi_get_threadsafe_function_context ARG_TSFN(func) ARG_OUT(result)
#define ARGS_napi_call_threadsafe_function ARG_TSFN(func) ARG_POINTER(data) ARG_NUMBER(is_blocking)
#define ARGS_napi_acquire_threadsafe_function ARG_TSFN(func)
#define ARGS_napi_release_threadsafe_function ARG_TSFN(func) ARG_NUMBER(mode)
#define ARGS_napi_ref_threadsafe_function ARG_TSFN(func)
#define ARGS_napi_unref_threadsafe_function ARG_TSFN(func)

/* Miscellaneous utilities */
#define ARGS_node_api_get_module_file_name ARG_OUT(result)
