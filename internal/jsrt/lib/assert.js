'use strict';
const { inspect, isError } = require('internal/inspect');
const { nodeError, invalidArgType, invalidArgValue } = require('internal/errors');
const { isDeepEqual, isDeepStrictEqual } = require('internal/compare');

const headings = {
  deepStrictEqual: 'Expected values to be strictly deep-equal:', strictEqual: 'Expected values to be strictly equal:',
  strictEqualObject: 'Expected "actual" to be reference-equal to "expected":', deepEqual: 'Expected values to be loosely deep-equal:',
  notDeepStrictEqual: 'Expected "actual" not to be strictly deep-equal to:', notStrictEqual: 'Expected "actual" to be strictly unequal to:',
  notStrictEqualObject: 'Expected "actual" not to be reference-equal to "expected":', notDeepEqual: 'Expected "actual" not to be loosely deep-equal to:',
  notIdentical: 'Values have same structure but are not reference-equal:', notDeepEqualUnequal: 'Expected values not to be loosely deep-equal:',
};
const show = (value) => inspect(value, { compact: false, customInspect: false, depth: 1000, maxArrayLength: Infinity, showHidden: false, showProxy: false,
  sorted: true, getters: true, breakLength: Infinity });

// diffLines gives the lines of both sides by a longest common subsequence:
// [mark, line] where mark is ' ', '+' or '-'. A comma at the end is no difference.
function diffLines(actual, expected, commas) {
  const same = (a, b) => a === b || (commas && (`${a},` === b || a === `${b},`));
  const n = actual.length, m = expected.length;
  if (n * m > 4e6) return [...actual.map((l) => ['+', l]), ...expected.map((l) => ['-', l])];
  const table = Array.from({ length: n + 1 }, () => new Uint32Array(m + 1));
  for (let i = n - 1; i >= 0; i--) for (let j = m - 1; j >= 0; j--) {
    table[i][j] = same(actual[i], expected[j]) ? table[i + 1][j + 1] + 1 : Math.max(table[i + 1][j], table[i][j + 1]);
  }
  const out = [];
  let i = 0, j = 0;
  while (i < n || j < m) {
    if (i < n && j < m && same(actual[i], expected[j])) { out.push([' ', actual[i].length >= expected[j].length ? actual[i] : expected[j]]); i++; j++; }
    else if (i < n && (j >= m || table[i + 1][j] >= table[i][j + 1])) out.push(['+', actual[i++]]);
    else out.push(['-', expected[j++]]);
  }
  return out;
}

// printDiff leaves out the inside of long runs of equal lines.
function printDiff(lines) {
  const out = [];
  let skipped = false;
  for (let k = 0; k < lines.length;) {
    if (lines[k][0] !== ' ') { out.push(`${lines[k][0]} ${lines[k][1]}`); k++; continue; }
    let end = k;
    while (end < lines.length && lines[end][0] === ' ') end++;
    const run = lines.slice(k, end).map(([, line]) => `  ${line}`);
    if (run.length <= 7) out.push(...run);
    else { out.push(...run.slice(0, 5), '...', run[run.length - 1]); skipped = true; }
    k = end;
  }
  return [out.join('\n'), skipped];
}

function diffMessage(actual, expected, operator, custom) {
  const left = show(actual).split('\n'), right = show(expected).split('\n');
  if (operator === 'strictEqual' && ((typeof actual === 'object' && actual !== null && typeof expected === 'object' && expected !== null) ||
    (typeof actual === 'function' && typeof expected === 'function'))) operator = 'strictEqualObject';
  const isObject = (v) => typeof v === 'object' && v !== null;
  let header = '+ actual - expected', text, skipped = false;
  if (left.length === 1 && right.length === 1 && left[0] !== right[0]) {
    const width = left[0].length + right[0].length - (typeof actual === 'string' ? 2 : 0) - (typeof expected === 'string' ? 2 : 0);
    if (width <= 12 && !(isObject(actual) && isObject(expected)) && (actual !== 0 || expected !== 0)) { text = `${left[0]} !== ${right[0]}`; header = ''; }
    else {
      text = `\n+ ${left[0]}\n- ${right[0]}`;
      if (left[0].length + right[0].length <= 80) {
        let i = 0;
        while (left[0][i] === right[0][i]) i++;
        if (i >= 3) text += `\n${' '.repeat(i + 2)}^`;
      }
    }
  } else if (left.join('\n') === right.join('\n')) {
    operator = 'notIdentical';
    header = '';
    text = left.length > 50 ? `${left.slice(0, 50).join('\n')}\n...}` : left.join('\n');
  } else {
    [text, skipped] = printDiff(diffLines(left, right, isObject(actual)));
    text = `\n${text}`;
  }
  return `${custom !== undefined ? custom : headings[operator]}\n${header}${skipped ? ' ... Lines skipped' : ''}\n${text}${header === '' ? '\n' : ''}`;
}

class AssertionError extends Error {
  constructor(options) {
    if (options === null || typeof options !== 'object') throw invalidArgType('options', 'Object', options);
    const { message, operator, stackStartFn, details } = options;
    let { actual, expected } = options;
    let text;
    if (operator === 'deepStrictEqual' || operator === 'strictEqual') text = diffMessage(actual, expected, operator, message != null ? String(message) : undefined);
    else if (message != null) text = isError(message) ? message.message : String(message);
    else if (operator === 'notDeepStrictEqual' || operator === 'notStrictEqual') {
      let base = headings[operator];
      let lines = show(actual).split('\n');
      if (operator === 'notStrictEqual' && ((typeof actual === 'object' && actual !== null) || typeof actual === 'function')) base = headings.notStrictEqualObject;
      if (lines.length > 50) lines = [...lines.slice(0, 46), '...'];
      text = lines.length === 1 ? `${base}${lines[0].length > 5 ? '\n\n' : ' '}${lines[0]}` : `${base}\n\n${lines.join('\n')}\n`;
    } else {
      let left = show(actual), right = show(expected);
      const heading = headings[operator];
      if (operator === 'notDeepEqual' && left === right) {
        left = `${heading}\n\n${left}`;
        if (left.length > 1024) left = `${left.slice(0, 1021)}...`;
        text = left;
      } else {
        if (left.length > 512) left = `${left.slice(0, 509)}...`;
        if (right.length > 512) right = `${right.slice(0, 509)}...`;
        if (operator === 'deepEqual') left = `${heading}\n\n${left}\n\nshould loosely deep-equal\n\n`;
        else if (operator === 'notDeepEqual') left = `${headings.notDeepEqualUnequal}\n\n${left}\n\nshould not loosely deep-equal\n\n`;
        else right = ` ${operator} ${right}`;
        text = `${left}${right}`;
      }
    }
    super(text);
    this.generatedMessage = !message;
    Object.defineProperty(this, 'name', { value: 'AssertionError [ERR_ASSERTION]', enumerable: false, writable: true, configurable: true });
    this.code = 'ERR_ASSERTION';
    if (details) {
      this.actual = undefined;
      this.expected = undefined;
      this.operator = undefined;
      details.forEach((d, i) => { this[`message ${i}`] = d.message; this[`actual ${i}`] = d.actual; this[`expected ${i}`] = d.expected; this[`operator ${i}`] = d.operator; });
    } else {
      this.actual = actual;
      this.expected = expected;
      this.operator = operator;
    }
    Error.captureStackTrace(this, stackStartFn);
    this.stack;
    this.name = 'AssertionError';
  }
  toString() { return `${this.name} [${this.code}]: ${this.message}`; }
  [inspect.custom](depth, ctx) { return inspect(this, { ...ctx, customInspect: false, depth: 0 }); }
}

function fail(options) {
  if (isError(options.message)) throw options.message;
  throw new AssertionError(options);
}

function innerOk(fn, count, value, message) {
  if (value) return;
  let generated = false;
  if (count === 0) { generated = true; message = 'No value argument passed to `assert.ok()`'; }
  else if (message == null) { generated = true; message = sourceMessage(fn) || 'The expression evaluated to a falsy value:\n\n  ' + inspect(value); }
  else if (isError(message)) throw message;
  const error = new AssertionError({ actual: value, expected: true, message, operator: '==', stackStartFn: fn });
  error.generatedMessage = generated;
  throw error;
}

// sourceMessage quotes the call that failed.
function sourceMessage(fn) {
  const sites = binding('util').callSites(12);
  const site = sites.find((s) => s.scriptName && !s.scriptName.startsWith('node:') && s.lineNumber > 0);
  if (!site) return undefined;
  let source;
  try { source = require('fs').readFileSync(site.scriptName, 'utf8'); } catch { return undefined; }
  const lines = source.split('\n');
  const rest = lines.slice(site.lineNumber - 1).join('\n');
  const m = /[\w$.]+\s*\(/g;
  let start = -1;
  for (let found; (found = m.exec(rest)) !== null && found.index < site.column;) start = found.index;
  if (start === -1) return undefined;
  let depth = 0, quote = null;
  for (let i = rest.indexOf('(', start); i < rest.length; i++) {
    const c = rest[i];
    if (quote) { if (c === '\\') i++; else if (c === quote) quote = null; continue; }
    if (c === '"' || c === "'" || c === '`') quote = c;
    else if (c === '(' || c === '[' || c === '{') depth++;
    else if (c === ')' || c === ']' || c === '}') {
      if (--depth === 0) return `The expression evaluated to a falsy value:\n\n  ${rest.slice(start, i + 1).split('\n').map((l, n) => n ? '  ' + l : l).join('\n')}\n`;
    }
  }
  return undefined;
}

function assert(...args) { innerOk(assert, args.length, ...args); }
module.exports = assert;
assert.ok = function ok(...args) { innerOk(ok, args.length, ...args); };
assert.AssertionError = AssertionError;

assert.fail = function fail(actual, expected, message, operator, stackStartFn) {
  let generated = false;
  if (arguments.length === 0 || (actual == null && arguments.length === 0)) message = 'Failed';
  else if (arguments.length === 1) { message = actual; actual = undefined; }
  else if (arguments.length === 2) operator = '!=';
  if (message === undefined && arguments.length <= 1) { message = 'Failed'; generated = true; }
  if (arguments.length === 0) generated = true;
  if (isError(message)) throw message;
  const options = { actual, expected, operator: operator === undefined ? 'fail' : operator, stackStartFn: stackStartFn || fail, message };
  const error = new AssertionError(options);
  if (generated) error.generatedMessage = true;
  throw error;
};

function missing(count, names) {
  if (count < names.length) throw nodeError('TypeError', 'ERR_MISSING_ARGS', `The ${names.map((n) => `"${n}"`).join(' and ')} argument${names.length > 1 ? 's' : ''} must be specified`);
}
// eslint-disable-next-line eqeqeq
const looseEqual = (a, b) => a == b || (a !== a && b !== b);
const comparisons = {
  equal: [looseEqual, '=='], notEqual: [(a, b) => !looseEqual(a, b), '!='],
  deepEqual: [isDeepEqual, 'deepEqual'], notDeepEqual: [(a, b) => !isDeepEqual(a, b), 'notDeepEqual'],
  deepStrictEqual: [isDeepStrictEqual, 'deepStrictEqual'], notDeepStrictEqual: [(a, b) => !isDeepStrictEqual(a, b), 'notDeepStrictEqual'],
  strictEqual: [Object.is, 'strictEqual'], notStrictEqual: [(a, b) => !Object.is(a, b), 'notStrictEqual'],
};
for (const [name, [test, operator]] of Object.entries(comparisons)) {
  const fn = { [name](actual, expected, message) {
    missing(arguments.length, ['actual', 'expected']);
    if (!test(actual, expected)) fail({ actual, expected, message, operator, stackStartFn: fn });
  } }[name];
  assert[name] = fn;
}

class Comparison {
  constructor(object, keys, actual) {
    for (const key of keys) {
      if (!(key in object)) continue;
      this[key] = actual !== undefined && typeof actual[key] === 'string' && object[key] instanceof RegExp && object[key].test(actual[key]) ? actual[key] : object[key];
    }
  }
}

function checkThrown(actual, expected, message, fn) {
  let generated = false, throwIt = false;
  if (typeof expected !== 'function') {
    if (expected instanceof RegExp) {
      const text = String(actual);
      if (expected.test(text)) return;
      if (!message) {
        generated = true;
        message = `The input did not match the regular expression ${inspect(expected)}. Input:\n\n${inspect(text)}\n`;
      }
      throwIt = true;
    } else if (typeof actual !== 'object' || actual === null) {
      const error = new AssertionError({ actual, expected, message, operator: 'deepStrictEqual', stackStartFn: fn });
      error.operator = fn.name;
      throw error;
    } else {
      const keys = Object.keys(expected);
      if (expected instanceof Error) keys.push('name', 'message');
      else if (keys.length === 0) throw invalidArgValue('error', expected, 'may not be an empty object');
      for (const key of keys) {
        if (typeof actual[key] === 'string' && expected[key] instanceof RegExp && expected[key].test(actual[key])) continue;
        if (key in actual && isDeepStrictEqual(actual[key], expected[key])) continue;
        if (!message) {
          const error = new AssertionError({ actual: new Comparison(actual, keys), expected: new Comparison(expected, keys, actual), operator: 'deepStrictEqual', stackStartFn: fn });
          error.actual = actual;
          error.expected = expected;
          error.operator = fn.name;
          throw error;
        }
        fail({ actual, expected, message, operator: fn.name, stackStartFn: fn });
      }
      return;
    }
  } else if (expected.prototype !== undefined && actual instanceof expected) {
    return;
  } else if (Object.prototype.isPrototypeOf.call(Error, expected)) {
    if (!message) {
      generated = true;
      message = `The error is expected to be an instance of "${expected.name}". Received `;
      message += isError(actual) ? `"${actual.name}"` : `"${inspect(actual, { depth: -1 })}"`;
      if (isError(actual)) message += `\n\nError message:\n\n${actual.message}`;
    }
    throwIt = true;
  } else {
    const result = Reflect.apply(expected, {}, [actual]);
    if (result === true) return;
    if (!message) {
      generated = true;
      message = `The ${expected.name ? `"${expected.name}" ` : ''}validation function is expected to return "true". Received ${inspect(result)}`;
      if (isError(actual)) message += `\n\nCaught error:\n\n${actual}`;
    }
    throwIt = true;
  }
  if (throwIt) {
    if (isError(message)) throw message;
    const error = new AssertionError({ actual, expected, message, operator: fn.name, stackStartFn: fn });
    error.generatedMessage = generated;
    throw error;
  }
}

const NONE = {};
function expectThrow(fn, actual, count, error, message) {
  if (typeof error === 'string') {
    if (count === 2) {
      if (typeof actual === 'object' && actual !== null ? actual.message === error : actual === error) {
        throw nodeError('TypeError', 'ERR_AMBIGUOUS_ARGUMENT', `The "error/message" argument is ambiguous. The error ${typeof actual === 'object' && actual !== null ? `message "${actual.message}"` : `"${actual}"`} is identical to the message.`);
      }
    }
    if (count > 2 || count === 3) throw invalidArgType('error', ['Object', 'Error', 'Function', 'RegExp'], error);
    message = error;
    error = undefined;
  } else if (error != null && typeof error !== 'object' && typeof error !== 'function') {
    throw invalidArgType('error', ['Object', 'Error', 'Function', 'RegExp'], error);
  }
  if (actual === NONE) {
    let details = '';
    if (error && error.name) details += ` (${error.name})`;
    details += message ? `: ${message}` : '.';
    fail({ actual: undefined, expected: error, operator: fn.name, message: isError(message) ? message : `Missing expected ${fn.name === 'rejects' ? 'rejection' : 'exception'}${details}`, stackStartFn: fn });
  }
  if (!error) return;
  checkThrown(actual, error, message, fn);
}

function getThrown(fn) {
  if (typeof fn !== 'function') throw invalidArgType('fn', 'Function', fn);
  try { fn(); } catch (error) { return error; }
  return NONE;
}
const isPromise = (v) => v !== null && typeof v === 'object' && typeof v.then === 'function' && typeof v.catch === 'function';
async function getRejection(source) {
  let promise;
  if (typeof source === 'function') {
    promise = source();
    if (!isPromise(promise)) throw nodeError('TypeError', 'ERR_INVALID_RETURN_VALUE', `Expected instance of Promise to be returned from the "promiseFn" function but got ${describeType(promise)}.`);
  } else if (isPromise(source)) promise = source;
  else throw invalidArgType('promiseFn', ['Function', 'Promise'], source);
  try { await promise; } catch (error) { return error; }
  return NONE;
}
function describeType(value) {
  if (value !== null && typeof value === 'object' && value.constructor && value.constructor.name) return `an instance of ${value.constructor.name}`;
  return `type ${typeof value} (${inspect(value)})`;
}

assert.throws = function throws(fn, ...args) { expectThrow(throws, getThrown(fn), args.length + 1, ...args); };
assert.rejects = async function rejects(promiseFn, ...args) { expectThrow(rejects, await getRejection(promiseFn), args.length + 1, ...args); };
function expectNoThrow(fn, actual, error, message) {
  if (actual === NONE) return;
  if (typeof error === 'string') { message = error; error = undefined; }
  if (!error || (typeof error === 'function' && error.prototype !== undefined && actual instanceof error) || (error instanceof RegExp && error.test(String(actual))) ||
    (typeof error === 'function' && !Object.prototype.isPrototypeOf.call(Error, error) && error.prototype === undefined && error.call({}, actual) === true)) {
    const details = message ? `: ${message}` : '.';
    fail({ actual, expected: error, operator: fn.name, stackStartFn: fn,
      message: `Got unwanted ${fn.name === 'doesNotReject' ? 'rejection' : 'exception'}${details}\nActual message: "${actual && actual.message}"` });
  }
  throw actual;
}
assert.doesNotThrow = function doesNotThrow(fn, ...args) { expectNoThrow(doesNotThrow, getThrown(fn), ...args); };
assert.doesNotReject = async function doesNotReject(fn, ...args) { expectNoThrow(doesNotReject, await getRejection(fn), ...args); };

assert.ifError = function ifError(error) {
  if (error === null || error === undefined) return;
  let message = 'ifError got unwanted exception: ';
  if (typeof error === 'object' && typeof error.message === 'string') {
    message += error.message.length === 0 && error.constructor ? error.constructor.name : error.message;
  } else message += inspect(error);
  const wrapped = new AssertionError({ actual: error, expected: null, operator: 'ifError', message, stackStartFn: ifError });
  throw wrapped;
};

function matcher(name, negate) {
  const fn = { [name](string, regexp, message) {
    if (!(regexp instanceof RegExp)) throw invalidArgType('regexp', 'RegExp', regexp);
    if (typeof string === 'string' && regexp.test(string) !== negate) return;
    if (isError(message)) throw message;
    const generated = !message;
    message = message || (typeof string !== 'string' ? `The "string" argument must be of type string. Received type ${typeof string} (${inspect(string)})`
      : (negate ? 'The input was expected to not match the regular expression ' : 'The input did not match the regular expression ') + `${inspect(regexp)}. Input:\n\n${inspect(string)}\n`);
    const error = new AssertionError({ actual: string, expected: regexp, message, operator: name, stackStartFn: fn });
    error.generatedMessage = generated;
    throw error;
  } }[name];
  return fn;
}
assert.match = matcher('match', false);
assert.doesNotMatch = matcher('doesNotMatch', true);

function strict(...args) { innerOk(strict, args.length, ...args); }
assert.strict = Object.assign(strict, assert, {
  equal: assert.strictEqual, deepEqual: assert.deepStrictEqual, notEqual: assert.notStrictEqual, notDeepEqual: assert.notDeepStrictEqual,
});
assert.strict.strict = assert.strict;
