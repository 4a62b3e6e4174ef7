const { Resvg, renderAsync } = require('@resvg/resvg-js');
const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><rect width="10" height="10" fill="#0f0"/><circle cx="15" cy="5" r="4" fill="blue"/></svg>';
const r = new Resvg(svg, { fitTo: { mode: 'width', value: 40 }, background: 'white', font: { loadSystemFonts: false } });
console.log(r.width, r.height, r.toString().length > 50, r.getBBox().width);
const image = r.render();
const png = image.asPng();
console.log(image.width, image.height, png.subarray(1, 4).toString(), [...image.pixels.subarray(0, 4)], image.pixels.length);
(async () => {
  console.log((await renderAsync(svg, { font: { loadSystemFonts: false } })).asPng().length > 50);
  await renderAsync('<svg', {}).catch((e) => console.log(e.message));
  try { new Resvg(svg, { fitTo: { mode: 'nonsense' } }); } catch (e) { console.log(e.code, e.message); }
})();
