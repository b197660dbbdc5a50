import { parseArgs } from 'node:util';

export interface DevOptions {
  /** A channel whose events are delivered here. */
  smee: string | null;
  /** A GitHub on loopback instead of the configured one. */
  loopbackGitHub: boolean;
}

/** @throws TypeError with the wrong option. */
export function parseDevOptions(args: readonly string[]): DevOptions {
  const { values } = parseArgs({
    args: [...args],
    options: { smee: { type: 'string' }, github: { type: 'boolean', default: false } },
  });
  const { smee = null, github } = values;
  if (smee !== null && !URL.canParse(smee)) throw new TypeError('--smee must be the URL of a channel');
  if (smee !== null && github) throw new TypeError('give --smee or --github: the GitHub on loopback needs no channel');
  return { smee, loopbackGitHub: github };
}
