// The code of ECMAScript modules is strict.
try { undeclared = 1; } catch (e) { console.log(e.name); }
try { Object.freeze([]).length = 1; } catch (e) { console.log(e.name); }
console.log((function() { return this; })());
