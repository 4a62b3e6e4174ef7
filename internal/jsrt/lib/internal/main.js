'use strict';
// What the runtime itself calls.
const Module = require('module');
const path = require('path');

// preload runs modules before the script: those of --require and --import.
function preload(ids) {
  const load = Module.createRequire(path.join(binding('process').cwd(), 'preload'));
  for (const id of ids) load(id.startsWith('file:') ? require('url').fileURLToPath(id) : id);
}

exports.run = function run(file, before) {
  const argv1 = path.resolve(file);
  setArgv1(argv1);
  const resolved = Module._resolveFilename(argv1, null, true);
  if (argv1 !== resolved && argv1 + '.js' === resolved) setArgv1(argv1);
  preload(before);
  Module._load(resolved, null, true);
};

// awaiting follows the body of a main module that awaits at its top level.
exports.awaiting = function awaiting(body) {
  process._unsettled = true;
  const settled = () => { process._unsettled = false; };
  body.then(settled, (error) => { settled(); binding('process').uncaught(error); });
};

let first;
function setArgv1(value) { first = value; binding('process').script = value; }
exports.script = () => first;

exports.evaluate = function evaluate(source, before, print) {
  const name = path.join(binding('process').cwd(), '[eval]');
  const module = new Module('[eval]', undefined);
  module.filename = name;
  module.paths = Module._nodeModulePaths(binding('process').cwd());
  globalThis.module = module;
  globalThis.exports = module.exports;
  globalThis.__filename = '[eval]';
  globalThis.__dirname = '.';
  globalThis.require = Module.createRequire(name);
  for (const id of Module.builtinModules) {
    if (id.includes('/') || id in globalThis) continue;
    const set = (value) => Object.defineProperty(globalThis, id, { value, writable: true, enumerable: true, configurable: true });
    Object.defineProperty(globalThis, id, { get: () => { set(undefined); return globalThis[id] = globalThis.require(id); }, set, enumerable: false, configurable: true });
  }
  preload(before);
  const result = binding('vm').run(source, '[eval]');
  if (print) console.log(result);
};

// describe gives the text of an uncaught exception.
exports.describe = function describe(value) {
  const { inspect, isError } = require('internal/inspect');
  if (!isError(value)) {
    return { error: false, text: typeof value === 'string' || typeof value !== 'object' ? inspect(value) : inspect(value) };
  }
  let text;
  try { text = inspect(value); } catch { text = String(value); }
  return { error: true, text };
};
