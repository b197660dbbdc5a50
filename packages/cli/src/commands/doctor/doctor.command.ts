import { answerOf } from '@pangeo-forge/api-client/answers';
import { WITH_KEY } from '@pangeo-forge/api-client/create-api-client';
import { checkConfig } from '@pangeo-forge/shared/config/check-config';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { z } from 'zod';
import type { CliContext } from '../../context/cli-context.ts';
import { defineCommand } from '../../define-command.ts';
import { bakeryChecks } from '../../doctor/bakery-checks.ts';
import { bad, type Check, type Finding, good, missing, notYours, runChecks } from '../../doctor/finding.ts';
import { githubChecks } from '../../doctor/github-checks.ts';
import { machineChecks } from '../../doctor/machine-checks.ts';
import { serverChecks } from '../../doctor/server-checks.ts';
import { EXIT_CODES } from '../../exit-codes.ts';

const MARKS = { good: '✔', missing: '–', not_yours: '·', bad: '✖' };
const OPERATORS = ['GitHub App', 'database', 'Redis', 'bakeries', 'alerts'];

export const doctorCommand = defineCommand({
  path: 'doctor',
  summary: 'Check this machine and this deployment once, and report what is wrong and what to do.',
  details:
    'Checks programs, the sandbox, disk and clock; with the deployment’s secrets also its configuration, the GitHub App, the database, Redis, and each bakery with its storage; with a key for `ops` what Prometheus would alert about. Without the secrets it checks what a contributor needs, and lists the rest as an operator’s. A missing program is not a failure: not every machine needs all of them.',
  options: [
    ['--write-storage', 'write a small object to the storage of each bakery, and remove it; otherwise list it only'],
  ],
  input: z.object({ writeStorage: z.boolean().default(false) }),
  async run(context, { writeStorage }) {
    const rights = await operatorRights(context);
    const checks = [
      ...machineChecks(context),
      { what: 'environment', run: async () => `deployment ${context.deployment()}` },
      ...(rights.outcome === 'operator'
        ? await operatorChecks(context, writeStorage)
        : [{ what: 'configuration', run: async () => [notYours('configuration', rights.why)] }]),
      { what: 'API', run: () => reachApi(context) },
      ...(rights.outcome === 'operator' || context.variables['PANGEO_FORGE_API_KEY']
        ? [{ what: 'alerts', run: () => readAlerts(context) }]
        : []),
    ];
    const findings = await context.progress(checks.length, ({ step }) => runChecks(checks, step));
    if (rights.outcome === 'contributor')
      findings.push(...OPERATORS.map((what) => notYours(what, 'for operators of the deployment')));
    const isBad = findings.some(({ state }) => state === 'bad');
    return {
      data: findings,
      text: findings.map(({ what, state, note }) => `${MARKS[state]} ${what}: ${oneLine(note)}`).join('\n'),
      exitCode: isBad ? EXIT_CODES.no.code : EXIT_CODES.done.code,
    };
  },
});

const oneLine = (note: string): string => note.replaceAll(/\s*\n\s*/g, ' ');

type Rights = { outcome: 'operator' } | { outcome: 'contributor'; why: string };

/** An operator is who has the deployment’s secrets, or the address of its database. */
async function operatorRights(context: CliContext): Promise<Rights> {
  if (context.variables['DATABASE_URL'] || context.variables['REDIS_URL']) return { outcome: 'operator' };
  const deployment = context.deployment();
  const files = await checkConfig({ configDir: context.configDir(), deployment, decrypt: context.decrypt });
  const secrets = files.find(({ file }) => file.endsWith(`config.${deployment}.yaml`));
  if (secrets === undefined)
    return { outcome: 'contributor', why: `secrets/config.${deployment}.yaml is not here: not needed to contribute` };
  if (secrets.state !== 'locked') return { outcome: 'operator' };
  return { outcome: 'contributor', why: `${secrets.file} is locked for you: not needed to contribute` };
}

async function operatorChecks(context: CliContext, writeStorage: boolean): Promise<Check[]> {
  const configured: Check = { what: 'configuration', run: () => configuration(context) };
  const bakeries = await bakeryChecks(context, writeStorage).catch((error: unknown): Check[] => {
    if (!(error instanceof AppError)) throw error;
    const note = 'not checked: `pangeo-forge config check` names what is wrong in their files';
    return [{ what: 'bakeries', run: async () => [missing('bakeries', note)] }];
  });
  return [configured, ...githubChecks(context), ...serverChecks(context), ...bakeries];
}

async function configuration(context: CliContext): Promise<string> {
  const configDir = context.configDir();
  const deployment = context.deployment();
  const files = await checkConfig({ configDir, deployment, decrypt: context.decrypt });
  const wrong = files.filter(({ state }) => state === 'invalid').length;
  if (wrong > 0)
    throw new AppError('invalid_config', `${wrong} files have errors: \`pangeo-forge config check\` lists them.`);
  await context.secrets();
  return `${files.length} files of ${deployment} in ${configDir}`;
}

/** Without an address of its own, a machine on which nothing runs has no fault. */
async function reachApi(context: CliContext): Promise<Finding[]> {
  const { url } = context.api();
  try {
    await context.api().GET('/');
    return [good('API', url)];
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (context.variables['PANGEO_FORGE_API_URL']) return [bad('API', error.publicMessage)];
    const note = `nothing runs at ${url}: \`pangeo-forge dev\` starts a deployment, PANGEO_FORGE_API_URL names another`;
    return [missing('API', note)];
  }
}

/** What Prometheus would alert operators about now. Needs a key with the scope `ops`. */
async function readAlerts(context: CliContext): Promise<Finding[]> {
  try {
    const alerts = await answerOf(context.api().GET('/ops/alerts', { headers: WITH_KEY }));
    const firing = alerts.filter(({ is_firing }) => is_firing);
    if (firing.length === 0) return [good('alerts', `none of ${alerts.length}`)];
    return firing.map(({ name, summary, action }) => bad(name, `${summary} ${action}`));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return [missing('alerts', `could not be read: ${error.publicMessage}`)];
  }
}
