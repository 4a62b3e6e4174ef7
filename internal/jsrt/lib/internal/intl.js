'use strict';
// Intl, for the locale en-US only.
const locales = (list) => (list === undefined ? ['en-US'] : [].concat(list).map(String));
class Base {
  static supportedLocalesOf(list) { return locales(list).filter((l) => /^en\b/.test(l)); }
}
const tag = (C, name) => Object.defineProperty(C.prototype, Symbol.toStringTag, { value: `Intl.${name}`, configurable: true });

class Collator extends Base {
  #options;
  constructor(list, options = {}) { super(); this.#options = { locale: 'en-US', usage: 'sort', sensitivity: 'variant', ignorePunctuation: false, collation: 'default', numeric: false, caseFirst: 'false', ...options }; }
  get compare() {
    const { numeric, sensitivity } = this.#options;
    const fold = (s) => (sensitivity === 'base' ? s.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase() : sensitivity === 'accent' ? s.toLowerCase() : s);
    return (a, b) => {
      a = fold(String(a)); b = fold(String(b));
      if (!numeric) return Math.sign(a.localeCompare(b));
      const x = a.match(/\d+|\D+/g) || [], y = b.match(/\d+|\D+/g) || [];
      for (let i = 0; i < Math.min(x.length, y.length); i++) {
        const c = /^\d/.test(x[i]) && /^\d/.test(y[i]) ? Number(x[i]) - Number(y[i]) : x[i].localeCompare(y[i]);
        if (c !== 0) return Math.sign(c);
      }
      return Math.sign(x.length - y.length);
    };
  }
  resolvedOptions() { return { ...this.#options }; }
}
tag(Collator, 'Collator');

class NumberFormat extends Base {
  #o;
  constructor(list, options = {}) {
    super();
    const style = options.style || 'decimal', min = options.minimumFractionDigits, max = options.maximumFractionDigits;
    const lowest = min !== undefined ? min : style === 'currency' ? 2 : 0;
    this.#o = { locale: 'en-US', numberingSystem: 'latn', style, minimumIntegerDigits: 1, useGrouping: 'auto', ...options, minimumFractionDigits: lowest,
      maximumFractionDigits: max !== undefined ? max : Math.max(lowest, style === 'currency' ? 2 : style === 'percent' ? 0 : 3) };
  }
  get format() {
    return (n) => {
      const o = this.#o;
      if (typeof n === 'bigint') return String(n).replace(/\B(?=(\d{3})+$)/g, ',');
      n = Number(n);
      if (Number.isNaN(n)) return 'NaN';
      const sign = n < 0 || Object.is(n, -0) ? '-' : '';
      n = Math.abs(o.style === 'percent' ? n * 100 : n);
      if (n === Infinity) return `${sign}∞`;
      let [whole, fraction = ''] = n.toFixed(Math.min(o.maximumFractionDigits, 20)).split('.');
      while (fraction.length > o.minimumFractionDigits && fraction.endsWith('0')) fraction = fraction.slice(0, -1);
      whole = whole.padStart(o.minimumIntegerDigits, '0');
      if (o.useGrouping !== false && o.useGrouping !== 'false') whole = whole.replace(/\B(?=(\d{3})+$)/g, ',');
      const text = fraction ? `${whole}.${fraction}` : whole;
      if (o.style === 'percent') return `${sign}${text}%`;
      if (o.style === 'currency') return `${sign}${{ USD: '$', EUR: '€', GBP: '£', JPY: '¥' }[o.currency] || `${o.currency} `}${text}`;
      return `${sign}${text}${o.style === 'unit' ? ` ${o.unit}` : ''}`;
    };
  }
  resolvedOptions() { return { ...this.#o }; }
}
tag(NumberFormat, 'NumberFormat');

const zone = () => process.env.TZ || binding('os').timezone();
class DateTimeFormat extends Base {
  #o;
  constructor(list, options = {}) { super(); this.#o = { ...options }; }
  get format() {
    return (date) => {
      const d = date === undefined ? new Date() : new Date(date), o = this.#o, utc = o.timeZone === 'UTC';
      if (Number.isNaN(d.getTime())) throw new RangeError('Invalid time value');
      const get = (part) => (utc ? d[`getUTC${part}`]() : d[`get${part}`]());
      const day = `${get('Month') + 1}/${get('Date')}/${get('FullYear')}`;
      const time = `${get('Hours') % 12 || 12}:${String(get('Minutes')).padStart(2, '0')}:${String(get('Seconds')).padStart(2, '0')} ${get('Hours') < 12 ? 'AM' : 'PM'}`;
      const wantsTime = o.timeStyle || o.hour || o.minute || o.second, wantsDay = o.dateStyle || o.year || o.month || o.day || o.weekday;
      return wantsTime ? (wantsDay ? `${day}, ${time}` : time) : day;
    };
  }
  resolvedOptions() { return { locale: 'en-US', calendar: 'gregory', numberingSystem: 'latn', timeZone: this.#o.timeZone || zone(), year: 'numeric', month: 'numeric', day: 'numeric' }; }
}
tag(DateTimeFormat, 'DateTimeFormat');

class PluralRules extends Base {
  #ordinal;
  constructor(list, options = {}) { super(); this.#ordinal = options.type === 'ordinal'; }
  select(n) {
    if (!this.#ordinal) return n === 1 ? 'one' : 'other';
    const a = n % 10, b = n % 100;
    return a === 1 && b !== 11 ? 'one' : a === 2 && b !== 12 ? 'two' : a === 3 && b !== 13 ? 'few' : 'other';
  }
  resolvedOptions() { return { locale: 'en-US', type: this.#ordinal ? 'ordinal' : 'cardinal' }; }
}
tag(PluralRules, 'PluralRules');

class ListFormat extends Base {
  #word; #narrow;
  constructor(list, options = {}) { super(); this.#word = options.type === 'disjunction' ? 'or' : options.type === 'unit' ? '' : 'and'; this.#narrow = options.style === 'narrow'; }
  format(items) {
    const list = [...items], word = this.#word;
    if (list.length <= 1) return list.join('');
    if (word === '') return list.join(this.#narrow ? ' ' : ', ');
    if (list.length === 2) return list.join(` ${word} `);
    return `${list.slice(0, -1).join(', ')}, ${word} ${list[list.length - 1]}`;
  }
  resolvedOptions() { return { locale: 'en-US', type: this.#word === 'or' ? 'disjunction' : 'conjunction', style: 'long' }; }
}
tag(ListFormat, 'ListFormat');

const extend = (c) => /^[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0900-\u0903\u093a-\u094f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u1ab0-\u1aff\u1dc0-\u1dff\u200c\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f]$/.test(c) ||
  (c.codePointAt(0) >= 0x1f3fb && c.codePointAt(0) <= 0x1f3ff) || (c.codePointAt(0) >= 0xe0020 && c.codePointAt(0) <= 0xe007f);
const flag = (c) => c.codePointAt(0) >= 0x1f1e6 && c.codePointAt(0) <= 0x1f1ff;
class Segmenter extends Base {
  #granularity;
  constructor(list, options = {}) { super(); this.#granularity = options.granularity || 'grapheme'; }
  segment(input) {
    input = String(input);
    const parts = [];
    if (this.#granularity === 'word') for (const m of input.matchAll(/[\w'\u00c0-\u024f]+|\s+|[^\w\s]/g)) parts.push(m[0]);
    else if (this.#granularity === 'sentence') for (const m of input.matchAll(/[^.!?]*[.!?]*\s*/g)) { if (m[0]) parts.push(m[0]); }
    else {
      let flags = 0;
      for (const c of input) {
        const last = parts.length - 1, before = last >= 0 ? parts[last] : '';
        const joins = last >= 0 && ((before === '\r' && c === '\n') || (!/[\n\r]$/.test(before) && (extend(c) || c === '\u200d' || (before.endsWith('\u200d') && c.codePointAt(0) > 0x2000))) || (flag(c) && flags % 2 === 1));
        flags = flag(c) ? flags + 1 : 0;
        if (joins) parts[last] += c; else parts.push(c);
      }
    }
    const granularity = this.#granularity;
    return {
      *[Symbol.iterator]() {
        let index = 0;
        for (const segment of parts) {
          const item = { segment, index, input };
          if (granularity === 'word') item.isWordLike = /[\w\u00c0-\u024f]/.test(segment);
          yield item;
          index += segment.length;
        }
      },
      containing(at = 0) { for (const s of this) if (at >= s.index && at < s.index + s.segment.length) return s; },
    };
  }
  resolvedOptions() { return { locale: 'en-US', granularity: this.#granularity }; }
}
tag(Segmenter, 'Segmenter');
const Intl = {};
for (const C of [Collator, NumberFormat, DateTimeFormat, PluralRules, ListFormat, Segmenter]) {
  // The first three are functions, too.
  const f = ['Collator', 'NumberFormat', 'DateTimeFormat'].includes(C.name) ? new Proxy(C, { apply: (t, self, args) => new C(...args) }) : C;
  Object.defineProperty(Intl, C.name, { value: f, writable: true, configurable: true });
}
Intl.getCanonicalLocales = (list) => (list === undefined ? [] : locales(list));
Object.defineProperty(Intl, Symbol.toStringTag, { value: 'Intl', configurable: true });
module.exports = Intl;
