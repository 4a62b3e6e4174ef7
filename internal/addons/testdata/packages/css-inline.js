const { inline, inlineFragment, version } = require('@css-inline/css-inline');
console.log(inline('<html><head><style>h1 { color: red } .é > p:first-child { margin: 0 }</style></head><body><h1>x</h1><div class="é"><p>y</p></div></body></html>'));
console.log(inlineFragment('<p class="a">z</p>', '.a { padding: 1px }'), typeof version());
try { inline('<link rel="stylesheet" href="file:///nonexistent.css">', { loadRemoteStylesheets: true }); } catch (e) { console.log(e.code, e.message); }
