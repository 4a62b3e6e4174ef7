'use strict';
// path for POSIX and Windows.
const { validateString, validateObject, invalidArgType } = require('internal/errors');
const cwd = () => binding('process').cwd();

// normalizeParts resolves "." and ".." in a path without its root.
function normalizeParts(path, absolute, isSep, sep) {
  const out = [];
  let part = '';
  for (let i = 0; i <= path.length; i++) {
    if (i < path.length && !isSep(path[i])) { part += path[i]; continue; }
    if (part === '..') {
      if (out.length > 0 && out[out.length - 1] !== '..') out.pop();
      else if (!absolute) out.push('..');
    } else if (part !== '' && part !== '.') out.push(part);
    part = '';
  }
  return out.join(sep);
}

function format(sep, parts) {
  validateObject(parts, 'pathObject');
  const dir = parts.dir || parts.root;
  const ext = parts.ext ? (parts.ext[0] === '.' ? '' : '.') + parts.ext : '';
  const base = parts.base || `${parts.name || ''}${ext}`;
  if (!dir) return base;
  return dir === parts.root ? `${dir}${base}` : `${dir}${sep}${base}`;
}

function baseOf(path, start, isSep) {
  let end = path.length;
  while (end > start && isSep(path[end - 1])) end--;
  let i = end;
  while (i > start && !isSep(path[i - 1])) i--;
  return [i, end];
}

function extOf(base) {
  const dot = base.lastIndexOf('.');
  if (dot <= 0 || base === '..') return '';
  return base.slice(dot);
}

function basename(path, suffix, start, isSep) {
  const [i, end] = baseOf(path, start, isSep);
  const base = path.slice(i, end);
  if (suffix === path) return '';
  if (suffix !== undefined && suffix.length > 0 && suffix.length < base.length && base.endsWith(suffix)) return base.slice(0, -suffix.length);
  return base;
}

function globRegExp(pattern, windows) {
  let re = '';
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i];
    if (c === '*' && pattern[i + 1] === '*') { re += '.*'; i++; if (pattern[i + 1] === '/') i++; }
    else if (c === '*') re += windows ? '[^\\\\/]*' : '[^/]*';
    else if (c === '?') re += windows ? '[^\\\\/]' : '[^/]';
    else if (c === '{') re += '(?:';
    else if (c === '}') re += ')';
    else if (c === ',') re += '|';
    else if (windows && (c === '/' || c === '\\')) re += '[\\\\/]';
    else re += c.replace(/[.+^$()|\\]/g, '\\$&');
  }
  return new RegExp(`^${re}$`);
}

const isSlash = (c) => c === '/';
const posix = {
  resolve(...paths) {
    let resolved = '', absolute = false;
    for (let i = paths.length - 1; i >= -1 && !absolute; i--) {
      const path = i >= 0 ? paths[i] : cwd();
      if (i >= 0) validateString(path, `paths[${i}]`);
      if (path.length === 0) continue;
      resolved = `${path}/${resolved}`;
      absolute = path[0] === '/';
    }
    resolved = normalizeParts(resolved, absolute, isSlash, '/');
    if (absolute) return `/${resolved}`;
    return resolved.length > 0 ? resolved : '.';
  },
  normalize(path) {
    validateString(path, 'path');
    if (path.length === 0) return '.';
    const absolute = path[0] === '/', trailing = path[path.length - 1] === '/';
    path = normalizeParts(path, absolute, isSlash, '/');
    if (path.length === 0) return absolute ? '/' : trailing ? './' : '.';
    if (trailing) path += '/';
    return absolute ? `/${path}` : path;
  },
  isAbsolute(path) { validateString(path, 'path'); return path.length > 0 && path[0] === '/'; },
  join(...args) {
    let joined;
    for (const arg of args) {
      validateString(arg, 'path');
      if (arg.length > 0) joined = joined === undefined ? arg : `${joined}/${arg}`;
    }
    return joined === undefined ? '.' : posix.normalize(joined);
  },
  relative(from, to) {
    validateString(from, 'from');
    validateString(to, 'to');
    if (from === to) return '';
    from = posix.resolve(from);
    to = posix.resolve(to);
    if (from === to) return '';
    const a = from.split('/').filter(Boolean), b = to.split('/').filter(Boolean);
    let same = 0;
    while (same < a.length && same < b.length && a[same] === b[same]) same++;
    return [...a.slice(same).map(() => '..'), ...b.slice(same)].join('/');
  },
  toNamespacedPath(path) { return path; },
  dirname(path) {
    validateString(path, 'path');
    if (path.length === 0) return '.';
    const absolute = path[0] === '/';
    const end = baseOf(path, 0, isSlash)[0] - 1;
    if (end <= 0) return absolute ? '/' : '.';
    return absolute && end === 1 ? '//' : path.slice(0, end);
  },
  basename(path, suffix) {
    if (suffix !== undefined) validateString(suffix, 'suffix');
    validateString(path, 'path');
    return basename(path, suffix, 0, isSlash);
  },
  extname(path) { validateString(path, 'path'); return extOf(basename(path, undefined, 0, isSlash)); },
  format: format.bind(null, '/'),
  parse(path) {
    validateString(path, 'path');
    const root = path[0] === '/' ? '/' : '';
    const base = posix.basename(path), ext = extOf(base);
    let dir = path.length === 0 ? '' : posix.dirname(path);
    if (dir === '.' && !path.startsWith('.')) dir = '';
    else if (dir === '.' && !/^\.\//.test(path)) dir = '';
    return { root, dir: base === '' ? root : dir, base, ext, name: ext ? base.slice(0, -ext.length) : base };
  },
  matchesGlob(path, pattern) { return globRegExp(pattern, false).test(path); },
  sep: '/', delimiter: ':', win32: null, posix: null,
};

const isEither = (c) => c === '/' || c === '\\';
const isLetter = (c) => /^[A-Za-z]$/.test(c || '');
// winRoot splits a path into device ("C:" or "\\\\server\\share"), and whether it is absolute; n characters make the root.
function winRoot(path) {
  if (path.length === 0) return { device: '', absolute: false, n: 0 };
  if (isEither(path[0])) {
    if (path.length > 1 && isEither(path[1])) {
      const m = /^[\\/]{2}([^\\/]+)[\\/]+([^\\/]+)/.exec(path);
      if (m) return { device: `\\\\${m[1]}\\${m[2]}`, absolute: true, n: m[0].length + (isEither(path[m[0].length]) ? 1 : 0), unc: true };
    }
    return { device: '', absolute: true, n: 1 };
  }
  if (isLetter(path[0]) && path[1] === ':') {
    const absolute = path.length > 2 && isEither(path[2]);
    return { device: path.slice(0, 2), absolute, n: absolute ? 3 : 2 };
  }
  return { device: '', absolute: false, n: 0 };
}

const win32 = {
  resolve(...paths) {
    let device = '', tail = '', absolute = false;
    for (let i = paths.length - 1; i >= -1; i--) {
      let path;
      if (i >= 0) {
        path = paths[i];
        validateString(path, `paths[${i}]`);
        if (path.length === 0) continue;
      } else {
        path = cwd();
        if (device !== '') {
          const other = process.env[`=${device}`] || path;
          path = winRoot(other).device.toLowerCase() !== device.toLowerCase() ? `${device}\\` : other;
        }
      }
      const root = winRoot(path);
      if (root.device !== '') {
        if (device !== '') { if (root.device.toLowerCase() !== device.toLowerCase()) continue; } else device = root.device;
      }
      if (absolute) { if (device !== '') break; } else {
        tail = `${path.slice(root.n)}\\${tail}`;
        absolute = root.absolute;
        if (absolute && device !== '') break;
      }
    }
    tail = normalizeParts(tail, absolute, isEither, '\\');
    return absolute ? `${device}\\${tail}` : `${device}${tail}` || '.';
  },
  normalize(path) {
    validateString(path, 'path');
    if (path.length === 0) return '.';
    const root = winRoot(path);
    if (root.unc && root.n >= path.length) return `${root.device}\\`;
    let tail = root.n < path.length ? normalizeParts(path.slice(root.n), root.absolute, isEither, '\\') : '';
    if (tail.length === 0 && !root.absolute) tail = '.';
    if (tail.length > 0 && isEither(path[path.length - 1])) tail += '\\';
    return root.absolute ? `${root.device}\\${tail}` : `${root.device}${tail}`;
  },
  isAbsolute(path) {
    validateString(path, 'path');
    return path.length > 0 && (isEither(path[0]) || (path.length > 2 && isLetter(path[0]) && path[1] === ':' && isEither(path[2])));
  },
  join(...args) {
    let joined, first;
    for (const arg of args) {
      validateString(arg, 'path');
      if (arg.length > 0) { if (joined === undefined) joined = first = arg; else joined += `\\${arg}`; }
    }
    if (joined === undefined) return '.';
    const m = /^[\\/]+/.exec(joined);
    if (m && !(first.length > 2 && /^[\\/]{2}[^\\/]/.test(first)) && m[0].length > 1) joined = `\\${joined.slice(m[0].length)}`;
    return win32.normalize(joined);
  },
  relative(from, to) {
    validateString(from, 'from');
    validateString(to, 'to');
    if (from === to) return '';
    const a = win32.resolve(from), b = win32.resolve(to);
    if (a.toLowerCase() === b.toLowerCase()) return '';
    const ap = a.split('\\').filter(Boolean), bp = b.split('\\').filter(Boolean);
    let same = 0;
    while (same < ap.length && same < bp.length && ap[same].toLowerCase() === bp[same].toLowerCase()) same++;
    if (same === 0) return b;
    return [...ap.slice(same).map(() => '..'), ...bp.slice(same)].join('\\');
  },
  toNamespacedPath(path) {
    if (typeof path !== 'string' || path.length === 0) return path;
    const resolved = win32.resolve(path);
    if (resolved.startsWith('\\\\') && !/^\\\\[?.]/.test(resolved)) return `\\\\?\\UNC\\${resolved.slice(2)}`;
    if (/^[A-Za-z]:\\/.test(resolved)) return `\\\\?\\${resolved}`;
    return path;
  },
  dirname(path) {
    validateString(path, 'path');
    if (path.length === 0) return '.';
    const root = winRoot(path);
    if (root.unc && root.n >= path.length) return path;
    const end = baseOf(path, root.n, isEither)[0] - 1;
    if (end <= root.n) return root.n > 0 ? path.slice(0, root.n) : '.';
    return path.slice(0, end);
  },
  basename(path, suffix) {
    if (suffix !== undefined) validateString(suffix, 'suffix');
    validateString(path, 'path');
    return basename(path, suffix, isLetter(path[0]) && path[1] === ':' ? 2 : 0, isEither);
  },
  extname(path) { return extOf(win32.basename(path)); },
  format: format.bind(null, '\\'),
  parse(path) {
    validateString(path, 'path');
    const r = winRoot(path), root = path.slice(0, r.n);
    const base = r.n >= path.length ? '' : win32.basename(path), ext = extOf(base);
    let dir = path.length === 0 ? '' : win32.dirname(path);
    if (dir === '.' && !/^\.[\\/]/.test(path)) dir = '';
    return { root, dir: base === '' ? root : dir, base, ext, name: ext ? base.slice(0, -ext.length) : base };
  },
  matchesGlob(path, pattern) { return globRegExp(pattern, true).test(path); },
  sep: '\\', delimiter: ';', win32: null, posix: null,
};
posix.win32 = win32.win32 = win32;
posix.posix = win32.posix = posix;
posix._makeLong = posix.toNamespacedPath;
win32._makeLong = win32.toNamespacedPath;
module.exports = binding('process').platform === 'win32' ? win32 : posix;
