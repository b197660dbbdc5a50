// No file under secrets/ may be committed in plain text. Checks the files that it is given, else all of them; for git hooks those in the index.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';

const ROOT = path.join(import.meta.dirname, '..');
const READ_BY_PEOPLE = new Set(['README.md', '.gitkeep']);

const given = process.argv.slice(2);
const names = given.length > 0 ? given : (await readdir(path.join(ROOT, 'secrets'))).map((name) => `secrets/${name}`);
const plain: string[] = [];
for (const name of names) if (!(await isEncrypted(path.resolve(ROOT, name)))) plain.push(name);
if (plain.length > 0) {
  process.stderr.write(
    `Not encrypted with SOPS:\n${plain.map((name) => `  ${name}: sops -e -i ${name}`).join('\n')}\n`,
  );
  process.exitCode = 1;
}

/** As SOPS leaves it: with a MAC over all of it. */
async function isEncrypted(file: string): Promise<boolean> {
  if (READ_BY_PEOPLE.has(path.basename(file))) return true;
  try {
    const { sops } = parse(await readFile(file, 'utf8')) as { sops?: { mac?: unknown } };
    return typeof sops?.mac === 'string';
  } catch {
    return false;
  }
}
