const lz4 = require('lz4-napi');
(async () => {
  const text = Buffer.from('lz4 block and frame '.repeat(300));
  const block = await lz4.compress(text);
  console.log(block.length, (await lz4.uncompress(block)).equals(text), lz4.compressSync(text).equals(block), lz4.uncompressSync(block).equals(text));
  const frame = await lz4.compressFrame(text);
  console.log(frame.subarray(0, 4).toString('hex'), (await lz4.decompressFrame(frame)).equals(text));
  const dict = Buffer.from('lz4 block and frame ');
  console.log((await lz4.uncompress(await lz4.compress(text, dict), dict)).equals(text));
  await lz4.uncompress(Buffer.from('xx')).then(() => console.log('?'), (e) => console.log(e.code, e.message));
})();
