'use strict';
// vm: scripts in this context. A new context is the same global object with
// the sandbox's properties in scope, so it does not isolate: an engine has one
// set of intrinsics. The objects of a second engine would be proxies here, hence
// no dates, maps, buffers, errors or promises to whatever looks inside, addons
// included, and its promises would not wait for those of this one.
const native = binding('vm');
const { invalidArgType, validateString } = require('internal/errors');
const contexts = new WeakMap();
const nameOf = (options, fallback = 'evalmachine.<anonymous>') => (typeof options === 'string' ? options : options && options.filename !== undefined ? options.filename : fallback);

class Script {
  #code; #name; #run;
  constructor(code, options) {
    this.#code = `${code}`;
    this.#name = nameOf(options);
    this.#run = native.compile(this.#code, this.#name);
  }
  runInThisContext() { return this.#run(); }
  runInContext(context, options) { return inContext(this.#code, context, this.#name); }
  runInNewContext(sandbox, options) { return inContext(this.#code, createContext(sandbox), this.#name); }
  createCachedData() { return Buffer.alloc(0); }
}
function createContext(sandbox = {}) {
  if (sandbox === null || typeof sandbox !== 'object') throw invalidArgType('contextObject', 'Object', sandbox);
  if (!contexts.has(sandbox)) {
    const own = new Set(['Object', 'Function', 'Array', 'Number', 'parseFloat', 'parseInt', 'Infinity', 'NaN', 'undefined', 'Boolean', 'String', 'Symbol', 'Date', 'Promise', 'RegExp',
      'Error', 'AggregateError', 'EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError', 'URIError', 'JSON', 'Math', 'ArrayBuffer', 'Uint8Array', 'Int8Array',
      'Uint16Array', 'Int16Array', 'Uint32Array', 'Int32Array', 'Float32Array', 'Float64Array', 'Uint8ClampedArray', 'BigUint64Array', 'BigInt64Array', 'DataView', 'Map', 'BigInt',
      'Set', 'WeakMap', 'WeakSet', 'WeakRef', 'FinalizationRegistry', 'Proxy', 'Reflect', 'decodeURI', 'decodeURIComponent', 'encodeURI', 'encodeURIComponent', 'escape', 'unescape',
      'eval', 'isFinite', 'isNaN', 'SharedArrayBuffer', 'Atomics', 'Iterator', 'Intl']);
    const scope = new Proxy(sandbox, {
      has: (target, key) => key !== 'eval' && key !== '__code__',
      get(target, key) {
        if (key === Symbol.unscopables) return undefined;
        if (Reflect.has(target, key)) return target[key];
        if (key === 'globalThis') return sandbox;
        if (own.has(key)) return globalThis[key];
        if (typeof key === 'string') throw new ReferenceError(`${key} is not defined`);
        return undefined;
      },
    });
    contexts.set(sandbox, scope);
  }
  return sandbox;
}
function inContext(code, sandbox, filename) {
  const scope = contexts.get(sandbox);
  if (scope === undefined) throw invalidArgType('contextifiedObject', 'vm.Context', sandbox);
  // Declarations of the script become properties of the sandbox.
  const names = [];
  for (const m of `${code}`.matchAll(/(?:^|[;\n{}])\s*(?:var|function\*?|async function)\s+([\w$]+)/g)) names.push(m[1]);
  const run = native.run('(function(__code__){with(this){return eval(__code__)}})', filename);
  for (const name of names) if (!(name in sandbox)) sandbox[name] = undefined;
  return run.call(scope, hoist(`${code}`));
}
// A function declared in eval stays local to it: assign it to the sandbox.
function hoist(code) {
  const out = [];
  for (const m of code.matchAll(/(?:^|[;\n}])\s*(?:async\s+)?function\*?\s+([\w$]+)/g)) out.push(`this.${m[1]}=${m[1]};`);
  return out.length > 0 ? `${out.join('')}${code}` : code;
}
module.exports = {
  Script, createContext, isContext: (o) => { if (o === null || typeof o !== 'object') throw invalidArgType('object', 'Object', o); return contexts.has(o); },
  createScript: (code, options) => new Script(code, options),
  runInThisContext: (code, options) => { validateString(code, 'code'); return native.run(code, nameOf(options)); },
  runInContext: (code, context, options) => inContext(code, context, nameOf(options)),
  runInNewContext: (code, sandbox, options) => inContext(code, createContext(sandbox), nameOf(options)),
  compileFunction(code, params = [], options = {}) {
    const f = native.run(`(function(${params.join(',')}){${code}\n})`, nameOf(options, ''));
    return f;
  },
  constants: Object.freeze({ __proto__: null, USE_MAIN_CONTEXT_DEFAULT_LOADER: Symbol('vm_dynamic_import_main_context_default') }),
};
