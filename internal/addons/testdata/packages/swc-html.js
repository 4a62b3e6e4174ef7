const { minify, minifySync } = require('@swc/html');
(async () => {
  const r = await minify(Buffer.from('<!doctype html><title> t </title><p class="b a">  text <!-- c --> </p><script> let x = 1 + 2; </script>'), { collapseWhitespaces: 'all', minifyJs: true });
  console.log(r.code, r.errors);
  console.log(minifySync('<div><p>1</div>').code);
})();
