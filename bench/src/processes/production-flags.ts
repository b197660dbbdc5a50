import { readFileSync } from 'node:fs';

/** What Node is told in production, so that what is measured is what runs: see `start` in the repository's package.json. */
export function productionFlags(): string[] {
  const manifest = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
  const { scripts } = JSON.parse(manifest) as { scripts: { start: string } };
  return scripts.start.split(' ').filter((word) => word.startsWith('--'));
}
