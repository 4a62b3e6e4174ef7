const { MagicString } = require('@napi-rs/magic-string');
const s = new MagicString('let answer = 42; // abc');
s.overwrite(4, 10, 'result').prepend('"use strict";\n').append('\nend').remove(17, 21);
console.log(s.toString(), s.hasChanged?.(), s.length?.());
const map = s.generateMap({ source: 'a.js', hires: true });
console.log(JSON.parse(map.toString()).mappings);
try { s.overwrite(100, 200, 'x'); console.log(s.toString()); } catch (e) { console.log(e.message); }
