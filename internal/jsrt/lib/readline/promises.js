'use strict';
const { promisify } = require('util');
const readline = require('readline');

class Interface extends readline.Interface {
  question(query, options) { return readline.Interface.prototype.question[promisify.custom].call({ question: super.question.bind(this) }, query, options); }
}
exports.Interface = Interface;
exports.createInterface = function createInterface(input, output) { return new Interface(input, output); };
