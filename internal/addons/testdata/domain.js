// Calls by napi_make_callback without a context are made in the domain of
// their receiver.
'use strict';
process.noDeprecation = true;
const domain = require('domain');
const [context] = process.argv.slice(2).map((f) => require(f));
const NULL = Symbol.for('NULL');
const d = domain.create(), inner = domain.create();
const call = (receiver, f) => context.make(NULL, receiver, f, NULL, NULL, NULL);
setImmediate(() => {
  call({ domain: d }, () => {
    console.log(process.domain === d);
    call({ domain: inner }, () => console.log(process.domain === inner));
    console.log(process.domain === d);
  });
  console.log(process.domain);
});
