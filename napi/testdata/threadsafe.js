print('without env: ' + statuses[addon.without_env()]);
function f() {}
call('create', f, NULL, NULL, 0, 1, NULL, 0, true, true);
call('create', f, NULL, 'name', 0, 0, NULL, 0, true, true);
call('create', f, NULL, 'name', 0, 1, NULL, 0, true, NULL);
call('create', NULL, NULL, 'name', 0, 1, NULL, 0, NULL, true);
call('create', {}, NULL, 'name', 0, 1, NULL, 0, true, true);
call('create', f, undefined, 'name', 0, 1, NULL, 0, true, true);
call('create', f, NULL, Symbol('s'), 0, 1, NULL, 0, true, true);
call('create', f, NULL, {toString() { throw mine('no name'); }}, 0, 1, NULL, 0, true, true);
call('create', f, null, NULL, 0, 0, NULL, 0, NULL, NULL);

var log = [];
function flush() { print(log.join('; ')); log = []; }
function after(n, then) { n === 0 ? then() : setImmediate(after, n - 1, then); }
function make(f, limit, threads, data, context, own) {
  return addon.create(f, NULL, 'name', limit, threads, data, context, own, true).value;
}
addon.tell((what, n) => {
  log.push('finalizer ' + what + ' ' + n);
  process.nextTick(() => log.push('finalizer tick'));
});

// nextTick and promises have their turn after each call.
function calls() {
  var t = make((data, context) => {
    log.push('call ' + data + ' context ' + context);
    Promise.resolve().then(() => log.push('promise ' + data));
    process.nextTick(() => log.push('tick ' + data));
  }, 2, 1, 9, 5, true);
  log.push('context ' + addon.context(t));
  for (var i = 1; i <= 3; i++) log.push('push ' + statuses[addon.push(t, i, NULL)]);
  log.push('acquire ' + statuses[addon.acquire(t)], 'release ' + statuses[addon.release(t, NULL)], 'ref ' + statuses[addon.ref(t)]);
  log.push('unref ' + statuses[addon.unref(t)], 'ref ' + statuses[addon.ref(t)]);
  log.push('release ' + statuses[addon.release(t, NULL)], 'release ' + statuses[addon.release(t, NULL)]);
  setImmediate(() => log.push('immediate'));
  after(5, () => { flush(); print(show(addon.counts())); plain(); });
}

// Without call_js_cb the function is called with nothing.
function plain() {
  var t = make(function () { log.push('plain ' + arguments.length + ' ' + (this === undefined || this === globalThis)); }, 0, 1, NULL, 0, NULL);
  addon.push(t, 1, true);
  addon.push(t, 2, true);
  addon.release(t, NULL);
  after(5, () => { flush(); own(); });
}

// Without a function, call_js_cb gets none.
function own() {
  var t = make(NULL, 0, 1, NULL, 3, true);
  addon.push(t, 4, NULL);
  addon.release(t, NULL);
  after(5, () => { flush(); aborting(); });
}

// Aborting drops what was queued: call_js_cb gets it without an environment.
function aborting() {
  var t = make((data) => {
    log.push('call ' + data);
    if (data === 2) {
      log.push('abort ' + statuses[addon.release(t, true)]);
      log.push('acquire ' + statuses[addon.acquire(t)]);
      log.push('push ' + statuses[addon.push(t, 9, NULL)]);
      log.push('push ' + statuses[addon.push(t, 9, NULL)]);
      log.push('release ' + statuses[addon.release(t, NULL)]);
    }
  }, 0, 2, 9, 7, true);
  for (var i = 1; i <= 4; i++) addon.push(t, i, NULL);
  after(5, () => { flush(); print(show(addon.counts())); full(); });
}

// A thread waits where the queue is full; one that does not wait is told so.
function full() {
  var got = [];
  var t = make((data) => got.push(data), 3, 1, NULL, 0, true);
  addon.start(t, 500, true, NULL);
  (function more() {
    if (got.length < 500) return setImmediate(more);
    var ordered = got.every((d, i) => d === i + 1);
    print('got ' + got.length + ' in order ' + ordered + ' ' + show(addon.join()));
    after(5, throwing);
  })();
}

// Exceptions. This module is of version 8: those of calls and of the finalizer
// are only warned of.
function throwing() {
  process.on('uncaughtException', (e) => log.push('uncaught ' + show(e)));
  process.on('warning', (w) => log.push('warning ' + w.name + ' ' + w.code));
  var t = make((data) => {
    process.nextTick(() => log.push('tick ' + data));
    throw mine('thrown in call ' + data);
  }, 0, 1, NULL, 0, true);
  addon.push(t, 1, NULL);
  addon.push(t, 2, NULL);
  addon.release(t, NULL);
  after(5, () => { flush(); threads(); });
}

// Threads that finish, each releasing its share.
function threads() {
  var sum = 0, calls = 0;
  var t = make((data) => { sum += data; calls++; }, 0, 3, NULL, 0, true); // with a limit, Node may forget a waiting thread
  addon.unref(t); // a loop that waits for immediates finds the calls all the same
  for (var i = 0; i < 3; i++) addon.start(t, 1000, true, NULL);
  (function more() {
    if (calls < 3000) return setImmediate(more);
    print('calls ' + calls + ' sum ' + sum + ' ' + show(addon.join()));
    after(5, () => { print(show(addon.counts())); print('end'); });
  })();
}
calls();
