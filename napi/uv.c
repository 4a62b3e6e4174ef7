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

/* A loop of libuv, driven inside ours. libuv passes over a loop that has no
   active handle, but ours may be alive without it: one handle of our own is
   always active, and left out where libuv is asked whether the loop is alive. */
struct uv {
  struct uv_loop_s *loop;
  struct uv_handle_s *keep;
};

static bool start(struct loop *l) {
  if (uv.loop_init == NULL) return false;
  struct uv *u = calloc(1, sizeof *u);
  if (u == NULL) return false;
  u->loop = calloc(1, uv.loop_size());
  u->keep = calloc(1, uv.handle_size(UV_ASYNC));
  if (u->loop != NULL && u->keep != NULL && uv.loop_init(u->loop) == 0) {
    if (uv.async_init(u->loop, u->keep, NULL) == 0) {
      l->uv = u;
      return true;
    }
    uv.loop_close(u->loop);
  }
  free(u->keep);
  free(u->loop);
  free(u);
  return false;
}

napi_status napi_get_uv_event_loop(node_api_basic_env env, struct uv_loop_s **loop) {
  ENTER_BASIC(env, napi_get_uv_event_loop);
  CHECK_ARG(env, loop);
  struct loop *l = env->world->loop;
  CHECK(env, l->uv != NULL || start(l), napi_generic_failure); /* libuv is not installed */
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
  if (uv.loop_close(u->loop) != 0) return;
  free(u->keep);
  free(u->loop);
  free(u);
}
