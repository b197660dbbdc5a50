import { readFileSync } from 'node:fs';

/**
 * How deploy/start.sh calls Node, so that what is measured is what runs.
 * @throws Error when the file calls it in a way that is not known here.
 */
export function asInProduction(): { flags: string[]; environment: Record<string, string> } {
  const script = readFileSync(new URL('../../../deploy/start.sh', import.meta.url), 'utf8');
  const command = /^exec node (.*)$/m.exec(script)?.[1];
  if (command === undefined)
    throw new Error('deploy/start.sh has no line "exec node …": teach as-in-production.ts to read it');
  const exported = [...script.matchAll(/^export (\w+)=(\S+)$/gm)].map(([, name = '', value = '']) => [name, value]);
  return {
    flags: command.split(' ').filter((word) => word.startsWith('--')),
    environment: Object.fromEntries(exported) as Record<string, string>,
  };
}
