/* libuv event loop */
#include "loop.h"

#include "uv_library.h"

#include <stdlib.h>

/* The functions of the system's libuv this package calls, from its stable ABI. */
enum { UV_ASYNC = 1, UV_RUN_NOWAIT = 2 };

static struct {
#define UV_FUNCTION(result, name, parameters) result(*name) parameters;
  UV_FUNCTIONS
#undef UV_FUNCTION
} uv;

static const char *const names[] = {
#define UV_FUNCTION(result, name, parameters) "uv_" #name,
    UV_FUNCTIONS
#undef UV_FUNCTION
};

const char *uv_function(int i) {
  return i < (int)(sizeof names / sizeof *names) ? names[i] : NULL;
}

void uv_bind(int i, uintptr_t address) {
  memcpy((char *)&uv + (size_t)i * sizeof address, &address, sizeof address);
}

/* A loop of libuv, driven inside ours: the default one for the first world that
   wants any, since addons take the default loop for that of their main thread.
   libuv passes over a loop that has no active handle, but ours may be alive
   without it: one handle of our own is always active, and left out where libuv
   is asked whether the loop is alive. */
struct uv {
  struct uv_loop_s *loop;
  struct uv_handle_s *keep;
  bool is_default;
};

static atomic_flag default_loop = ATOMIC_FLAG_INIT; /* a world has it */

static bool open_loop(struct uv *u) {
  u->is_default = !atomic_flag_test_and_set(&default_loop);
  if (u->is_default) return (u->loop = uv.default_loop()) != NULL;
  u->loop = calloc(1, uv.loop_size());
  return u->loop != NULL && uv.loop_init(u->loop) == 0;
}

static bool close_loop(struct uv *u) {
  bool closed = uv.loop_close(u->loop) == 0;
  if (u->is_default)
    atomic_flag_clear(&default_loop); /* if it did not close, the next world gets it as it is */
  else if (closed)
    free(u->loop);
  return closed;
}

bool uv_begin(struct loop *l) {
  if (l->uv != NULL) return true;
  if (uv.loop_init == NULL) return false; /* libuv is not installed, or no addon wants it */
  struct uv *u = calloc(1, sizeof *u);
  if (u == NULL) return false;
  u->keep = calloc(1, uv.handle_size(UV_ASYNC));
  if (u->keep != NULL && open_loop(u)) {
    if (uv.async_init(u->loop, u->keep, NULL) == 0) {
      l->uv = u;
      return true;
    }
    close_loop(u);
  }
  free(u->keep);
  free(u);
  return false;
}

napi_status napi_get_uv_event_loop(node_api_basic_env env, struct uv_loop_s **loop) {
  ENTER_BASIC(env, napi_get_uv_event_loop);
  CHECK_ARG(env, loop);
  struct loop *l = env->world->loop;
  CHECK(env, uv_begin(l), napi_generic_failure);
  *loop = l->uv->loop;
  return OK(env);
}

bool uv_alive(struct loop *l) {
  if (l->uv == NULL) return false;
  uv.unref(l->uv->keep);
  bool alive = uv.loop_alive(l->uv->loop) != 0;
  uv.ref(l->uv->keep);
  return alive;
}

int64_t uv_wait(struct loop *l, intptr_t *descriptor) {
  if (l->uv == NULL) return -1;
  uv.update_time(l->uv->loop);
  int64_t limit = uv.backend_timeout(l->uv->loop);
  *descriptor = uv.backend_fd(l->uv->loop);
  if (*descriptor < 0 && (limit < 0 || limit > 10)) limit = 10; /* nothing will tell: look often */
  return limit;
}

/* Runs what is due. The handles callbacks make and do not put into a scope of
   their own live until it returns. */
void uv_turn(struct loop *l) {
  struct world *w = l->world;
  uint32_t depth = w->depth;
  core_open_scope(w);
  if (w->check != NULL) check_turn(w);
  uv.run(l->uv->loop, UV_RUN_NOWAIT);
  core_close_scopes(w, depth);
}

static void close_handle(struct uv_handle_s *handle, void *unused) {
  (void)unused;
  if (!uv.is_closing(handle)) uv.close(handle, NULL);
}

/* Closes the loop with what addons left open in it. What does not close in a
   few turns, because a thread of the pool works for it, stays in memory. */
void uv_end(struct loop *l) {
  struct uv *u = l->uv;
  if (u == NULL) return;
  uv.walk(u->loop, close_handle, NULL);
  for (int turns = 0; turns < 64 && uv.run(u->loop, UV_RUN_NOWAIT) != 0; turns++) {
  }
  l->uv = NULL;
  if (!close_loop(u)) return;
  free(u->keep);
  free(u);
}
