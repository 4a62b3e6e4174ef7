'use strict';
const native = binding('url');
const decodeChars = (text) => Array.from(text, (c) => c.codePointAt(0));
function decode(input) {
  const out = [], basic = input.lastIndexOf('-');
  for (let i = 0; i < Math.max(basic, 0); i++) {
    if (input.charCodeAt(i) >= 0x80) throw new RangeError('Illegal input >= 0x80 (not a basic code point)');
    out.push(input.charCodeAt(i));
  }
  let n = 128, i = 0, bias = 72;
  for (let at = basic > 0 ? basic + 1 : 0; at < input.length;) {
    const old = i;
    for (let w = 1, k = 36; ; k += 36) {
      if (at >= input.length) throw new RangeError('Invalid input');
      const c = input.charCodeAt(at++);
      const digit = c >= 48 && c < 58 ? c - 22 : c >= 65 && c < 91 ? c - 65 : c >= 97 && c < 123 ? c - 97 : 36;
      if (digit >= 36) throw new RangeError('Invalid input');
      i += digit * w;
      const t = k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias;
      if (digit < t) break;
      w *= 36 - t;
    }
    const count = out.length + 1;
    let delta = old === 0 ? Math.floor((i - old) / 700) : (i - old) >> 1;
    delta += Math.floor(delta / count);
    let k = 0;
    for (; delta > 455; k += 36) delta = Math.floor(delta / 35);
    bias = Math.floor(k + 36 * delta / (delta + 38));
    n += Math.floor(i / count);
    i %= count;
    out.splice(i++, 0, n);
  }
  return String.fromCodePoint(...out);
}
const byLabel = (domain, f) => {
  const parts = domain.split('@');
  const head = parts.length > 1 ? `${parts[0]}@` : '';
  return head + parts[parts.length - 1].replace(/[\u3002\uff0e\uff61]/g, '.').split('.').map(f).join('.');
};
const encode = (text) => (/[^\0-\x7f]/.test(text) ? native.toASCII(text).slice(4) : `${text}${text ? '-' : ''}`);
module.exports = { version: '2.1.0', ucs2: { decode: decodeChars, encode: (list) => String.fromCodePoint(...list) }, decode, encode,
  toASCII: (d) => byLabel(d, (l) => (/[^\0-\x7f]/.test(l) ? `xn--${encode(l)}` : l)), toUnicode: (d) => byLabel(d, (l) => (l.startsWith('xn--') ? decode(l.slice(4).toLowerCase()) : l)) };
