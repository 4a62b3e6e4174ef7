const { Transformer, losslessCompressPng, pngQuantize, ResizeFilterType, losslessCompressPngSync } = require('@napi-rs/image');
(async () => {
  const pixels = Buffer.alloc(8 * 6 * 4, 200);
  const t = Transformer.fromRgbaPixels(pixels, 8, 6);
  const png = await t.png();
  console.log(png.subarray(1, 4).toString(), await new Transformer(png).metadata());
  const small = new Transformer(png).resize(4, 3, ResizeFilterType.Nearest).grayscale().rotate();
  console.log((await small.rawPixels()).length, small.webpSync ? small.webpSync(50).subarray(0, 4).toString() : '');
  console.log((await losslessCompressPng(png)).length <= png.length, losslessCompressPngSync(png).subarray(1, 4).toString());
  console.log((await new Transformer(png).jpeg(80)).subarray(0, 2).toString('hex'), (await new Transformer(png).avif({ speed: 10 })).subarray(4, 12).toString());
  await new Transformer(Buffer.from('no')).metadata().catch((e) => console.log(e.code, e.message));
})();
