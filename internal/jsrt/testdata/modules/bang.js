#!/usr/bin/env node
module.exports = "bang"