/* Every function of Node-API, by section of its documentation and in its order:
   the one table the C core, the Go side and the tests share.

     FUNCTION(section, name)   implemented, in section.c (and section.go)
     MISSING(section, name)    declared by Node's headers, not implemented yet

   A section is the stem of the files that hold its functions. Whoever implements
   a function turns its MISSING into FUNCTION; TestExports holds the rest. */

/* Environment life cycle APIs */
FUNCTION(environment, napi_set_instance_data)
FUNCTION(environment, napi_get_instance_data)

/* Error handling */
FUNCTION(errors, napi_get_last_error_info)
FUNCTION(errors, napi_throw)
FUNCTION(errors, napi_throw_error)
FUNCTION(errors, napi_throw_type_error)
FUNCTION(errors, napi_throw_range_error)
FUNCTION(errors, node_api_throw_syntax_error)
FUNCTION(errors, napi_is_error)
FUNCTION(errors, napi_create_error)
FUNCTION(errors, napi_create_type_error)
FUNCTION(errors, napi_create_range_error)
FUNCTION(errors, node_api_create_syntax_error)
FUNCTION(errors, napi_get_and_clear_last_exception)
FUNCTION(errors, napi_is_exception_pending)
FUNCTION(errors, napi_fatal_exception)
FUNCTION(errors, napi_fatal_error)

/* Object lifetime management: handle scopes */
FUNCTION(scopes, napi_open_handle_scope)
FUNCTION(scopes, napi_close_handle_scope)
FUNCTION(scopes, napi_open_escapable_handle_scope)
FUNCTION(scopes, napi_close_escapable_handle_scope)
FUNCTION(scopes, napi_escape_handle)

/* Object lifetime management: references */
FUNCTION(references, napi_create_reference)
FUNCTION(references, napi_delete_reference)
FUNCTION(references, napi_reference_ref)
FUNCTION(references, napi_reference_unref)
FUNCTION(references, napi_get_reference_value)

/* Cleanup on exit of the current Node.js environment */
FUNCTION(cleanup, napi_add_env_cleanup_hook)
FUNCTION(cleanup, napi_remove_env_cleanup_hook)
FUNCTION(cleanup, napi_add_async_cleanup_hook)
FUNCTION(cleanup, napi_remove_async_cleanup_hook)

/* Module registration (deprecated, and still imported by old addons) */
FUNCTION(modules, napi_module_register)

/* Object creation functions */
FUNCTION(values_create, napi_create_array)
FUNCTION(values_create, napi_create_array_with_length)
FUNCTION(values_create, napi_create_arraybuffer)
FUNCTION(values_create, napi_create_buffer)
FUNCTION(values_create, napi_create_buffer_copy)
FUNCTION(values_create, napi_create_date)
FUNCTION(values_create, napi_create_external)
FUNCTION(values_create, napi_create_external_arraybuffer)
FUNCTION(values_create, node_api_create_external_sharedarraybuffer)
FUNCTION(values_create, napi_create_external_buffer)
FUNCTION(values_create, napi_create_object)
FUNCTION(values_create, node_api_create_object_with_properties)
FUNCTION(values_create, napi_create_symbol)
FUNCTION(values_create, node_api_symbol_for)
FUNCTION(values_create, napi_create_typedarray)
FUNCTION(values_create, node_api_create_buffer_from_arraybuffer)
FUNCTION(values_create, napi_create_dataview)
FUNCTION(values_create, node_api_create_sharedarraybuffer)

/* Functions to convert from C types to Node-API */
FUNCTION(values_from_c, napi_create_int32)
FUNCTION(values_from_c, napi_create_uint32)
FUNCTION(values_from_c, napi_create_int64)
FUNCTION(values_from_c, napi_create_double)
FUNCTION(values_from_c, napi_create_bigint_int64)
FUNCTION(values_from_c, napi_create_bigint_uint64)
FUNCTION(values_from_c, napi_create_bigint_words)
FUNCTION(values_from_c, napi_create_string_latin1)
FUNCTION(values_from_c, node_api_create_external_string_latin1)
FUNCTION(values_from_c, napi_create_string_utf16)
FUNCTION(values_from_c, node_api_create_external_string_utf16)
FUNCTION(values_from_c, napi_create_string_utf8)
FUNCTION(values_from_c, node_api_create_property_key_latin1)
FUNCTION(values_from_c, node_api_create_property_key_utf16)
FUNCTION(values_from_c, node_api_create_property_key_utf8)

/* Functions to convert from Node-API to C types */
FUNCTION(values_to_c, napi_get_array_length)
FUNCTION(values_to_c, napi_get_arraybuffer_info)
FUNCTION(values_to_c, napi_get_buffer_info)
FUNCTION(values_to_c, napi_get_prototype)
FUNCTION(values_to_c, napi_get_typedarray_info)
FUNCTION(values_to_c, napi_get_dataview_info)
FUNCTION(values_to_c, napi_get_date_value)
FUNCTION(values_to_c, napi_get_value_bool)
FUNCTION(values_to_c, napi_get_value_double)
FUNCTION(values_to_c, napi_get_value_bigint_int64)
FUNCTION(values_to_c, napi_get_value_bigint_uint64)
FUNCTION(values_to_c, napi_get_value_bigint_words)
FUNCTION(values_to_c, napi_get_value_external)
FUNCTION(values_to_c, napi_get_value_int32)
FUNCTION(values_to_c, napi_get_value_int64)
FUNCTION(values_to_c, napi_get_value_string_latin1)
FUNCTION(values_to_c, napi_get_value_string_utf8)
FUNCTION(values_to_c, napi_get_value_string_utf16)
FUNCTION(values_to_c, napi_get_value_uint32)

/* Functions to get global instances */
FUNCTION(values_global, napi_get_boolean)
FUNCTION(values_global, napi_get_global)
FUNCTION(values_global, napi_get_null)
FUNCTION(values_global, napi_get_undefined)

/* Working with JavaScript values and abstract operations */
FUNCTION(operations, napi_coerce_to_bool)
FUNCTION(operations, napi_coerce_to_number)
FUNCTION(operations, napi_coerce_to_object)
FUNCTION(operations, napi_coerce_to_string)
FUNCTION(operations, napi_typeof)
FUNCTION(operations, napi_instanceof)
FUNCTION(operations, napi_is_array)
FUNCTION(operations, napi_is_arraybuffer)
FUNCTION(operations, napi_is_buffer)
FUNCTION(operations, napi_is_date)
FUNCTION(operations, napi_is_typedarray)
FUNCTION(operations, napi_is_dataview)
FUNCTION(operations, napi_strict_equals)
FUNCTION(operations, napi_detach_arraybuffer)
FUNCTION(operations, napi_is_detached_arraybuffer)
FUNCTION(operations, node_api_is_sharedarraybuffer)

/* Working with JavaScript properties */
FUNCTION(properties, napi_get_property_names)
FUNCTION(properties, napi_get_all_property_names)
FUNCTION(properties, napi_set_property)
FUNCTION(properties, napi_get_property)
FUNCTION(properties, napi_has_property)
FUNCTION(properties, napi_delete_property)
FUNCTION(properties, napi_has_own_property)
FUNCTION(properties, napi_set_named_property)
FUNCTION(properties, napi_get_named_property)
FUNCTION(properties, napi_has_named_property)
FUNCTION(properties, napi_set_element)
FUNCTION(properties, napi_get_element)
FUNCTION(properties, napi_has_element)
FUNCTION(properties, napi_delete_element)
FUNCTION(properties, napi_define_properties)
FUNCTION(properties, napi_object_freeze)
FUNCTION(properties, napi_object_seal)
FUNCTION(properties, node_api_set_prototype)

/* Working with JavaScript functions */
FUNCTION(functions, napi_call_function)
FUNCTION(functions, napi_create_function)
FUNCTION(functions, napi_get_cb_info)
FUNCTION(functions, napi_get_new_target)
FUNCTION(functions, napi_new_instance)

/* Object wrap */
FUNCTION(object_wrap, napi_define_class)
FUNCTION(object_wrap, napi_wrap)
FUNCTION(object_wrap, napi_unwrap)
FUNCTION(object_wrap, napi_remove_wrap)
FUNCTION(object_wrap, napi_type_tag_object)
FUNCTION(object_wrap, napi_check_object_type_tag)
FUNCTION(object_wrap, napi_add_finalizer)
FUNCTION(object_wrap, node_api_post_finalizer)

/* Simple asynchronous operations */
FUNCTION(async_work, napi_create_async_work)
FUNCTION(async_work, napi_delete_async_work)
FUNCTION(async_work, napi_queue_async_work)
FUNCTION(async_work, napi_cancel_async_work)

/* Custom asynchronous operations */
FUNCTION(async_context, napi_async_init)
FUNCTION(async_context, napi_async_destroy)
FUNCTION(async_context, napi_make_callback)
FUNCTION(async_context, napi_open_callback_scope)
FUNCTION(async_context, napi_close_callback_scope)

/* Version management */
FUNCTION(version, napi_get_node_version)
FUNCTION(version, napi_get_version)

/* Memory management */
FUNCTION(memory, napi_adjust_external_memory)

/* Promises */
FUNCTION(promises, napi_create_promise)
FUNCTION(promises, napi_resolve_deferred)
FUNCTION(promises, napi_reject_deferred)
FUNCTION(promises, napi_is_promise)

/* Script execution */
FUNCTION(script, napi_run_script)

/* libuv event loop */
FUNCTION(uv, napi_get_uv_event_loop)

/* Asynchronous thread-safe function calls */
FUNCTION(threadsafe, napi_create_threadsafe_function)
FUNCTION(threadsafe, napi_get_threadsafe_function_context)
FUNCTION(threadsafe, napi_call_threadsafe_function)
FUNCTION(threadsafe, napi_acquire_threadsafe_function)
FUNCTION(threadsafe, napi_release_threadsafe_function)
FUNCTION(threadsafe, napi_ref_threadsafe_function)
FUNCTION(threadsafe, napi_unref_threadsafe_function)

/* Miscellaneous utilities */
FUNCTION(misc, node_api_get_module_file_name)
