const minify = require('@minify-html/node');
console.log(minify.minify(Buffer.from('<!doctype html><p  class="a" >  text   <b> é </b></p><style> a { color: red; } </style><script> let x = 1 + 2; </script><!-- c -->'), { minify_css: true, minify_js: true, keep_comments: false }).toString());
