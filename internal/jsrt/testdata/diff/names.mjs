// As names.js, in a module that waits at its top level.
export function f() {}
{ function f() {} console.log(f.name); }
class Q { static name = 'own'; static async *[Symbol.iterator]() {} static m = () => {}; }
console.log(Q.name, Q.m.name, Q[Symbol.iterator].name);
export default class {}
await null;
