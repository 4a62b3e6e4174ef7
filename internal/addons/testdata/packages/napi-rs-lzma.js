const { lzma, lzma2, xz } = require('@napi-rs/lzma');
(async () => {
  const text = Buffer.from('lzma '.repeat(1000));
  for (const [name, c] of Object.entries({ lzma, lzma2, xz })) {
    const packed = await c.compress(text);
    console.log(name, packed.length < 300, (await c.decompress(packed)).equals(text), c.decompressSync(c.compressSync('short')).toString());
    await c.decompress(Buffer.from('garbage')).catch((e) => console.log(e.code, e.message));
  }
})();
