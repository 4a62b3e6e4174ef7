// Prints "NAME NANOSECONDS", the best of several rounds: calls of thread-safe
// functions from another thread, and work from queueing it to its completion,
// one after the other. Arguments: the addons async_work and threadsafe, and the
// one row wanted, if not all.
'use strict';
const [work, threadsafe] = process.argv.slice(2, 4).map((f) => require(f)), only = process.argv[4];
const NULL = Symbol.for('NULL'), CALLS = 200000, WORKS = 5000, ROUNDS = 8;
const best = new Map();
const now = () => Number(process.hrtime.bigint());

function note(name, ns) { best.set(name, Math.min(ns, best.get(name) || Infinity)); }

// own: the addon's call_js_cb makes two numbers and calls the function with
// them; otherwise it is called with nothing.
function calls(name, own, limit, then) {
  if (only && only !== name) return then();
  let n = 0, start = 0;
  const t = threadsafe.create(() => {
    if (++n === CALLS) { note(name, (now() - start) / CALLS); threadsafe.join(); then(); }
  }, NULL, 'bench', limit, 1, NULL, 0, own, true).value;
  start = now();
  threadsafe.start(t, CALLS, true, NULL);
}

function works(then) {
  if (only && only !== 'async_work_round_trip') return then();
  let n = 0;
  const w = work.make(() => {
    if (++n === WORKS) { note('async_work_round_trip', (now() - start) / WORKS); then(); } else { work.queue(w); }
  }, NULL, NULL, NULL);
  const start = now();
  work.queue(w);
}

(function round(left) {
  if (left === 0) { for (const [name, ns] of best) console.log(name + ' ' + ns.toFixed(0)); return; }
  calls('tsfn_call', NULL, 0, () => calls('tsfn_call_js', true, 0, () => calls('tsfn_call_limit_1000', true, 1000, () => works(() => round(left - 1)))));
})(ROUNDS);
