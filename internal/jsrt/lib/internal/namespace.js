'use strict';
// Module namespace objects: what `import *`, import() and require() of an
// ECMAScript module give. Their properties are accessors that read the bindings.
const namespaces = new WeakSet();
exports.isNamespace = (value) => namespaces.has(value);
exports.make = function make(names, read) {
  const namespace = Object.create(null);
  for (const name of [...new Set(names)].sort()) {
    Object.defineProperty(namespace, name, {
      enumerable: true, get: () => read(name),
      set() { throw new TypeError(`Cannot assign to read only property '${name}' of object '[object Module]'`); },
    });
  }
  Object.defineProperty(namespace, Symbol.toStringTag, { value: 'Module' });
  namespaces.add(namespace);
  return Object.preventExtensions(namespace);
};
