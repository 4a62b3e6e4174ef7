'use strict';
const { validateFunction, invalidArgType } = require('internal/errors');
const channels = new Map();
class Channel {
  constructor(name) { this.name = name; this._subscribers = []; this._stores = new Map(); }
  get hasSubscribers() { return this._subscribers.length > 0 || this._stores.size > 0; }
  subscribe(f) { validateFunction(f, 'subscription'); this._subscribers = [...this._subscribers, f]; }
  unsubscribe(f) { const at = this._subscribers.indexOf(f); if (at === -1) return false; this._subscribers = this._subscribers.filter((_, i) => i !== at); return true; }
  bindStore(store, transform) { this._stores.set(store, transform); }
  unbindStore(store) { return this._stores.delete(store); }
  publish(data) { for (const f of this._subscribers) try { f(data, this.name); } catch (error) { process.nextTick(() => { throw error; }); } }
  runStores(data, fn, thisArg, ...args) {
    let run = () => { this.publish(data); return Reflect.apply(fn, thisArg, args); };
    for (const [store, transform] of this._stores) { const next = run; run = () => store.run(transform ? transform(data) : data, next); }
    return run();
  }
}
function channel(name) {
  if (typeof name !== 'string' && typeof name !== 'symbol') throw invalidArgType('channel', ['string', 'symbol'], name);
  let c = channels.get(name);
  if (!c) channels.set(name, c = new Channel(name));
  return c;
}
const events = ['start', 'end', 'asyncStart', 'asyncEnd', 'error'];
class TracingChannel {
  constructor(names) { for (const e of events) this[e] = typeof names === 'string' ? channel(`tracing:${names}:${e}`) : names[e]; }
  get hasSubscribers() { return events.some((e) => this[e].hasSubscribers); }
  subscribe(handlers) { for (const e of events) if (handlers[e]) this[e].subscribe(handlers[e]); }
  unsubscribe(handlers) { let done = true; for (const e of events) if (handlers[e] && !this[e].unsubscribe(handlers[e])) done = false; return done; }
  traceSync(fn, context = {}, thisArg, ...args) {
    return this.start.runStores(context, () => {
      try { const result = Reflect.apply(fn, thisArg, args); context.result = result; return result; } catch (error) { context.error = error; this.error.publish(context); throw error; } finally { this.end.publish(context); }
    });
  }
  tracePromise(fn, context = {}, thisArg, ...args) {
    const settle = (key) => (value) => {
      context[key] = value;
      if (key === 'error') this.error.publish(context);
      this.asyncStart.publish(context);
      this.asyncEnd.publish(context);
      if (key === 'error') throw value;
      return value;
    };
    return this.start.runStores(context, () => {
      try { return Promise.resolve(Reflect.apply(fn, thisArg, args)).then(settle('result'), settle('error')); } catch (error) { context.error = error; this.error.publish(context); throw error; } finally { this.end.publish(context); }
    });
  }
  traceCallback(fn, position = -1, context = {}, thisArg, ...args) {
    const callback = args.at(position);
    validateFunction(callback, 'callback');
    args.splice(position, 1, (error, result) => {
      if (error) { context.error = error; this.error.publish(context); } else context.result = result;
      this.asyncStart.runStores(context, () => { try { return callback(error, result); } finally { this.asyncEnd.publish(context); } });
    });
    return this.start.runStores(context, () => { try { return Reflect.apply(fn, thisArg, args); } catch (error) { context.error = error; this.error.publish(context); throw error; } finally { this.end.publish(context); } });
  }
}
module.exports = { channel, hasSubscribers: (name) => { const c = channels.get(name); return !!c && c.hasSubscribers; }, subscribe: (name, f) => channel(name).subscribe(f),
  unsubscribe: (name, f) => channel(name).unsubscribe(f), tracingChannel: (names) => new TracingChannel(names), Channel };
