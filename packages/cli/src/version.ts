import { readFileSync } from 'node:fs';

/** Of the package, from which the program may be one folder away: `src/` here, `dist/` where it is installed. */
export function version(): string {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
