// What is left of a turn in which something was thrown runs in the next one.
const log = (...args) => console.log(...args);
const fail = (name) => { throw new Error(name); };
const due = () => { const end = Date.now() + 5; while (Date.now() < end); }; // timers of a millisecond
let handler = (e, origin) => {
  log('uncaught', e.message, origin);
  process.nextTick(log, 'tick of the handler');
  Promise.resolve().then(() => log('job of the handler'));
};
process.on('uncaughtException', (...args) => handler(...args));
process.on('rejectionHandled', () => log('rejectionHandled'));

const cases = {
  tick() {
    setTimeout(() => {
      process.nextTick(() => { log('tick 1'); fail('tick 1'); });
      process.nextTick(() => { log('tick 2'); Promise.resolve().then(() => log('job of tick 2')); });
      Promise.resolve().then(() => log('job 1')).then(() => log('job 2'));
    }, 1);
    setTimeout(() => log('timer 2'), 1);
    setTimeout(() => log('timer 3'), 1);
    due();
  },
  timer() {
    setTimeout(() => {
      setImmediate(() => log('immediate'));
      process.nextTick(() => log('tick'));
      Promise.resolve().then(() => log('job'));
      fail('timer');
    }, 1);
    setTimeout(() => log('timer 2'), 1);
    due();
  },
  lastTimer() {
    setTimeout(() => {
      setImmediate(() => log('immediate'));
      process.nextTick(() => log('tick'));
      process.nextTick(() => fail('tick'));
      process.nextTick(() => log('tick 3'));
      Promise.resolve().then(() => log('job'));
      fail('timer');
    }, 1);
    due();
  },
  microtask() {
    setTimeout(() => {
      queueMicrotask(() => { log('micro 1'); fail('micro'); });
      queueMicrotask(() => { log('micro 2'); process.nextTick(() => log('tick of micro 2')); });
      process.nextTick(() => log('tick'));
    }, 1);
    setTimeout(() => log('timer 2'), 1);
    due();
  },
  immediate() {
    setImmediate(() => { process.nextTick(() => log('tick')); Promise.resolve().then(() => log('job')); fail('immediate'); });
    setImmediate(() => log('immediate 2'));
    setImmediate(() => { process.nextTick(() => log('tick 3')); setImmediate(() => log('immediate 4')); fail('immediate 3'); });
  },
  read() {
    require('fs').stat(__filename, () => { process.nextTick(() => log('tick')); Promise.resolve().then(() => log('job')); setImmediate(() => log('immediate')); fail('stat'); });
  },
  rejection() {
    setTimeout(() => {
      Promise.reject(new Error('rejected'));
      process.nextTick(() => log('tick'));
      setImmediate(() => log('immediate'));
    }, 1);
    setTimeout(() => log('timer 2'), 1);
    due();
  },
  both() {
    process.nextTick(() => { Promise.resolve().then(() => { log('job'); fail('in then'); }); fail('tick 1'); });
    process.nextTick(() => fail('tick 2'));
    process.nextTick(() => log('tick 3'));
    setImmediate(() => log('immediate'));
  },
  async async() {
    await null;
    process.nextTick(log, 'tick');
    fail('async');
  },
  rejectionHandler() {
    const on = (reason) => {
      log('unhandledRejection', reason);
      process.nextTick(log, 'tick of', reason);
      Promise.resolve().then(() => log('job of', reason));
      if (reason === 2) fail('in the handler');
    };
    process.on('unhandledRejection', on);
    const first = Promise.reject(1);
    Promise.reject(2);
    Promise.reject(3);
    setTimeout(() => { first.catch(() => log('caught late')); process.removeListener('unhandledRejection', on); }, 10);
  },
  handlerOfRejection() {
    handler = (e, origin) => { log('handler', e.message, origin); if (e.message === 'again') Promise.reject(new Error('rejected in the handler')); };
    Promise.reject(new Error('again'));
    setImmediate(() => log('immediate'));
  },
};
// A case begins when nothing is left of the one before.
const left = Object.keys(cases);
const step = () => {
  const name = left.shift();
  log(`-- ${name}`);
  cases[name]();
};
let ending = false;
process.on('beforeExit', (code) => {
  if (left.length > 0) {
    setTimeout(step, 1);
  } else if (!ending) {
    ending = true;
    log('beforeExit', code);
    process.nextTick(() => fail('in beforeExit'));
    Promise.resolve().then(() => log('job of beforeExit'));
  }
});
process.on('exit', (code) => { log('exit', code, process.exitCode); process.nextTick(log, 'never'); process.exitCode = 9; });
process.on('exit', (code) => { log('exit', code, process.exitCode); });
process.nextTick(() => fail('tick of the script'));
process.nextTick(() => log('tick 2 of the script'));
Promise.resolve().then(() => log('job of the script'));
setTimeout(step, 1);
due();
