import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type NetcdfServer, startNetcdfServer } from '@pangeo-forge/testkit/netcdf-server';
import { documents } from './document.ts';
import { type ReaderMachine, startReaderMachine } from './reader-machine.ts';
import { type ShellBlock, shellBlocksOf } from './shell-block.ts';

const pages = documents()
  .map((page) => ({ file: page.file, blocks: shellBlocksOf(page) }))
  .filter(({ blocks }) => blocks.some(({ shownBy }) => shownBy === 'long'));

let machine: ReaderMachine;
let provider: NetcdfServer;

beforeAll(async () => {
  [machine, provider] = await Promise.all([startReaderMachine(), startNetcdfServer()]);
});

afterAll(() => Promise.all([machine.stop(), provider.stop()]));

test.each(pages)('the commands of $file work, with those that take long', async ({ blocks }) => {
  const typed = blocks.filter(({ shownBy }) => shownBy === 'here' || shownBy === 'long').map(typedByReader);
  expect(await machine.type(typed.join('\n'))).toEqual({ exitCode: 0, printed: '' });
});

/** Before the first `recipe test` the reader replaces the example’s source address, which does not exist. */
function typedByReader({ script }: ShellBlock): string {
  const example = 'https://data.example.org';
  const edit = `sed -i "s#${example}#${provider.url}/sst#" recipes/*/recipe.py`;
  return script.includes('recipe test') ? `${edit}\n${script}` : script;
}
