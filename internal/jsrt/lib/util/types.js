'use strict';
const native = binding('util');
const isKind = (...kinds) => (value) => value !== null && (typeof value === 'object' || typeof value === 'function') && kinds.includes(native.kind(value));
const isTyped = (name) => (value) => value !== null && typeof value === 'object' && native.kind(value) === 'TypedArray' && native.typedName(value) === name;
const isAnyArrayBuffer = isKind('ArrayBuffer');
const types = {
  isExternal: isKind('External'),
  isDate: isKind('Date'),
  isArgumentsObject: isKind('Arguments'),
  isBigIntObject: isKind('BigInt'),
  isBooleanObject: isKind('Boolean'),
  isNumberObject: isKind('Number'),
  isStringObject: isKind('String'),
  isSymbolObject: isKind('Symbol'),
  isBoxedPrimitive: isKind('BigInt', 'Boolean', 'Number', 'String', 'Symbol'),
  isNativeError: isKind('Error'),
  isRegExp: isKind('RegExp'),
  isAsyncFunction: (v) => typeof v === 'function' && /^Async/.test(native.functionType(v)),
  isGeneratorFunction: (v) => typeof v === 'function' && /GeneratorFunction$/.test(native.functionType(v)),
  isGeneratorObject: (v) => v !== null && typeof v === 'object' && /^\[object (Async)?Generator\]$/.test(Object.prototype.toString.call(v)),
  isPromise: isKind('Promise'),
  isMap: isKind('Map'),
  isSet: isKind('Set'),
  isMapIterator: isKind('Map Iterator'),
  isSetIterator: isKind('Set Iterator'),
  isWeakMap: isKind('WeakMap'),
  isWeakSet: isKind('WeakSet'),
  isArrayBuffer: (v) => isAnyArrayBuffer(v) && !native.isShared(v),
  isDataView: isKind('DataView'),
  isSharedArrayBuffer: (v) => isAnyArrayBuffer(v) && native.isShared(v),
  isProxy: (v) => v !== null && (typeof v === 'object' || typeof v === 'function') && native.proxy(v) !== undefined,
  isModuleNamespaceObject: require('internal/namespace').isNamespace,
  isAnyArrayBuffer,
  isCryptoKey: () => false,
  isKeyObject: () => false,
  isArrayBufferView: isKind('TypedArray', 'DataView'),
  isTypedArray: isKind('TypedArray'),
};
for (const name of ['Uint8Array', 'Uint8ClampedArray', 'Uint16Array', 'Uint32Array', 'Int8Array', 'Int16Array', 'Int32Array', 'Float32Array',
  'Float64Array', 'BigInt64Array', 'BigUint64Array']) types[`is${name}`] = isTyped(name);
module.exports = types;
