import { readFileSync } from 'node:fs';

/** What Node is told in production, so that what is measured is what runs: what deploy/start.sh calls it with. */
export function productionFlags(): string[] {
  const script = readFileSync(new URL('../../../deploy/start.sh', import.meta.url), 'utf8');
  const command = /^exec node (.*)$/m.exec(script)?.[1] ?? '';
  return command.split(' ').filter((word) => word.startsWith('--'));
}
