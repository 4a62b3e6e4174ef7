'use strict';
const { nodeError } = require('internal/errors');
function escape(value) {
  value = typeof value === 'string' ? value : typeof value === 'object' ? String(value) : `${value}`;
  try {
    return encodeURIComponent(value);
  } catch {
    throw nodeError('URIError', 'ERR_INVALID_URI', 'URI malformed');
  }
}
function unescapeBuffer(text, plus) {
  const out = [];
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (c === '+' && plus) out.push(32);
    else if (c === '%' && /^[0-9a-fA-F]{2}$/.test(text.slice(i + 1, i + 3))) { out.push(parseInt(text.slice(i + 1, i + 3), 16)); i += 2; }
    else out.push(text.charCodeAt(i) & 0xff);
  }
  return Buffer.from(out);
}
function unescape(text, plus) {
  try { return decodeURIComponent(text); } catch { return unescapeBuffer(text, plus).toString(); }
}
const primitive = (v) => (typeof v === 'string' ? v : typeof v === 'number' && Number.isFinite(v) ? `${v}` : typeof v === 'bigint' || typeof v === 'boolean' ? `${v}` : '');
function stringify(object, sep = '&', eq = '=', options) {
  const encode = (options && options.encodeURIComponent) || module.exports.escape;
  if (object === null || typeof object !== 'object') return '';
  const parts = [];
  for (const key of Object.keys(object)) {
    const k = encode(primitive(key)) + eq, v = object[key];
    if (Array.isArray(v)) for (const item of v) parts.push(k + encode(primitive(item)));
    else parts.push(k + encode(primitive(v)));
  }
  return parts.join(sep);
}
function parse(text, sep = '&', eq = '=', options) {
  const result = Object.create(null);
  if (typeof text !== 'string' || text.length === 0) return result;
  const decode = (options && options.decodeURIComponent) || module.exports.unescape;
  let parts = text.split(sep || '&');
  const max = options && typeof options.maxKeys === 'number' ? options.maxKeys : 1000;
  if (max > 0 && parts.length > max) parts = parts.slice(0, max);
  for (const part of parts) {
    if (part === '') continue;
    const at = part.indexOf(eq || '=');
    const d = (s) => { s = s.replace(/\+/g, ' '); try { return decode(s); } catch { return unescape(s, true); } };
    const key = d(at === -1 ? part : part.slice(0, at)), value = at === -1 ? '' : d(part.slice(at + (eq || '=').length));
    if (!(key in result)) result[key] = value;
    else if (Array.isArray(result[key])) result[key].push(value);
    else result[key] = [result[key], value];
  }
  return result;
}
module.exports = { unescapeBuffer, unescape, escape, stringify, encode: stringify, parse, decode: parse };
