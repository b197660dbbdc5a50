import { existsSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { z } from 'zod';
import { defineCommand } from '../../define-command.ts';
import { EXIT_CODES } from '../../exit-codes.ts';

const PROGRAM = 'packages/dev/src/main.ts';

export const devCommand = defineCommand({
  path: 'dev',
  summary: 'Run all services on this machine, started again when a file of the code or of the configuration changes.',
  details: `In a checkout of the orchestrator. Postgres and Redis are started unless DATABASE_URL and REDIS_URL name others.
Examples:
  pangeo-forge dev --github                          with a GitHub on loopback; nothing else is needed
  pangeo-forge dev --smee https://smee.io/CHANNEL    GitHub’s webhooks for the App of PANGEO_FORGE_DEPLOYMENT`,
  options: [
    [
      '--github',
      'a GitHub on loopback, with an organisation, staged-recipes and the App; all of it is removed afterwards',
    ],
    ['--smee <url>', 'deliver what comes over this channel of smee.io'],
  ],
  input: z.object({
    github: z.boolean().default(false),
    smee: z.url('--smee must be the URL of a channel').optional(),
  }),
  async run(context, { github, smee }) {
    const program = findProgram(context.cwd);
    const args = [...(github ? ['--github'] : []), ...(smee === undefined ? [] : ['--smee', smee])];
    const { execa } = await import('execa');
    const { exitCode } = await execa(process.execPath, [program, ...args], {
      env: { ...context.variables },
      extendEnv: false,
      stdin: 'ignore',
      stdout: context.json ? process.stderr : 'inherit',
      stderr: 'inherit',
      cancelSignal: context.signal,
      gracefulCancel: false,
      forceKillAfterDelay: 30_000,
      reject: false,
    });
    const stopped = exitCode === 0 || context.signal.aborted;
    return { data: { stopped }, text: '', exitCode: stopped ? EXIT_CODES.done.code : EXIT_CODES.no.code };
  },
});

/** In the checkout that is worked in, or the one that this is part of. */
function findProgram(cwd: string): string {
  for (const from of [cwd, import.meta.dirname]) {
    for (let folder = from; ; folder = path.dirname(folder)) {
      const program = path.join(folder, PROGRAM);
      if (existsSync(program)) return program;
      if (path.dirname(folder) === folder) break;
    }
  }
  throw new AppError('not_found', `${cwd} is not in a checkout of the orchestrator: \`dev\` runs its code from there.`);
}
