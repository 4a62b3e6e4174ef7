'use strict';
// process.report.
const native = binding('report');
const { nodeError, invalidArgType, validateString, validateBoolean, validateObject } = require('internal/errors');

// stackOf is the section javascriptStack of an error.
function stackOf(error) {
  const [message, ...stack] = String(error.stack).split(/\n\s*(?=at )/);
  const properties = {};
  for (const key of Object.keys(error)) if (key !== 'stack' && key !== 'message') properties[key] = String(error[key]);
  return { message, stack, properties };
}
function synthetic(below) {
  const error = nodeError('Error', 'ERR_SYNTHETIC', 'JavaScript Callstack');
  Error.captureStackTrace(error, below);
  error.stack = error.stack.replace(/^Error:/, 'Error [ERR_SYNTHETIC]:');
  return stackOf(error);
}
function checkError(error, below) {
  if (error === undefined) return synthetic(below);
  validateObject(error, 'err');
  return stackOf(error);
}

const report = {
  writeReport(file, error) {
    if (file !== null && typeof file === 'object') { error = file; file = undefined; }
    if (file !== undefined) validateString(file, 'file');
    return native.write('JavaScript API', 'API', file === undefined ? '' : file, checkError(error, report.writeReport));
  },
  getReport(error) { return JSON.parse(native.text(checkError(error, report.getReport))); },
};
function option(name, check, label = name) {
  const accessors = {
    get [name]() { return native.get(name); },
    set [name](value) { check(value, label); native.set(name, value); },
  };
  Object.defineProperty(report, name, Object.getOwnPropertyDescriptor(accessors, name));
}
option('directory', validateString);
option('filename', validateString);
option('compact', validateBoolean);
option('excludeNetwork', validateBoolean);
if (parseInt(binding('process').nodeVersion, 10) >= 22) option('excludeEnv', validateBoolean);
option('reportOnFatalError', validateBoolean, 'trigger');
option('reportOnUncaughtException', validateBoolean, 'trigger');
// Signals do not make reports here.
report.signal = 'SIGUSR2';
report.reportOnSignal = false;

// uncaught writes the report of an exception that ends the process.
function uncaught(error) {
  if (!report.reportOnUncaughtException) return;
  const isObject = error !== null && typeof error === 'object';
  native.write('Exception', 'Exception', '', isObject && error.stack ? stackOf(error) : { message: String(error), stack: [], properties: {} });
}
module.exports = { report, uncaught };
