function inner() {
  throw new TypeError('oh no');
}
process.on('exit', (c) => console.log('exit', c));
console.log('before');
inner();
