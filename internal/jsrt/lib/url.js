'use strict';
// URL and URLSearchParams; the parser is in Go. And the legacy API.
const native = binding('url');
const { nodeError, invalidArgType, invalidArgValue, validateString, validateFunction } = require('internal/errors');
const { customInspect } = require('internal/symbols');
const path = require('path');
const querystring = require('querystring');

const HREF = 0, PROTOCOL = 1, USER = 2, PASSWORD = 3, HOST = 4, HOSTNAME = 5, PORT = 6, PATHNAME = 7, SEARCH = 8, HASH = 9, ORIGIN = 10;

const encode = (text) => encodeURIComponent(text.toWellFormed()).replace(/[!'()~]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`).replace(/%20/g, '+');
function parseForm(text) {
  const list = [];
  for (const part of text.split('&')) {
    if (part === '') continue;
    const at = part.indexOf('=');
    const decode = (s) => native.percentDecode(s.replace(/\+/g, ' '));
    list.push([decode(at === -1 ? part : part.slice(0, at)), at === -1 ? '' : decode(part.slice(at + 1))]);
  }
  return list;
}
const missing = (...names) => nodeError('TypeError', 'ERR_MISSING_ARGS', `The ${names.map((n) => `"${n}"`).join(' and ')} argument${names.length > 1 ? 's' : ''} must be specified`);

class URLSearchParams {
  #list = []; #url = null;
  constructor(init = undefined) {
    if (init === undefined || init === null) return;
    if (typeof init === 'object' || typeof init === 'function') {
      const method = init[Symbol.iterator];
      if (method === null || method === undefined) {
        for (const key of Reflect.ownKeys(init)) {
          const d = Reflect.getOwnPropertyDescriptor(init, key);
          if (d !== undefined && d.enumerable) this.#list.push([String(key).toWellFormed(), `${init[key]}`.toWellFormed()]);
        }
      } else if (typeof method !== 'function') throw nodeError('TypeError', 'ERR_ARG_NOT_ITERABLE', 'Query pairs must be iterable');
      else for (const pair of init) {
        if (pair === null || typeof pair !== 'object' || typeof pair[Symbol.iterator] !== 'function' || [...pair].length !== 2) {
          throw nodeError('TypeError', 'ERR_INVALID_TUPLE', 'Each query pair must be an iterable [name, value] tuple');
        }
        const [name, value] = pair;
        this.#list.push([`${name}`.toWellFormed(), `${value}`.toWellFormed()]);
      }
    } else {
      init = `${init}`;
      this.#list = parseForm(init[0] === '?' ? init.slice(1) : init);
    }
  }
  static _of(url, search) { const p = new URLSearchParams(search); p.#url = url; return p; }
  _reset(search) { this.#list = parseForm(search.slice(1)); }
  #changed() { if (this.#url !== null) this.#url._query(this.toString()); }
  get size() { return this.#list.length; }
  append(name, value) { if (arguments.length < 2) throw missing('name', 'value'); this.#list.push([`${name}`.toWellFormed(), `${value}`.toWellFormed()]); this.#changed(); }
  delete(name, value) {
    if (arguments.length < 1) throw missing('name');
    name = `${name}`;
    this.#list = this.#list.filter(([n, v]) => n !== name || (value !== undefined && v !== `${value}`));
    this.#changed();
  }
  get(name) { if (arguments.length < 1) throw missing('name'); const found = this.#list.find(([n]) => n === `${name}`); return found ? found[1] : null; }
  getAll(name) { if (arguments.length < 1) throw missing('name'); return this.#list.filter(([n]) => n === `${name}`).map(([, v]) => v); }
  has(name, value) { if (arguments.length < 1) throw missing('name'); return this.#list.some(([n, v]) => n === `${name}` && (value === undefined || v === `${value}`)); }
  set(name, value) {
    if (arguments.length < 2) throw missing('name', 'value');
    name = `${name}`.toWellFormed(); value = `${value}`.toWellFormed();
    const found = this.#list.find(([n]) => n === name);
    if (found) { found[1] = value; this.#list = this.#list.filter((e) => e === found || e[0] !== name); } else this.#list.push([name, value]);
    this.#changed();
  }
  sort() {
    this.#list = this.#list.map((e, i) => [e, i]).sort(([a, i], [b, j]) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : i - j)).map(([e]) => e);
    this.#changed();
  }
  forEach(callback, thisArg) { validateFunction(callback, 'callback'); for (let i = 0; i < this.#list.length; i++) callback.call(thisArg, this.#list[i][1], this.#list[i][0], this); }
  *#iterate(pick) { for (let i = 0; i < this.#list.length; i++) yield pick(this.#list[i]); }
  entries() { return this.#iterate(([n, v]) => [n, v]); }
  keys() { return this.#iterate(([n]) => n); }
  values() { return this.#iterate(([, v]) => v); }
  toString() { return this.#list.map(([n, v]) => `${encode(n)}=${encode(v)}`).join('&'); }
  [customInspect](depth, ctx) {
    if (typeof depth === 'number' && depth < 0) return '[Object]';
    const { inspect } = require('internal/inspect');
    const out = this.#list.map(([n, v]) => `${inspect(n, ctx)} => ${inspect(v, ctx)}`);
    return out.length === 0 ? 'URLSearchParams {}' : `URLSearchParams { ${out.join(', ')} }`;
  }
}
Object.defineProperty(URLSearchParams.prototype, Symbol.iterator, { value: URLSearchParams.prototype.entries, writable: true, configurable: true });
Object.defineProperty(URLSearchParams.prototype, Symbol.toStringTag, { value: 'URLSearchParams', configurable: true });

class URL {
  #f; #params = undefined;
  constructor(input, base = undefined) {
    if (arguments.length === 0) throw missing('url');
    input = `${input}`;
    if (base !== undefined) base = `${base}`;
    const fields = native.parse(input, base);
    if (fields === undefined) {
      const error = nodeError('TypeError', 'ERR_INVALID_URL', 'Invalid URL');
      error.input = input;
      if (base !== undefined) error.base = base;
      throw error;
    }
    this.#f = fields;
  }
  static canParse(input, base = undefined) { if (arguments.length === 0) throw missing('url'); return native.parse(`${input}`, base === undefined ? undefined : `${base}`) !== undefined; }
  static parse(input, base = undefined) { return URL.canParse(input, base) ? new URL(input, base) : null; }
  #set(name, value) {
    const fields = native.set(this.#f[HREF], name, `${value}`.toWellFormed());
    if (fields !== undefined) this.#f = fields;
    if (this.#params !== undefined && name === 'search') this.#params._reset(this.#f[SEARCH]);
  }
  _query(text) { const fields = native.set(this.#f[HREF], 'search', text); if (fields !== undefined) this.#f = fields; }
  get href() { return this.#f[HREF]; }
  set href(value) {
    const fields = native.parse(`${value}`, undefined);
    if (fields === undefined) { const error = nodeError('TypeError', 'ERR_INVALID_URL', 'Invalid URL'); error.input = `${value}`; throw error; }
    this.#f = fields;
    if (this.#params !== undefined) this.#params._reset(fields[SEARCH]);
  }
  get origin() { return this.#f[ORIGIN]; }
  get protocol() { return this.#f[PROTOCOL]; }
  set protocol(v) { this.#set('protocol', v); }
  get username() { return this.#f[USER]; }
  set username(v) { this.#set('username', v); }
  get password() { return this.#f[PASSWORD]; }
  set password(v) { this.#set('password', v); }
  get host() { return this.#f[HOST]; }
  set host(v) { this.#set('host', v); }
  get hostname() { return this.#f[HOSTNAME]; }
  set hostname(v) { this.#set('hostname', v); }
  get port() { return this.#f[PORT]; }
  set port(v) { this.#set('port', v); }
  get pathname() { return this.#f[PATHNAME]; }
  set pathname(v) { this.#set('pathname', v); }
  get search() { return this.#f[SEARCH]; }
  set search(v) { this.#set('search', v); }
  get searchParams() { if (this.#params === undefined) this.#params = URLSearchParams._of(this, this.#f[SEARCH]); return this.#params; }
  get hash() { return this.#f[HASH]; }
  set hash(v) { this.#set('hash', v); }
  toString() { return this.#f[HREF]; }
  toJSON() { return this.#f[HREF]; }
  [customInspect](depth, options) {
    if (typeof depth === 'number' && depth < 0) return this;
    const { inspect } = require('internal/inspect');
    const view = Object.create({ constructor: this.constructor });
    for (const name of ['href', 'origin', 'protocol', 'username', 'password', 'host', 'hostname', 'port', 'pathname', 'search', 'searchParams', 'hash']) view[name] = this[name];
    return `${this.constructor.name} ${inspect(view, options).replace(/^\w+ /, '')}`;
  }
}
for (const name of ['href', 'origin', 'protocol', 'username', 'password', 'host', 'hostname', 'port', 'pathname', 'search', 'searchParams', 'hash', 'toString', 'toJSON']) {
  Object.defineProperty(URL.prototype, name, { enumerable: true });
}
Object.defineProperty(URL.prototype, '_query', { enumerable: false });
Object.defineProperty(URL.prototype, Symbol.toStringTag, { value: 'URL', configurable: true });

const windows = binding('process').platform === 'win32';
function fileURLToPath(value, options) {
  const win = options && options.windows !== undefined ? options.windows : windows;
  if (typeof value === 'string') value = new URL(value);
  else if (!(value instanceof URL) && !(value && value.href && value.protocol && value.auth === undefined)) throw invalidArgType('path', ['string', 'URL'], value);
  if (value.protocol !== 'file:') throw nodeError('TypeError', 'ERR_INVALID_URL_SCHEME', 'The URL must be of scheme file');
  if (win) {
    if (/%2f|%5c/i.test(value.pathname)) throw nodeError('TypeError', 'ERR_INVALID_FILE_URL_PATH', 'File URL path must not include encoded \\ or / characters');
    const name = decodeURIComponent(value.pathname.replace(/\//g, '\\'));
    if (value.hostname !== '') return `\\\\${value.hostname}${name}`;
    if (!/^\\[A-Za-z]:/.test(name)) throw nodeError('TypeError', 'ERR_INVALID_FILE_URL_PATH', 'File URL path must be absolute');
    return name.slice(1);
  }
  if (value.hostname !== '') throw nodeError('TypeError', 'ERR_INVALID_FILE_URL_HOST', `File URL host must be "localhost" or empty on ${binding('process').platform}`);
  if (/%2f/i.test(value.pathname)) throw nodeError('TypeError', 'ERR_INVALID_FILE_URL_PATH', 'File URL path must not include encoded / characters');
  return decodeURIComponent(value.pathname);
}
function pathToFileURL(file, options) {
  validateString(file, 'path');
  const win = options && options.windows !== undefined ? options.windows : windows;
  const p = win ? path.win32 : path.posix;
  let resolved = p.resolve(file);
  if (/[\\/]$/.test(file) && (file.endsWith('/') || win) && !resolved.endsWith(p.sep)) resolved += p.sep;
  if (win && resolved.startsWith('\\\\')) {
    const [, , host, ...rest] = resolved.split('\\');
    return new URL(`file://${host}/${escapePath(rest.join('/'), win)}`);
  }
  return new URL(`file://${win ? '/' : ''}${escapePath(win ? resolved.replace(/\\/g, '/') : resolved, win)}`);
}
function escapePath(text, win) {
  text = text.replace(/%/g, '%25').replace(/\n/g, '%0A').replace(/\r/g, '%0D').replace(/\t/g, '%09').replace(/\?/g, '%3F').replace(/#/g, '%23');
  return win ? text : text.replace(/\\/g, '%5C');
}
function urlToHttpOptions(url) {
  const options = { __proto__: null, ...url, protocol: url.protocol, hostname: url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname, hash: url.hash, search: url.search,
    pathname: url.pathname, path: `${url.pathname || ''}${url.search || ''}`, href: url.href };
  if (url.port !== '') options.port = Number(url.port);
  if (url.username || url.password) options.auth = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  return options;
}

// The legacy API.
function Url() {
  this.protocol = null; this.slashes = null; this.auth = null; this.host = null; this.port = null; this.hostname = null; this.hash = null;
  this.search = null; this.query = null; this.pathname = null; this.path = null; this.href = null;
}
const slashed = /^(https?|ftp|gopher|file|wss?):?$/;
const legacyEscapes = { '\t': '%09', '\n': '%0A', '\r': '%0D', ' ': '%20', '"': '%22', "'": '%27', '<': '%3C', '>': '%3E', '\\': '%5C', '^': '%5E', '`': '%60', '{': '%7B', '|': '%7C', '}': '%7D' };
Url.prototype.parse = function(text, parseQuery, slashesDenoteHost) {
  validateString(text, 'url');
  let rest = text.trim();
  const split = rest.search(/[?#]/);
  const head = split === -1 ? rest : rest.slice(0, split);
  rest = head.replace(/\\/g, '/') + (split === -1 ? '' : rest.slice(split));
  const proto = /^[a-z0-9.+-]+:/i.exec(rest);
  let lower = '';
  if (proto) { lower = proto[0].toLowerCase(); this.protocol = lower; rest = rest.slice(proto[0].length); }
  let slashes = false;
  if ((slashesDenoteHost || proto || /^\/\/[^@/]+@[^@/]+/.test(rest)) && rest.startsWith('//') && lower !== 'javascript:') { rest = rest.slice(2); this.slashes = slashes = true; }
  if (lower !== 'javascript:' && slashes) {
    let end = rest.search(/[/?#]/);
    if (end === -1) end = rest.length;
    let host = rest.slice(0, end);
    rest = rest.slice(end);
    const at = host.lastIndexOf('@');
    if (at !== -1) { this.auth = decodeURIComponent(host.slice(0, at)); host = host.slice(at + 1); }
    const bad = host.search(/[^\]a-zA-Z0-9.:_\-[\u0080-\uffff+%]/);
    if (bad !== -1 && host[0] !== '[') { rest = `/${host.slice(bad)}${rest}`.replace('//', '/'); host = host.slice(0, bad); }
    const port = /:([0-9]*)$/.exec(host);
    if (port && !/\][^:]*$/.test(host)) { if (port[1] !== '') this.port = port[1]; host = host.slice(0, -port[0].length); }
    this.hostname = host.startsWith('[') ? host.slice(1, -1).toLowerCase() : native.toASCII(host.toLowerCase());
    this.host = (host.startsWith('[') ? `[${this.hostname}]` : this.hostname) + (this.port ? `:${this.port}` : '');
  }
  rest = rest.replace(/[\t\n\r "'<>\\^`{|}]/g, (c) => legacyEscapes[c]);
  const hash = rest.indexOf('#');
  if (hash !== -1) { this.hash = rest.slice(hash); rest = rest.slice(0, hash); }
  const q = rest.indexOf('?');
  if (q !== -1) {
    this.search = rest.slice(q);
    this.query = parseQuery ? querystring.parse(rest.slice(q + 1)) : rest.slice(q + 1);
    rest = rest.slice(0, q);
  } else if (parseQuery) { this.search = null; this.query = Object.create(null); }
  if (rest) this.pathname = rest;
  if (slashed.test(lower) && this.hostname && !this.pathname) this.pathname = '/';
  if (this.pathname || this.search) this.path = (this.pathname || '') + (this.search || '');
  this.href = this.format();
  return this;
};
Url.prototype.format = function() {
  let auth = this.auth || '', protocol = this.protocol || '', pathname = this.pathname || '', hash = this.hash || '', host = '', query = '';
  if (auth) auth = `${encodeURIComponent(auth).replace(/%3A/i, ':')}@`;
  if (this.host) host = auth + this.host;
  else if (this.hostname) host = auth + (this.hostname.includes(':') && !this.hostname.startsWith('[') ? `[${this.hostname}]` : this.hostname) + (this.port ? `:${this.port}` : '');
  if (this.query !== null && typeof this.query === 'object') query = querystring.stringify(this.query);
  let search = this.search || (query && `?${query}`) || '';
  if (protocol && !protocol.endsWith(':')) protocol += ':';
  pathname = pathname.replace(/[?#]/g, encodeURIComponent);
  search = search.replace(/#/g, '%23');
  if (this.slashes || ((!protocol || slashed.test(protocol)) && host)) {
    host = `//${host}`;
    if (pathname && pathname[0] !== '/') pathname = `/${pathname}`;
  } else if (!host) host = '';
  if (hash && hash[0] !== '#') hash = `#${hash}`;
  if (search && search[0] !== '?') search = `?${search}`;
  return protocol + host + pathname + search + hash;
};
Url.prototype.resolve = function(relative) { return resolve(this.href, relative); };
function parse(text, parseQuery, slashesDenoteHost) { return text instanceof Url ? text : new Url().parse(text, parseQuery, slashesDenoteHost); }
function format(value, options) {
  if (typeof value === 'string') value = parse(value);
  else if (typeof value !== 'object' || value === null) throw invalidArgType('urlObject', ['Object', 'string'], value);
  else if (value instanceof URL) {
    const { fragment = true, unicode = false, search = true, auth = true } = options || {};
    let text = value.protocol + (value.host !== '' || value.protocol === 'file:' ? '//' : '');
    if (auth && (value.username || value.password)) text += `${value.username}${value.password ? `:${value.password}` : ''}@`;
    return text + value.host + value.pathname + (search ? value.search : '') + (fragment ? value.hash : '');
  }
  return Url.prototype.format.call(value);
}
function resolve(from, to) {
  try {
    const base = new URL(from, 'resolve://');
    const made = new URL(to, base);
    if (made.protocol === 'resolve:') return (/^\//.test(from) || /^\//.test(to) ? made.pathname : made.pathname.replace(/^\//, '')) + made.search + made.hash;
    return made.href;
  } catch {
    return to;
  }
}
module.exports = { Url, parse, resolve, resolveObject: (from, to) => parse(resolve(from, to)), format, URL, URLSearchParams,
  domainToASCII: (d) => { const f = native.parse(`ws://${d}`, undefined); return f === undefined ? '' : f[HOSTNAME]; }, domainToUnicode: (d) => d, pathToFileURL, fileURLToPath, urlToHttpOptions };
