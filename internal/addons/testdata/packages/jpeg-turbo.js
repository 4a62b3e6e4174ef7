const jpg = require('@julusian/jpeg-turbo');
const pixels = Buffer.alloc(16 * 8 * 4, 90);
(async () => {
  const options = { format: jpg.FORMAT_RGBA, width: 16, height: 8, subsampling: jpg.SAMP_444, quality: 90 };
  const r = jpg.compressSync(pixels, options);
  console.log(r.subarray(0, 2).toString('hex'), jpg.bufferSize(options) > 0, (await jpg.compress(pixels, options)).equals(r));
  const d = await jpg.decompress(r, { format: jpg.FORMAT_RGB });
  console.log(d.width, d.height, d.size, [...d.data.subarray(0, 3)], jpg.readHeaderSync ? jpg.readHeaderSync(r) : '');
  try { await jpg.decompress(Buffer.from('no'), { format: jpg.FORMAT_RGB }); } catch (e) { console.log(e.message); }
})();
