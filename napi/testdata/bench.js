// Prints "NAME NANOSECONDS", the best of several runs. In: addon, print, now (ns),
// and only (the one row wanted, or '') and hostFunction (does nothing), if there are such.
(function () {
  function C() { }
  const key = 'prop' + 'erty', text = 'sixteen letters!';
  const object = {x: 1, name: 2, property: 3, other: 'text'};
  const subject = [object, [1, 2, 3, 4, 5, 6, 7, 8], function (a, b) { return a; }, text, key, 42, 0.5, C];
  const one = typeof only === 'string' ? only : '';
  function best(name, n, run) {
    if (one !== '') {
      if (name !== one) return;
      n *= 20;
    }
    let least = Infinity;
    run(n);
    for (let i = 0; i < 25; i++) least = Math.min(least, run(n));
    print(name + ' ' + least.toFixed(1));
  }
  for (const name of addon.names) best(name, 20000, (n) => addon.measure(name, n, ...subject));
  function loop(f) {
    return (n) => {
      const start = now();
      f(n);
      return (now() - start) / n;
    };
  }
  const nothing = addon.nothing, add = addon.add, length = addon.length;
  best('js_to_native_0', 20000, loop((n) => { for (let i = 0; i < n; i++) nothing(); }));
  best('js_to_native_add', 20000, loop((n) => { for (let i = 0; i < n; i++) add(i, 2); }));
  best('js_to_native_string', 20000, loop((n) => { for (let i = 0; i < n; i++) length(text); }));
  best('js_empty_loop', 20000, loop((n) => { for (let i = 0; i < n; i++); }));
  if (typeof hostFunction !== 'function') return;
  const host = hostFunction;
  best('js_to_host_0', 20000, loop((n) => { for (let i = 0; i < n; i++) host(); }));
})();
