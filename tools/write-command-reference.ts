import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { commandReference } from 'pangeo-forge/command-reference';
import { loadCommands } from 'pangeo-forge/command-registry';
import { COMMANDS } from '@pangeo-forge/runner-worker/commands/command-registry';
import { listOfCommands } from '@pangeo-forge/runner-worker/commands/help.command';

const docs = path.join(import.meta.dirname, '..', 'docs');
await writeFile(path.join(docs, 'cli.md'), commandReference(await loadCommands()));

/** The table of comment commands is between two marks. */
const PLACE = /(<!-- commands:[^\n]*-->)[\s\S]*(<!-- \/commands -->)/;
const page = path.join(docs, 'maintainers.md');
const before = await readFile(page, 'utf8');
await writeFile(
  page,
  before.replace(PLACE, (_, start, end) => `${start}\n${listOfCommands(COMMANDS)}\n${end}`),
);
