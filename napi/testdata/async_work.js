// Statuses, in the order Node checks.
print('without env: ' + addon.without_env());
call('create', NULL, 'name', true, true, true);
call('create', {}, 'name', true, true, true);
call('create', 'text', 7, true, true, true);
call('create', NULL, 'name', NULL, true, true);
call('create', NULL, 'name', true, NULL, true);
call('create', NULL, 'name', true, true, NULL);
call('create', NULL, NULL, true, true, true);
call('create', null, NULL, true, true, true);
call('create', NULL, NULL, NULL, true, true);
call('create', NULL, Symbol('s'), true, true, true);
call('create', NULL, {toString() { throw mine('no name'); }}, true, true, true);
call('queue', NULL);
call('cancel', NULL);
call('delete', NULL);
for (var i = 0; i < 4; i++) call('delete', i);

function wait(ready, then) {
  if (ready()) then();
  else setImmediate(wait, ready, then);
}

// Complete, exceptions, promises and nextTick.
var log = [], left = 3;
function done(name) {
  return (status, runs) => {
    log.push(name + ' ' + statuses[status] + ' runs ' + runs);
    Promise.resolve().then(() => log.push(name + ' promise'));
    process.nextTick(() => { log.push(name + ' tick'); left--; });
  };
}
process.on('uncaughtException', (e) => { log.push('uncaught ' + show(e)); left--; });
var one = addon.make(done('one'), false, false, true);
call('queue', one);
wait(() => left === 2, () => {
  print(log.join('; ')); log = [];
  var again = addon.make(done('again'), false, false, false);
  call('queue', again);
  wait(() => left === 1, () => {
    call('cancel', again);
    call('queue', again);
    wait(() => left === 0, () => {
      print(log.join('; ')); log = [];
      call('delete', again);
      left = 1;
      call('queue', addon.make(NULL, false, true, true));
      wait(() => left === 0, () => { print(log.join('; ')); cancelling(); });
    });
  });
});

// Cancelling: all threads are busy, so the rest waits in the queue.
function cancelling() {
  log = []; left = 7;
  var gated = [1, 2, 3, 4].map((i) => addon.make(done('gated ' + i), true, false, true));
  gated.forEach((w) => addon.queue(w));
  addon.gathered(4);
  var queued = [1, 2, 3].map((i) => addon.make(done('queued ' + i), false, false, true));
  queued.forEach((w) => addon.queue(w));
  call('cancel', gated[0]);
  call('cancel', queued[1]);
  call('cancel', queued[1]);
  call('cancel', queued[0]);
  call('cancel', queued[2]);
  wait(() => left === 4, () => {
    print(log.join('; ')); log = [];
    addon.open();
    wait(() => left === 0, () => { log.sort(); print(log.join('; ')); throwing(); });
  });
}

// What a script called by complete throws is uncaught; the queue goes on.
function throwing() {
  log = []; left = 2;
  addon.queue(addon.make(() => { process.nextTick(() => { log.push('tick'); left--; }); throw mine('thrown by done'); }, false, false, true));
  wait(() => left === 0, () => { print(log.join('; ')); print('end'); });
}
