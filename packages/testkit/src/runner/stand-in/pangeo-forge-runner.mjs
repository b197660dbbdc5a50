#!/usr/bin/env node
// A stand-in for pangeo-forge-runner without Python: the same options and lines, made-up results, marked as such in its
// output and its datasets. A feedstock's behaviour.json makes it misbehave, for tests of its callers.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bake } from './bake.mjs';
import { behave } from './behave.mjs';
import { checkout } from './checkout.mjs';
import { expandMeta } from './expand-meta.mjs';
import { parseArguments } from './parse-arguments.mjs';
import { fail, log } from './log.mjs';

const COMMANDS = { 'expand-meta': expandMeta, bake };

const options = parseArguments(process.argv.slice(2));
const command = COMMANDS[options.command];
if (!command) fail(`pangeo-forge-runner knows "expand-meta" and "bake", not "${options.command}"`);
if (options.configFile !== null) {
  try {
    options.config = JSON.parse(readFileSync(options.configFile, 'utf8'));
  } catch {
    console.error(`Could not read config from file ${options.configFile}. Make sure it exists and is readable`);
    process.exit(1);
  }
}

const directory = mkdtempSync(join(tmpdir(), 'stand-in-'));
process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
log('This is a stand-in for pangeo-forge-runner: no recipe code runs and no data is computed', { status: 'setup' });
const feedstock = checkout(options, directory);
await behave(feedstock, options.command);
await command(feedstock, options);
await behave(feedstock, `after ${options.command}`);
