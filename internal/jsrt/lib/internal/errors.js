'use strict';
// Errors with codes, and the checks of arguments that throw them.
const { make } = binding('errors');

const nodeError = (kind, code, message) => make(kind, code, message);
const classOf = (value) => value.constructor && value.constructor.name;

// describe says what value is, in the words of ERR_INVALID_ARG_TYPE.
function describe(value) {
  if (value == null) return ` Received ${value}`;
  if (typeof value === 'function') return ` Received function ${value.name}`;
  if (typeof value === 'object') {
    if (classOf(value)) return ` Received an instance of ${value.constructor.name}`;
    return ` Received ${require('internal/inspect').inspect(value, { depth: -1 })}`;
  }
  let text = require('internal/inspect').inspect(value, { colors: false });
  if (text.length > 28) text = text.slice(0, 25) + '...';
  return ` Received type ${typeof value} (${text})`;
}

const primitives = ['string', 'function', 'number', 'object', 'Function', 'Object', 'boolean', 'bigint', 'symbol'];
function list(words, word) {
  if (words.length > 2) return `${words.slice(0, -1).join(', ')}, ${word} ${words[words.length - 1]}`;
  return words.join(` ${word} `);
}

function invalidArgType(name, expected, actual) {
  if (!Array.isArray(expected)) expected = [expected];
  let message = 'The ';
  if (name.endsWith(' argument')) message += `${name} `;
  else message += `"${name}" ${name.includes('.') ? 'property' : 'argument'} `;
  message += 'must be ';
  const types = [], instances = [], other = [];
  for (const value of expected) {
    if (primitives.includes(value)) types.push(value.toLowerCase());
    else if (/^([A-Z][a-z0-9]*)+$/.test(value)) instances.push(value);
    else other.push(value);
  }
  if (instances.length > 0) {
    const at = types.indexOf('object');
    if (at !== -1) { types.splice(at, 1); instances.push('Object'); }
  }
  if (types.length > 0) {
    message += `${types.length > 1 ? 'one of type' : 'of type'} ${list(types, 'or')}`;
    if (instances.length > 0 || other.length > 0) message += ' or ';
  }
  if (instances.length > 0) {
    message += `an instance of ${list(instances, 'or')}`;
    if (other.length > 0) message += ' or ';
  }
  if (other.length > 0) {
    if (other.length > 1) message += `one of ${list(other, 'or')}`;
    else message += (other[0].toLowerCase() !== other[0] ? 'an ' : '') + other[0];
  }
  return nodeError('TypeError', 'ERR_INVALID_ARG_TYPE', `${message}.${describe(actual)}`);
}

function invalidArgValue(name, value, reason = 'is invalid') {
  let text = require('internal/inspect').inspect(value);
  if (text.length > 128) text = text.slice(0, 128) + '...';
  return nodeError('TypeError', 'ERR_INVALID_ARG_VALUE', `The ${name.includes('.') ? 'property' : 'argument'} '${name}' ${reason}. Received ${text}`);
}

function grouped(value) {
  let text = String(value), result = '';
  const start = text[0] === '-' ? 1 : 0;
  let i = text.length;
  for (; i >= start + 4; i -= 3) result = `_${text.slice(i - 3, i)}${result}`;
  return text.slice(0, i) + result;
}

function outOfRange(name, range, received) {
  let text;
  if (Number.isInteger(received) && Math.abs(received) > 2 ** 32) text = grouped(received);
  else if (typeof received === 'bigint') {
    text = String(received);
    if (received > 2n ** 32n || received < -(2n ** 32n)) text = grouped(received);
    text += 'n';
  } else text = require('internal/inspect').inspect(received);
  return nodeError('RangeError', 'ERR_OUT_OF_RANGE', `The value of "${name}" is out of range. It must be ${range}. Received ${text}`);
}

const validate = (type) => (value, name) => {
  if (typeof value !== type) throw invalidArgType(name, type, value);
};

function validateObject(value, name) {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw invalidArgType(name, 'Object', value);
}
function validateNumber(value, name, min, max) {
  if (typeof value !== 'number') throw invalidArgType(name, 'number', value);
  if ((min != null && value < min) || (max != null && value > max) || ((min != null || max != null) && Number.isNaN(value))) {
    throw outOfRange(name, `${min != null ? `>= ${min}` : ''}${min != null && max != null ? ' && ' : ''}${max != null ? `<= ${max}` : ''}`, value);
  }
}
function validateInteger(value, name, min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER) {
  if (typeof value !== 'number') throw invalidArgType(name, 'number', value);
  if (!Number.isInteger(value)) throw outOfRange(name, 'an integer', value);
  if (value < min || value > max) throw outOfRange(name, `>= ${min} && <= ${max}`, value);
}
function validateAbortSignal(signal, name) {
  if (signal !== undefined && (signal === null || typeof signal !== 'object' || !('aborted' in signal))) {
    throw invalidArgType(name, 'AbortSignal', signal);
  }
}
function validateOneOf(value, name, allowed) {
  if (!allowed.includes(value)) {
    throw invalidArgValue(name, value, 'must be one of: ' + allowed.map((v) => typeof v === 'string' ? `'${v}'` : String(v)).join(', '));
  }
}

class AbortError extends Error {
  constructor(message = 'The operation was aborted', options) {
    super(message, options);
    this.code = 'ABORT_ERR';
    this.name = 'AbortError';
  }
}

module.exports = {
  nodeError, invalidArgType, invalidArgValue, outOfRange, describe, list,
  validateFunction: validate('function'), validateString: validate('string'), validateBoolean: validate('boolean'),
  validateObject, validateNumber, validateInteger, validateAbortSignal, validateOneOf, AbortError,
};
