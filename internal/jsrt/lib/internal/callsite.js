'use strict';
// What Error.prepareStackTrace is given for each frame.
class CallSite {
  #function; #file; #line; #column; #text;
  constructor(fn, file, line, column, text) {
    this.#function = fn; this.#file = file; this.#line = line; this.#column = column; this.#text = text;
  }
  getThis() { return undefined; }
  getTypeName() { return this.#function === 'Object.<anonymous>' ? 'Object' : null; }
  getFunction() { return undefined; }
  getFunctionName() { return this.#function === 'Object.<anonymous>' ? null : this.#function || null; }
  getMethodName() { return null; }
  getFileName() { return this.#line ? this.#file : undefined; }
  getLineNumber() { return this.#line || null; }
  getColumnNumber() { return this.#column || null; }
  getEvalOrigin() { return undefined; }
  getScriptNameOrSourceURL() { return this.getFileName(); }
  getScriptHash() { return ''; }
  getEnclosingLineNumber() { return this.#line; }
  getEnclosingColumnNumber() { return this.#column; }
  getPosition() { return 0; }
  getPromiseIndex() { return null; }
  isToplevel() { return this.#function === ''; }
  isEval() { return false; }
  isNative() { return !this.#line; }
  isConstructor() { return false; }
  isAsync() { return false; }
  isPromiseAll() { return false; }
  toString() { return this.#text; }
}
module.exports = CallSite;
