// Makes, composes, resizes and encodes images; reads them back.
const sharp = require('sharp');
(async () => {
  const svg = Buffer.from('<svg width="32" height="32"><circle cx="16" cy="16" r="12" fill="red"/></svg>');
  const { data, info } = await sharp({ create: { width: 64, height: 48, channels: 3, background: { r: 10, g: 200, b: 30 } } })
    .composite([{ input: svg, left: 4, top: 4 }]).png().toBuffer({ resolveWithObject: true });
  console.log(info.format, info.width, info.height, info.channels, data.length === info.size);
  const { format, width, height, space, depth, hasAlpha } = await sharp(data).metadata();
  console.log({ format, width, height, space, depth, hasAlpha });
  const { data: raw, info: rawInfo } = await sharp(data).resize(8, 6, { kernel: 'nearest' }).raw().toBuffer({ resolveWithObject: true });
  console.log(rawInfo, raw.subarray(0, 24).toString('hex'));
  const stats = await sharp(data).stats();
  console.log(stats.isOpaque, stats.channels.map((c) => [c.min, c.max, c.sum]));
  for (const to of ['jpeg', 'webp', 'avif', 'gif', 'tiff']) {
    const b = await sharp(data).toFormat(to).toBuffer();
    const m = await sharp(b).metadata();
    console.log(to, m.format, m.width, m.height);
  }
  const stream = sharp(data).rotate(90).extract({ left: 0, top: 0, width: 10, height: 20 }).toColourspace('b-w').raw();
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  console.log('stream', Buffer.concat(chunks).length);
  await sharp(Buffer.from('no image')).metadata().catch((e) => console.log(e.message));
  try { sharp(data).resize(-1); } catch (e) { console.log(e.message); }
  console.log(await Promise.all([1, 2, 3, 4, 5].map((n) => sharp(data).resize(n, n).toBuffer({ resolveWithObject: true }).then((r) => r.info.width))));
})();
