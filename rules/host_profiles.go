package rules

import "strings"

// A hostProfile is what a host other than Node.js offers to addons. The lists
// are snapshots of moving projects; source names the state that was read.
type hostProfile struct {
	name, source string
	uv           map[string]bool // libuv functions that work
	lacks        map[string]bool // documented Node-API functions that are missing
	extra        map[string]bool // Node-API names no Node.js has
	newest       int             // Node-API version up to which functions are offered; 0 = all
}

func names(s string) map[string]bool {
	set := map[string]bool{}
	for _, n := range strings.Fields(s) {
		set[n] = true
	}
	return set
}

var deno = hostProfile{
	name:   "Deno",
	source: "denoland/deno 98f9507, August 2026",
	uv: names(`uv_async_init uv_async_send uv_check_init uv_check_start uv_check_stop uv_close uv_cond_broadcast uv_cond_destroy
		uv_cond_init uv_cond_signal uv_cond_timedwait uv_cond_wait uv_cpu_info uv_default_loop uv_free_cpu_info uv_handle_get_data
		uv_handle_get_loop uv_handle_get_type uv_handle_set_data uv_handle_size uv_has_ref uv_hrtime uv_idle_init uv_idle_start
		uv_idle_stop uv_is_active uv_is_closing uv_mutex_destroy uv_mutex_init uv_mutex_lock uv_mutex_unlock uv_os_getpid
		uv_poll_init uv_poll_init_socket uv_poll_start uv_poll_stop uv_queue_work uv_ref uv_sem_destroy uv_sem_init uv_sem_post
		uv_sem_trywait uv_sem_wait uv_strerror uv_thread_create uv_thread_equal uv_thread_join uv_thread_self uv_timer_again
		uv_timer_get_repeat uv_timer_init uv_timer_set_repeat uv_timer_start uv_timer_stop uv_unref`),
	lacks: names(`node_api_create_external_sharedarraybuffer node_api_create_sharedarraybuffer node_api_is_sharedarraybuffer node_api_set_prototype`),
	extra: names(`node_api_create_object_with_named_properties`),
}

// bun is Bun on Linux and macOS; its Windows build carries libuv itself.
var bun = hostProfile{
	name:   "Bun",
	source: "oven-sh/bun 3eeff777, 2026",
	uv: names(`uv_async_init uv_async_send uv_close uv_default_loop uv_poll_init uv_poll_init_socket uv_poll_start uv_poll_stop
		uv_strerror uv_unref uv_hrtime uv_mutex_destroy uv_mutex_init uv_mutex_init_recursive uv_mutex_lock uv_mutex_trylock
		uv_mutex_unlock uv_once uv_os_getpid uv_os_getppid uv_tty_reset_mode`),
}

// reactNative is weak-node-api, against which addons for React Native link.
var reactNative = hostProfile{
	name:   "React Native",
	source: "callstackincubator/react-native-node-api, August 2026",
	lacks:  names(`napi_get_uv_event_loop`),
	newest: 8,
}

// without returns the names of list that are not in set.
func without(list []string, set map[string]bool) []string {
	var rest []string
	for _, n := range list {
		if !set[n] {
			rest = append(rest, n)
		}
	}
	return rest
}
