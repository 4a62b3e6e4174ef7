// What the scripts of the tests share. They run in this package and in Node.js
// alike, with addon (the exports) and print (a line); their output is compared.
var NULL = Symbol.for('NULL');

function show(v, depth) {
  depth = depth || 0;
  if (v === NULL) return 'NULL';
  for (const f of [Object, Function, Number, String, Boolean, Symbol, BigInt, Array, Error, TypeError])
    if (v === f.prototype) return f.name + '.prototype';
  switch (typeof v) {
    case 'string': return JSON.stringify(v);
    case 'symbol': return v.toString();
    case 'bigint': return v + 'n';
    case 'number': return Object.is(v, -0) ? '-0' : String(v);
    case 'function': return 'function ' + v.name;
    case 'object':
      if (v === null) return 'null';
      if (v === globalThis) return 'globalThis';
      if (v === addon) return 'addon';
      if (v instanceof Error) return error(v);
      if (depth > 3) return '…';
      if (Array.isArray(v)) return '[' + v.map((x) => show(x, depth + 1)).join(', ') + ']';
      return '{' + Reflect.ownKeys(v).map((k) => (typeof k === 'symbol' ? k.toString() : k) + ': ' + show(v[k], depth + 1)).join(', ') + '}';
  }
  return String(v);
}

// The texts of an engine's own errors differ; those with a code are Node-API's.
function error(e) {
  return e.constructor.name + (e.code !== undefined ? ' ' + e.code + ': ' + e.message : e.mine ? ': ' + e.message : '');
}

function mine(message, kind) {
  var e = new (kind || Error)(message);
  Object.defineProperty(e, 'mine', {value: true});
  return e;
}

var statuses = ['ok', 'invalid_arg', 'object_expected', 'string_expected', 'name_expected', 'function_expected', 'number_expected',
  'boolean_expected', 'array_expected', 'generic_failure', 'pending_exception', 'cancelled', 'escape_called_twice',
  'handle_scope_mismatch', 'callback_scope_mismatch', 'queue_full', 'closing', 'bigint_expected', 'date_expected',
  'arraybuffer_expected', 'detachable_arraybuffer_expected', 'would_deadlock', 'no_external_buffers_allowed', 'cannot_run_js'];

function text(r) {
  var line = statuses[r.status];
  if (r.last !== r.status) line += ' (last error ' + statuses[r.last] + ')';
  if (r.message !== null) line += ' "' + r.message + '"';
  if ('exception' in r) line += ' threw ' + show(r.exception);
  if ('value' in r) line += ' = ' + show(r.value);
  return line;
}

// call prints what a function under test does with some arguments.
function call(name) {
  var args = [].slice.call(arguments, 1), line = name + '(' + args.map((a) => show(a)).join(', ') + '): ', r;
  try {
    r = addon[name].apply(addon, args);
    line += text(r);
  } catch (e) {
    line += 'threw ' + show(e);
  }
  print(line);
  return r && r.value;
}

// descriptor tells a property's attributes.
function descriptor(o, key) {
  var d = Object.getOwnPropertyDescriptor(o, key);
  if (!d) return 'none';
  return (d.writable ? 'w' : '-') + (d.enumerable ? 'e' : '-') + (d.configurable ? 'c' : '-') +
    ('value' in d ? ' value ' + show(d.value) : ' get ' + show(d.get) + ' set ' + show(d.set));
}
