// Checks that every shipped package has a licence that an Apache-2.0 program may include; for any other a person
// decides.
import { execFileSync } from 'node:child_process';
import path from 'node:path';

const ALLOWED = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'Unlicense',
]);

const listed = execFileSync('npx', ['-y', 'pnpm@12.21.0', '-r', 'licenses', 'list', '--prod', '--json'], {
  cwd: path.join(import.meta.dirname, '..'),
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
});
const packages: Record<string, Array<{ name: string }>> = JSON.parse(listed);
for (const [license, used] of Object.entries(packages)) {
  if (ALLOWED.has(license)) continue;
  process.exitCode = 1;
  console.error(`${license}: ${used.map(({ name }) => name).join(', ')}`);
}
const counts = Object.entries(packages).map(([license, used]) => `${license} ${used.length}`);
console.log(counts.toSorted().join(', '));
