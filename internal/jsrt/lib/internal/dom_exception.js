'use strict';
const codes = { IndexSizeError: 1, HierarchyRequestError: 3, WrongDocumentError: 4, InvalidCharacterError: 5, NoModificationAllowedError: 7, NotFoundError: 8,
  NotSupportedError: 9, InUseAttributeError: 10, InvalidStateError: 11, SyntaxError: 12, InvalidModificationError: 13, NamespaceError: 14, InvalidAccessError: 15,
  TypeMismatchError: 17, SecurityError: 18, NetworkError: 19, AbortError: 20, URLMismatchError: 21, QuotaExceededError: 22, TimeoutError: 23,
  InvalidNodeTypeError: 24, DataCloneError: 25 };
class DOMException extends Error {
  #name;
  constructor(message = '', options = 'Error') {
    super(`${message}`);
    delete this.name;
    if (options !== null && typeof options === 'object') {
      this.#name = options.name === undefined ? 'Error' : `${options.name}`;
      if ('cause' in options) Object.defineProperty(this, 'cause', { value: options.cause, configurable: true, writable: true, enumerable: false });
    } else this.#name = `${options}`;
    const stack = String(this.stack);
    Object.defineProperty(this, 'stack', { value: stack.replace(/^[^\n]*?(?=\n    at|$)/, `${this.#name === 'Error' ? 'Error' : `DOMException [${this.#name}]`}${message === '' ? '' : `: ${message}`}`), configurable: true, writable: true, enumerable: false });
  }
  get name() { return this.#name; }
  get code() { return codes[this.#name] || 0; }
}
Object.defineProperty(DOMException.prototype, Symbol.toStringTag, { value: 'DOMException', configurable: true });
for (const [name, code] of Object.entries(codes)) {
  const constant = `${name.replace(/Error$/, '').replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase()}_ERR`;
  for (const holder of [DOMException, DOMException.prototype]) Object.defineProperty(holder, constant, { value: code, enumerable: true });
}
exports.DOMException = DOMException;
exports.throwDataClone = (message) => { throw new DOMException(message, 'DataCloneError'); };
