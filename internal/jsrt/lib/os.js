'use strict';
const native = binding('os');
const { platform, arch } = binding('process');
const signals = platform === 'darwin' ? { SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGILL: 4, SIGTRAP: 5, SIGABRT: 6, SIGIOT: 6, SIGBUS: 10, SIGFPE: 8, SIGKILL: 9, SIGUSR1: 30,
  SIGSEGV: 11, SIGUSR2: 31, SIGPIPE: 13, SIGALRM: 14, SIGTERM: 15, SIGCHLD: 20, SIGCONT: 19, SIGSTOP: 17, SIGTSTP: 18, SIGTTIN: 21, SIGTTOU: 22, SIGURG: 16,
  SIGXCPU: 24, SIGXFSZ: 25, SIGVTALRM: 26, SIGPROF: 27, SIGWINCH: 28, SIGIO: 23, SIGINFO: 29, SIGSYS: 12 }
  : platform === 'win32' ? { SIGHUP: 1, SIGINT: 2, SIGILL: 4, SIGABRT: 22, SIGFPE: 8, SIGKILL: 9, SIGSEGV: 11, SIGTERM: 15, SIGBREAK: 21, SIGWINCH: 28 }
    : { SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGILL: 4, SIGTRAP: 5, SIGABRT: 6, SIGIOT: 6, SIGBUS: 7, SIGFPE: 8, SIGKILL: 9, SIGUSR1: 10, SIGSEGV: 11, SIGUSR2: 12,
      SIGPIPE: 13, SIGALRM: 14, SIGTERM: 15, SIGCHLD: 17, SIGSTKFLT: 16, SIGCONT: 18, SIGSTOP: 19, SIGTSTP: 20, SIGTTIN: 21, SIGTTOU: 22, SIGURG: 23, SIGXCPU: 24,
      SIGXFSZ: 25, SIGVTALRM: 26, SIGPROF: 27, SIGWINCH: 28, SIGIO: 29, SIGPOLL: 29, SIGPWR: 30, SIGSYS: 31 };
const errno = {};
for (const [name, [n]] of Object.entries(binding('util').errnos())) errno[name] = n;
const constants = Object.assign(Object.create(null), {
  UV_UDP_REUSEADDR: 4,
  dlopen: platform === 'win32' ? {} : { RTLD_LAZY: 1, RTLD_NOW: 2, RTLD_GLOBAL: platform === 'darwin' ? 8 : 256, RTLD_LOCAL: platform === 'darwin' ? 4 : 0, ...(platform === 'linux' ? { RTLD_DEEPBIND: 8 } : {}) },
  errno, signals: Object.freeze(Object.assign(Object.create(null), signals)),
  priority: { PRIORITY_LOW: 19, PRIORITY_BELOW_NORMAL: 10, PRIORITY_NORMAL: 0, PRIORITY_ABOVE_NORMAL: -7, PRIORITY_HIGH: -14, PRIORITY_HIGHEST: -20 },
});
const os = {
  arch: () => arch,
  availableParallelism: () => native.parallelism(),
  cpus: () => native.cpus().map(([model, speed, user, nice, sys, idle, irq]) => ({ model, speed, times: { user, nice, sys, idle, irq } })),
  endianness: () => 'LE',
  freemem: () => native.memory()[1],
  getPriority: () => 0,
  homedir: () => (platform === 'win32' ? process.env.USERPROFILE : process.env.HOME) || native.home(),
  hostname: () => native.hostname(),
  loadavg: () => native.load(),
  networkInterfaces: () => native.interfaces(),
  platform: () => platform,
  release: () => native.release(),
  tmpdir() {
    if (platform === 'win32') return process.env.TEMP || process.env.TMP || `${process.env.SystemRoot || process.env.windir}\\temp`;
    const dir = process.env.TMPDIR || process.env.TMP || process.env.TEMP || '/tmp';
    return dir.length > 1 && dir.endsWith('/') ? dir.slice(0, -1) : dir;
  },
  totalmem: () => native.memory()[0],
  type: () => native.type(),
  userInfo(options) { const user = native.user(); return options && options.encoding === 'buffer' ? Object.fromEntries(Object.entries(user).map(([k, v]) => [k, typeof v === 'string' ? Buffer.from(v) : v])) : user; },
  uptime: () => native.uptime(),
  version: () => native.version(),
  machine: () => native.machine(),
  devNull: platform === 'win32' ? '\\\\.\\nul' : '/dev/null',
  EOL: platform === 'win32' ? '\r\n' : '\n',
};
for (const name of ['arch', 'hostname', 'platform', 'release', 'type', 'homedir', 'tmpdir', 'endianness', 'version', 'machine', 'totalmem', 'freemem', 'uptime', 'availableParallelism']) {
  os[name][Symbol.toPrimitive] = () => os[name]();
}
Object.defineProperty(os, 'constants', { value: constants, enumerable: true });
module.exports = os;
