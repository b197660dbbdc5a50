// Checks that no file under secrets/ is committed in plain text: the given files, else all; in git hooks those of the
// index.
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

/** Encrypted by SOPS: has a MAC over all values. */
async function isEncrypted(file: string): Promise<boolean> {
  if (READ_BY_PEOPLE.has(path.basename(file))) return true;
  try {
    const { sops } = parse(await readFile(file, 'utf8')) as { sops?: { mac?: unknown } };
    return typeof sops?.mac === 'string';
  } catch {
    return false;
  }
}
