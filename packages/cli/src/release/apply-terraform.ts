import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { configError } from '@pangeo-forge/shared/config/config-problem';
import { readConfigFile } from '@pangeo-forge/shared/config/read-config-file';
import { serviceAccountSchema } from '@pangeo-forge/shared/config/service-account.schema';
import { reviewAppOf } from '@pangeo-forge/shared/names/deployment-name';
import { z } from 'zod';
import type { CliContext } from '../context/cli-context.ts';
import { appHosts, type AppsWithSecrets, appsWithSecrets } from './apps-with-secrets.ts';
import { runTerraform } from './run-terraform.ts';
import { type TerraformEnvironment, terraformEnvironmentOf } from './terraform-environment-of.ts';

export type TerraformOutcome =
  | ({ outcome: 'applied'; environment: TerraformEnvironment } & Pick<AppsWithSecrets, 'leftOut'> & { apps: string[] })
  /** No Google account is configured, so there is nothing to monitor. */
  | { outcome: 'no_account'; environment: TerraformEnvironment; file: string };

/** Several review apps may release at once, on one state. */
const WAIT_FOR_STATE = '-lock-timeout=10m';
const hostsSchema = z.record(z.string(), z.string());
const KEPT = /^(PATH|HOME|TMPDIR|TF_.+|SSL_CERT_(FILE|DIR)|(HTTPS?|NO|ALL)_PROXY)$/i;

/**
 * Brings the infrastructure that reports on Dataflow jobs to what this release expects: picks the environment by the
 * deployment's name, and applies it. The account's key is on disk while terraform runs, in a folder of our own, since
 * Google's provider takes a file; webhook secrets are never.
 */
export async function applyTerraform(context: CliContext, terraformDir: string): Promise<TerraformOutcome> {
  const environment = terraformEnvironmentOf(context.deployment());
  const file = path.join(context.configDir(), 'secrets', 'dataflow-status-monitoring.json');
  const account = await readConfigFile(file, serviceAccountSchema, context.decrypt);
  if (account.outcome === 'absent') return { outcome: 'no_account', environment, file };
  if (account.outcome !== 'read') throw configError(account.problems);
  const { apps, leftOut } = await appsWithSecrets(context.configDir(), environment, context.decrypt);
  context.redactor.add([account.value.private_key, ...Object.values(apps)]);
  assertComplete(context, environment, apps, leftOut);
  const { hosts, conflicts } = await appHosts(context.configDir(), Object.keys(apps), context.decrypt);
  leftOut.push(...conflicts, ...elsewhere(context, hosts));

  const folder = await mkdtemp(path.join(tmpdir(), 'pangeo-forge-release-'));
  try {
    const credentials = path.join(folder, 'credentials.json');
    await writeFile(credentials, JSON.stringify(account.value), { mode: 0o600 });
    // terraform writes beside what it reads, and an image's files are not for writing
    await cp(terraformDir, path.join(folder, 'terraform'), { recursive: true });
    const call = {
      folder: path.join(folder, 'terraform', environment),
      environment: {
        ...keptOf(context.variables),
        TF_IN_AUTOMATION: '1',
        TF_INPUT: '0',
        CHECKPOINT_DISABLE: '1',
        GOOGLE_APPLICATION_CREDENTIALS: credentials,
        TF_VAR_project: account.value.project_id,
        TF_VAR_credentials_file: credentials,
        TF_VAR_apps_with_secrets: JSON.stringify(apps),
        TF_VAR_app_hosts: JSON.stringify({ ...hosts, ...givenHosts(context.variables) }),
      },
      signal: context.signal,
      onLine: (line: string) => context.note(line),
    };
    await runTerraform({ ...call, args: ['init', '-input=false', '-no-color', WAIT_FOR_STATE] });
    await runTerraform({ ...call, args: ['apply', '-auto-approve', '-input=false', '-no-color', WAIT_FOR_STATE] });
    return { outcome: 'applied', environment, apps: Object.keys(apps), leftOut };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * A deployment that stays is never applied without its own app: terraform would take its subscription away. A review
 * app's files often come with a later push, so that its first release passes: a failed one could not be fixed by the
 * next.
 */
function assertComplete(
  context: CliContext,
  environment: TerraformEnvironment,
  apps: AppsWithSecrets['apps'],
  leftOut: string[],
): void {
  const name = context.deployment();
  if (name in apps) return;
  const file = `secrets/config.${name}.yaml`;
  if (environment !== 'dev') {
    throw new AppError(
      'invalid_config',
      [`${file} cannot be read here, and terraform is not applied without it.`, ...leftOut].join('\n'),
    );
  }
  if (!leftOut.some((problem) => problem.includes(`config.${name}.yaml`)))
    leftOut.push(`${file} is missing: the processes start once it is pushed`);
}

function keptOf(variables: CliContext['variables']): Record<string, string> {
  const kept = Object.entries(variables).filter(([name, value]) => value !== undefined && KEPT.test(name));
  return Object.fromEntries(kept) as Record<string, string>;
}

/** Those that the operator gave win. */
function givenHosts({ TF_VAR_app_hosts: given }: CliContext['variables']): Record<string, string> {
  if (!given) return {};
  try {
    return hostsSchema.parse(JSON.parse(given));
  } catch (error) {
    const message =
      'TF_VAR_app_hosts must be a JSON object of app names and hosts, such as {"pforge-pr-7": "tunnel.example.org"}.';
    throw new AppError('invalid_config', message, { cause: error });
  }
}

/**
 * Warns when pushes go to another host than the one where Heroku serves this review app: a host with a random part is
 * known only once the app exists.
 */
function elsewhere(context: CliContext, hosts: Record<string, string>): string[] {
  const name = reviewAppOf(context.variables);
  const host = context.variables['HEROKU_APP_DEFAULT_DOMAIN_NAME'];
  if (name === null || !host || !(name in hosts) || hosts[name] === host) return [];
  return [
    `Heroku serves this app at ${host}, but its bakeries' files name ${hosts[name]}, where no push arrives: ` +
      `set PangeoForge.push.audience to https://${host}/dataflow/push in bakeries/*.${name}.yaml, and push.`,
  ];
}
