this.viaThis = this === module.exports; exports.strict = (function() { return this === undefined; })(); return; throw 1;
