// Reports, but for the sections that only Node.js has.
const r = process.report, fs = require('fs'), dir = fs.mkdtempSync(require('os').tmpdir() + '/report-');
process.chdir(dir);
process.on('exit', () => { fs.rmSync(dir, { recursive: true }); });
const read = (file) => JSON.parse(fs.readFileSync(file, 'utf8'));
const shape = (v) => (Array.isArray(v) ? v.slice(0, 1).map(shape) : v !== null && typeof v === 'object' ? Object.fromEntries(Object.entries(v).sort().map(([k, x]) => [k, shape(x)])) : typeof v);
console.log(r.writeReport('a.json'), fs.readFileSync('a.json', 'latin1').slice(0, 20));
const a = read('a.json');
console.log(a.header.filename, a.header.event, a.header.trigger, a.javascriptStack.message, a.javascriptStack.errorProperties, typeof a.javascriptStack.stack[0]);
const { javascriptHeap, nativeStack, uvthreadResourceUsage, libuv, environmentVariables, sharedObjects, ...rest } = a;
const { glibcVersionCompiler, componentVersions, ...header } = rest.header;
const { constrained_memory, available_memory, ...usage } = rest.resourceUsage;
console.log(shape({ ...rest, header, resourceUsage: usage }), Object.keys(a).filter((k) => k !== 'javascriptHeap' && k !== 'uvthreadResourceUsage'));
for (const k of ['node', 'modules', 'napi', 'uv', 'v8']) console.log(componentVersions[k] === process.versions[k]);
for (const k of ['processId', 'threadId', 'nodejsVersion', 'wordSize', 'arch', 'platform', 'osName', 'osRelease', 'osVersion', 'osMachine', 'host', 'reportVersion']) console.log(k, header[k] === process.pid ? 'own' : header[k]);
console.log(header.cwd === process.cwd(), header.cpus.length, environmentVariables.PATH === process.env.PATH, Math.abs(Date.now() - header.dumpEventTimeStamp) < 60000, Math.abs(Date.now() - new Date(header.dumpEventTime)) < 60000);
const e = new RangeError('no'); e.code = 5; e.o = {};
console.log(r.writeReport('b.json', e), read('b.json').javascriptStack.message, read('b.json').javascriptStack.errorProperties, r.getReport(e).javascriptStack.message, r.getReport().header.trigger, r.getReport().header.filename);
for (const f of [() => r.writeReport(5), () => r.writeReport('x', 5), () => r.getReport(5), () => { r.directory = 5; }, () => { r.compact = 5; }, () => { r.filename = {}; }, () => { r.reportOnFatalError = 1; }, () => { r.excludeNetwork = 1; }]) try { console.log(f()); } catch (e) { console.log(e.code, e.message); }
for (let i = 0; i < 2; i++) fs.readdirSync('.').includes(r.excludeNetwork ? '' : (r.filename = `${i}.json`, r.writeReport())) && console.log(i);
r.filename = '';
r.directory = 'sub'; console.log(r.writeReport('c.json')); fs.mkdirSync('sub'); console.log(r.writeReport('c.json'), fs.readdirSync('sub')); r.filename = 'fixed.json'; console.log(r.writeReport(), fs.readdirSync('sub'));
r.compact = true; r.writeReport('d.json'); console.log(fs.readFileSync('sub/d.json', 'latin1').split('\n').length);
r.excludeNetwork = true; console.log('networkInterfaces' in r.getReport().header, Object.keys(r).filter((k) => !/ignal/.test(k)));
r.reportOnUncaughtException = true; r.directory = '/nonexistent'; r.filename = 'last.json';
throw new RangeError('no');
