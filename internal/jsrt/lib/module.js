'use strict';
// CommonJS: Module and what hangs on it. Files are found by the resolver in Go.
const native = binding('module');
const path = require('path');
const { nodeError, invalidArgType, invalidArgValue, validateString } = require('internal/errors');

function updateChildren(parent, child, scan) {
  const children = parent && parent.children;
  if (children && !(scan && children.includes(child))) children.push(child);
}

function Module(id = '', parent) {
  this.id = id;
  this.path = path.dirname(id);
  this.exports = {};
  Object.defineProperty(this, '_parent', { value: parent, writable: true, configurable: true, enumerable: false });
  updateChildren(parent, this, false);
  this.filename = null;
  this.loaded = false;
  this.children = [];
}
module.exports = Module;

Object.defineProperty(Module.prototype, 'parent', {
  get() { return this._parent; },
  set(value) { this._parent = value; },
  configurable: true, enumerable: false,
});
Module.prototype.constructor = Module;

Module._cache = Object.create(null);
Module._pathCache = Object.create(null);
Module._extensions = Object.create(null);
Module.globalPaths = native.globalPaths();
Module.builtinModules = Object.freeze([...native.builtins]);
Module.Module = Module;
Module._nodeModulePaths = (from) => native.paths(path.resolve(from));
Module._initPaths = () => {};
Module._preloadModules = () => {};
Module.isBuiltin = (id) => native.isCore(`${id}`) !== undefined;
Module.syncBuiltinESMExports = () => {};
Module.findSourceMap = () => undefined;
Module.enableCompileCache = () => ({ status: 3 });
Module.wrapper = ['(function (exports, require, module, __filename, __dirname) { ', '\n});'];
Module.wrap = (script) => Module.wrapper[0] + script + Module.wrapper[1];
Module._debug = () => {};

const lowered = new WeakMap(); // modules that were ECMAScript modules → what esbuild made them export
const kEsm = Symbol('esm');

Module._resolveLookupPaths = function(request, parent) {
  if (native.isCore(request) !== undefined) return null;
  if (/^\.\.?($|[\\/])/.test(request)) return [parent && parent.filename ? path.dirname(parent.filename) : '.'];
  let paths = Module.globalPaths;
  if (parent && parent.paths && parent.paths.length > 0) paths = parent.paths.concat(paths);
  return paths.length > 0 ? paths : null;
};

function requireStack(parent) {
  const stack = [];
  for (let m = parent; m; m = m.parent) {
    stack.push(m.filename || m.id);
    if (stack.length > 100) break;
  }
  return stack;
}

Module._resolveFilename = function(request, parent, isMain, options) {
  const core = native.isCore(request);
  if (core !== undefined) return request;
  const extensions = Object.keys(Module._extensions);
  const esm = options !== null && typeof options === 'object' && options[kEsm] === true;
  if (request.startsWith('node:')) {
    throw nodeError('Error', 'ERR_UNKNOWN_BUILTIN_MODULE', `No such built-in module: ${request}`);
  }
  try {
    if (options && Array.isArray(options.paths)) {
      let last;
      for (const dir of options.paths) {
        try {
          return native.resolve(request, path.join(path.resolve(dir), 'noop.js'), undefined, extensions, esm);
        } catch (error) {
          if (error.code !== 'MODULE_NOT_FOUND') throw error;
          last = error;
        }
      }
      if (last) throw last;
    } else if (options && options.paths !== undefined) {
      throw invalidArgValue('options.paths', options.paths);
    }
    const from = parent && (parent.filename || (parent.id && parent.id !== '.' && parent.id !== '<repl>' && path.isAbsolute(parent.id) ? parent.id : '')) || '';
    const custom = parent && parent.paths && parent._ownPaths !== undefined && parent.paths !== parent._ownPaths;
    const paths = custom || (parent && !parent.filename && parent.paths) ? [...parent.paths, ...Module.globalPaths] : undefined;
    const found = native.resolve(request, from, paths, extensions, esm);
    return found;
  } catch (error) {
    if (error.code === 'MODULE_NOT_FOUND' && error.requireStack === undefined && error.path === undefined) {
      const stack = requireStack(parent);
      let message = `Cannot find module '${request}'`;
      if (stack.length > 0) message += '\nRequire stack:\n- ' + stack.join('\n- ');
      if (error.message !== `Cannot find module '${request}'`) message = error.message;
      const wrapped = new Error(message);
      wrapped.code = 'MODULE_NOT_FOUND';
      wrapped.requireStack = stack;
      throw wrapped;
    }
    throw error;
  }
};

Module._load = function(request, parent, isMain) {
  const core = native.isCore(request);
  if (core !== undefined) {
    if (!request.startsWith('node:') && Module._cache[request] !== undefined) return Module._cache[request].exports;
    return native.lib(core);
  }
  const filename = Module._resolveFilename(request, parent, isMain);
  return load(filename, request, parent, isMain);
};

function load(filename, request, parent, isMain) {
  const cached = Module._cache[filename];
  if (cached !== undefined) {
    updateChildren(parent, cached, true);
    return cached.exports;
  }
  const inner = native.isCore(filename);
  if (inner !== undefined) return native.lib(inner);
  const module = new Module(filename, parent);
  if (isMain) {
    module.id = '.';
    Module._main = module;
  }
  Module._cache[filename] = module;
  let threw = true;
  try {
    module.load(filename);
    threw = false;
  } finally {
    if (threw) {
      delete Module._cache[filename];
      const children = parent && parent.children;
      if (Array.isArray(children)) {
        const at = children.indexOf(module);
        if (at !== -1) children.splice(at, 1);
      }
    }
  }
  return module.exports;
}
Object.defineProperty(Module, '_main', { value: undefined, writable: true, enumerable: false });

function extensionOf(filename) {
  const base = path.basename(filename);
  for (let start = 0, dot; (dot = base.indexOf('.', start)) !== -1; start = dot + 1) {
    if (dot === 0) continue;
    const ext = base.slice(dot);
    if (Module._extensions[ext]) return ext;
  }
  return '.js';
}

Module.prototype.load = function(filename) {
  this.filename = filename;
  this.paths = Module._nodeModulePaths(path.dirname(filename));
  Object.defineProperty(this, '_ownPaths', { value: this.paths, writable: true, configurable: true, enumerable: false });
  const ext = filename.endsWith('.mjs') && !Module._extensions['.mjs'] ? '.mjs' : extensionOf(filename);
  if (ext === '.mjs') compileFile(this, filename, true);
  else Module._extensions[ext](this, filename);
  this.loaded = true;
};

Module.prototype.require = function(id) {
  validateString(id, 'id');
  if (id === '') throw invalidArgValue('id', id, 'must be a non-empty string');
  return Module._load(id, this, false);
};

function makeRequire(module) {
  const require = function require(path) { return module.require(path); };
  const resolve = (request, options) => {
    validateString(request, 'request');
    return Module._resolveFilename(request, module, false, options);
  };
  Object.defineProperty(resolve, 'name', { value: 'resolve' });
  require.resolve = resolve;
  resolve.paths = function paths(request) {
    validateString(request, 'request');
    return Module._resolveLookupPaths(request, module);
  };
  require.main = Module._main;
  require.extensions = Module._extensions;
  require.cache = Module._cache;
  return require;
}

// An ECMAScript module, lowered, imports as import does: by the conditions of
// import, file: URLs included, and CommonJS comes as a namespace.
function makeImport(module) {
  const importer = function require(request) {
    if (request === '\0import.meta') {
      const { pathToFileURL } = native.lib('url');
      return {
        __proto__: null, dirname: path.dirname(module.filename), filename: module.filename, url: pathToFileURL(module.filename).href,
        resolve: (s) => { const f = resolve(s); return path.isAbsolute(f) ? pathToFileURL(f).href : f.startsWith('node:') ? f : `node:${f}`; },
      };
    }
    if (request === '\0async_generator') return native.lib('internal/async_generator');
    if (request === '\0await') return native.lib('internal/main').awaiting;
    if (request.startsWith('file:')) request = native.lib('url').fileURLToPath(request);
    const core = native.isCore(request);
    if (core !== undefined) return namespaceFor(core, native.lib(core), Object.keys(native.lib(core)));
    const filename = resolve(request);
    const exports = load(filename, request, module, false);
    const loaded = Module._cache[filename];
    if (loaded && lowered.has(loaded)) return lowered.get(loaded) || exports;
    return filename.endsWith('.json') ? namespaceFor(loaded, exports, []) : namespaceOfCommonJS(loaded, exports);
  };
  function resolve(request) { return Module._resolveFilename(request, module, false, { [kEsm]: true }); }
  return Object.assign(importer, makeRequire(module), { [kEsm]: true });
}

// namespaceFor is the namespace of what is no ECMAScript module: its exports are
// the default, and those of these names besides. key is what it is kept for.
const namespaces = new Map();
function namespaceFor(key, exports, names) {
  let namespace = namespaces.get(key);
  if (namespace === undefined) {
    const whole = (name) => name === 'default' || name === 'module.exports';
    namespace = native.lib('internal/namespace').make([...names, 'default'], (name) => (whole(name) ? exports : exports[name]));
    namespaces.set(key, namespace);
  }
  return namespace;
}
function namespaceOfCommonJS(module, exports) {
  // Of one that still loads, as modules that import each other do, the names are not yet known.
  if (module !== undefined && !module.loaded) {
    return new Proxy(Object.create(null), { get: (target, name) => (name === 'default' ? module.exports : module.exports[name]), has: (target, name) => name === 'default' || name in module.exports });
  }
  const names = native.exportsName ? ['module.exports'] : [];
  if (exports !== null && (typeof exports === 'object' || typeof exports === 'function')) {
    names.push(...Object.keys(exports));
    if (exports.__esModule) names.push('__esModule');
  }
  return namespaceFor(module || exports, exports, names);
}

// CommonJS that was lowered may hold import().
function withImport(module) {
  const require = makeRequire(module), importer = makeImport(module);
  return Object.assign(function(path) {
    if (path === '\0import') return importer;
    return path === '\0import.meta' || path === '\0async_generator' ? importer(path) : require(path);
  }, require);
}

Module.prototype._compile = function(content, filename, format) { return compile(this, content, filename, format === 'module'); };

function compile(module, content, filename, esm) {
  const { run, module: wasModule, lowered: changed } = native.compile(content, filename, esm, module === Module._main);
  if (wasModule) lowered.set(module, undefined);
  const dirname = path.dirname(filename);
  const require = wasModule ? makeImport(module) : changed ? withImport(module) : makeRequire(module);
  const result = Reflect.apply(run, wasModule ? undefined : module.exports, [module.exports, require, module, filename, dirname]);
  if (wasModule) {
    const bindings = module.exports, namespace = native.lib('internal/namespace').make(Object.keys(bindings), (name) => bindings[name]);
    lowered.set(module, namespace);
    module.exports = required(namespace);
  }
  return result;
}

// required is what require gives of an ECMAScript module.
function required(namespace) {
  if ('module.exports' in namespace) return namespace['module.exports'];
  if (!('default' in namespace) || '__esModule' in namespace) return namespace;
  return native.lib('internal/namespace').make(['__esModule', ...Object.keys(namespace)], (name) => (name === '__esModule' ? true : namespace[name]));
}

function compileFile(module, filename, esm) { return compile(module, native.read(filename), filename, esm); }

Module._extensions['.js'] = function(module, filename) {
  const content = native.read(filename);
  const esm = filename.endsWith('.js') && native.packageType(filename) === 'module';
  if (esm) compile(module, content, filename, true);
  else module._compile(content, filename);
};
Module._extensions['.json'] = function(module, filename) {
  const content = native.read(filename);
  try {
    module.exports = JSON.parse(content);
  } catch (error) {
    error.message = `${filename}: ${error.message}`;
    throw error;
  }
};
Module._extensions['.node'] = function(module, filename) { return process.dlopen(module, path.toNamespacedPath(filename)); };

Module.createRequire = function createRequire(filename) {
  let file = filename;
  if (filename instanceof URL || (typeof filename === 'string' && !path.isAbsolute(filename))) {
    try {
      file = require('url').fileURLToPath(filename);
    } catch {
      throw invalidArgValue('filename', filename, 'must be a file URL object, file URL string, or absolute path string');
    }
  } else if (typeof filename !== 'string') {
    throw invalidArgValue('filename', filename, 'must be a file URL object, file URL string, or absolute path string');
  }
  const trailing = file.endsWith('/') || (path.sep === '\\' && file.endsWith('\\'));
  const proxy = trailing ? path.join(file, 'noop.js') : file;
  const module = new Module(proxy);
  module.filename = proxy;
  module.paths = Module._nodeModulePaths(path.dirname(proxy));
  Object.defineProperty(module, '_ownPaths', { value: module.paths, writable: true, configurable: true, enumerable: false });
  return makeRequire(module);
};
Module.runMain = (main = process.argv[1]) => Module._load(main, null, true);
