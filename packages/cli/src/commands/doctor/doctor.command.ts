import { findMissingMigrations } from '@pangeo-forge/db/migrate';
import {
  type AskingApp,
  describePermissionGap,
  type GrantingInstallation,
  permissionGapOf,
} from '@pangeo-forge/github/app-permissions';
import { checkConfig } from '@pangeo-forge/shared/config/check-config';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { findExecutable } from '@pangeo-forge/shared/process/find-executable';
import { z } from 'zod';
import { answerOf } from '@pangeo-forge/api-client/answers';
import { WITH_KEY } from '@pangeo-forge/api-client/create-api-client';
import type { CliContext } from '../../context/cli-context.ts';
import { withDatabase } from '../../db/with-database.ts';
import { appOf } from '../../deployment/find-app.ts';
import { defineCommand } from '../../define-command.ts';
import { EXIT_CODES } from '../../exit-codes.ts';
import type { Api } from '../../api/connect-api.ts';

const PROGRAMS: ReadonlyArray<readonly [name: string, why: string]> = [
  ['git', 'recipes cannot be fetched without it'],
  ['python3.11', 'the runner’s environment is made with it; recipes cannot be run here without it'],
  ['bwrap', 'without bubblewrap recipe code can read this machine’s secrets: install `bubblewrap`'],
  ['sops', 'encrypted files of secrets/ cannot be read without it: https://getsops.io/docs/#download'],
];

export const doctorCommand = defineCommand({
  path: 'doctor',
  summary: 'Check this machine and this deployment, and report what is missing and how to get it.',
  details:
    'A missing program is not a failure: not every machine needs all of them. With a key for `ops` it also reports what Prometheus would alert about, and what to do.',
  input: z.object({}),
  async run(context) {
    const findings = [
      ...(await Promise.all(PROGRAMS.map(([name, why]) => program(context, name, why)))),
      await attempt('environment', async () => `deployment ${context.deployment()}`),
      await attempt('configuration', () => configuration(context)),
      await attempt('GitHub App', () => permissions(context)),
      ...(context.variables['DATABASE_URL'] ? [await attempt('database', () => database(context))] : []),
      await attempt('API', async () => {
        await context.api().GET('/');
        return context.api().url;
      }),
      ...(await readAlerts(context.api())),
    ];
    const bad = findings.some(({ state }) => state === 'bad');
    const marks = { good: '✔', missing: '–', bad: '✖' };
    return {
      data: findings,
      text: findings.map(({ what, state, note }) => `${marks[state]} ${what}: ${note}`).join('\n'),
      exitCode: bad ? EXIT_CODES.no.code : EXIT_CODES.done.code,
    };
  },
});

async function program({ variables }: CliContext, name: string, why: string): Promise<Finding> {
  const found = await findExecutable(name, variables['PATH'] ?? '');
  return found
    ? { what: name, state: 'good', note: found }
    : { what: name, state: 'missing', note: `not on PATH: ${why}` };
}

async function attempt(what: string, check: () => Promise<string>): Promise<Finding> {
  try {
    return { what, state: 'good', note: await check() };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { what, state: 'bad', note: error.publicMessage };
  }
}

async function configuration(context: CliContext): Promise<string> {
  const configDir = context.configDir();
  const deployment = context.deployment();
  const files = await checkConfig({ configDir, deployment, decrypt: context.decrypt });
  const bad = files.filter(({ state }) => state === 'invalid').length;
  if (bad > 0)
    throw new AppError('invalid_config', `${bad} files have errors: \`pangeo-forge config check\` lists them.`);
  await context.secrets();
  return `${files.length} files of ${deployment} in ${configDir}`;
}

/** Compares what the accounts have granted to the App with what this release needs. */
async function permissions(context: CliContext): Promise<string> {
  const app = await appOf(context);
  const { data: asking } = await app.request({ method: 'GET', path: '/app' });
  const { data: installations } = await app.request({ method: 'GET', path: '/app/installations?per_page=100' });
  const granting = installations as GrantingInstallation[];
  const gaps = granting.flatMap((one) => permissionGapOf(asking as AskingApp, one) ?? []);
  if (gaps.length > 0) throw new AppError('conflict', gaps.map(describePermissionGap).join(' '));
  return `has all permissions on ${granting.length === 1 ? 'its account' : `its ${granting.length} accounts`}`;
}

function database(context: CliContext): Promise<string> {
  return withDatabase(context, async (opened) => {
    const missing = await findMissingMigrations(opened);
    if (missing.length > 0)
      throw new AppError('unavailable', `it is behind by ${missing.length}: \`pangeo-forge db migrate\`.`);
    return 'up to date';
  });
}

export interface Finding {
  what: string;
  state: 'good' | 'missing' | 'bad';
  /** What was seen, or what to do. */
  note: string;
}

/** What Prometheus would alert operators about now. Needs a key with the scope `ops`. */
async function readAlerts(api: Api): Promise<Finding[]> {
  try {
    const alerts = await answerOf(api.GET('/ops/alerts', { headers: WITH_KEY }));
    const firing = alerts.filter(({ is_firing }) => is_firing);
    if (firing.length === 0) return [{ what: 'alerts', state: 'good', note: `none of ${alerts.length}` }];
    return firing.map(({ name, summary, action }) => ({ what: name, state: 'bad', note: `${summary} ${action}` }));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return [{ what: 'alerts', state: 'missing', note: `could not be read: ${error.publicMessage}` }];
  }
}
