print(addon.loop(1000));
print(addon.deep(5000));
print(show(addon.many(100000)));
for (const kind of ['object', 'string', 'wide', 'int', 'double', 'bool']) call('escape', kind);
for (const v of [{a: 1}, 'text', 'é', 10n, Symbol('s'), null, undefined, 1.5, () => 1]) call('escape', 'same', v);
print(show(addon.twice().map(text)));
print(show(addon.nested()));
for (const s of ['short', 'x'.repeat(500), 'é', '日本', '']) print(addon.outer_text(s) === s);
print(addon.arguments().map((r) => typeof r === 'number' ? statuses[r] : text(r)).join('; '));
try { addon.waiting(); } catch (e) { print(show(e)); }
