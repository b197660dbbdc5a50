#!/usr/bin/env node
// The program that npm installs. Only what every Node.js understands stands here, so that an old one gets a sentence.
'use strict';

const oldest = Number(/\d+/.exec(require('../package.json').engines.node)[0]);

if (Number(process.versions.node.split('.')[0]) < oldest) {
  process.stderr.write(
    `pangeo-forge needs Node.js ${oldest} or newer, and this is ${process.versions.node}.\n` +
      `Install it from https://nodejs.org, or run: npx -y -p node@${oldest} -p pangeo-forge pangeo-forge --help\n`,
  );
  process.exitCode = 1;
} else {
  require('node:module').enableCompileCache();
  void import('./main.js'); // an error in it ends the process
}
