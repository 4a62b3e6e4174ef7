call('init', NULL, 'name', true);
call('init', {}, 'name', true);
call('init', 'text', 7, true);
call('init', NULL, NULL, true);
call('init', NULL, 'name', NULL);
call('init', undefined, 'name', true);
call('init', NULL, Symbol('s'), true);
call('init', NULL, NULL, NULL);
print('scopes: ' + addon.scopes().map((s) => statuses[s]).join(' '));

var self = {};
function f() { return [this === self, arguments.length, arguments[0], arguments[1]]; }
call('make', 0, self, f, NULL, NULL, true);
call('make', 0, self, f, [1, 2], 2, true);
call('make', NULL, self, f, [1, 2], 2, true);
call('make', 0, self, f, [1, 2], 2, NULL);
call('make', 0, NULL, f, NULL, NULL, true);
call('make', 0, self, NULL, NULL, NULL, true);
call('make', 0, self, {}, NULL, NULL, true);
call('make', 0, self, f, NULL, 2, true);
call('make', 0, undefined, f, NULL, NULL, true);
call('make', 0, 'text', function () { return typeof this; }, NULL, NULL, true);
call('make', 0, self, () => { throw mine('thrown'); }, NULL, NULL, true);
call('make', NULL, self, () => { throw mine('thrown'); }, NULL, NULL, true);
call('pending', self, f);
call('within', 0, () => 'inside');
call('within', 1, () => { throw mine('thrown inside'); });

// Inside a callback, nextTick and promises wait for its end.
var log = [];
Promise.resolve().then(() => log.push(5));
process.nextTick(() => {
  log.push(3);
  addon.make(NULL, self, () => log.push(4), NULL, NULL, NULL);
});
log.push(0);
addon.make(0, self, () => log.push(1), NULL, NULL, NULL);
addon.within(0, () => log.push(2));
setImmediate(() => {
  print(log.join(' '));
  call('destroy', NULL);
  call('destroy', 0);
  call('destroy', 1);
  print('end');
});
