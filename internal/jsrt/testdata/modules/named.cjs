Object.defineProperty(exports, '__esModule', { value: true }); exports.y = 1; exports.x = function x() {}; exports.default = 'not the default';
