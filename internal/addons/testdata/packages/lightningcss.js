const css = require('lightningcss');
const source = '.a { color: rgb(255 0 0); & .b { margin: 0px 0px 0px 0px } @media (width >= 600px) { display: flex } }\n.c:hover { color: oklch(40% 0.2 30) }';
const { code, map, exports: names, warnings } = css.transform({ filename: 'a.css', code: Buffer.from(source), minify: true, sourceMap: true, cssModules: { pattern: '[local]_x' }, targets: { chrome: 80 << 16 } });
console.log(code.toString());
console.log(JSON.parse(map.toString()).mappings, Object.keys(names).sort().map((n) => [n, names[n].name]), warnings.length);
const visited = [];
console.log(css.transform({
  filename: 'v.css', code: Buffer.from('.x { width: 10px; background: url(a.png) }'), minify: true,
  visitor: {
    Length(length) { visited.push(length.unit); return { unit: 'rem', value: length.value / 16 }; },
    Url(url) { return { ...url, url: 'https://x/' + url.url }; },
    Selector(selector) { visited.push(selector.length); return [...selector, { type: 'class', name: 'added' }]; },
  },
}).code.toString(), visited);
console.log(css.transformStyleAttribute({ code: Buffer.from('color: yellow; flex: 1 1 0%'), minify: true }).code.toString());
console.log(css.bundle({ filename: __filename.replace(/\.js$/, '.css'), minify: true }).code.toString());
try { css.transform({ filename: 'bad.css', code: Buffer.from('.a { color: }} }') }); } catch (e) { console.log(e.message, e.loc, e.data); }
css.bundleAsync({
  filename: 'main.css', minify: true,
  resolver: { read: async (file) => ({ 'main.css': '@import "x.css"; a { b: c }', 'x.css': 'x { y: z }' })[file], resolve: (specifier) => specifier },
}).then(({ code }) => console.log(code.toString()), (e) => console.log('failed', e.message));
