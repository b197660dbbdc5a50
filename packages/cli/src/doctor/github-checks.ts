import {
  type AskingApp,
  describePermissionGap,
  type GrantingInstallation,
  permissionGapOf,
} from '@pangeo-forge/github/app-permissions';
import { refusalStatus } from '@pangeo-forge/github/github-error';
import { signInWithGitHub } from '@pangeo-forge/github/sign-in-with-github';
import { loadSecrets } from '@pangeo-forge/shared/config/load-secrets';
import type { AppOperator } from '@pangeo-forge/github/operator/app-operator';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { z } from 'zod';
import type { CliContext } from '../context/cli-context.ts';
import { appOf } from '../deployment/find-app.ts';
import { bad, type Check, type Finding, good, missing } from './finding.ts';

const HOOK_PATH = '/github/hooks/';
const RECENT = 30;
const PAGE = 100;

const hookSchema = z.object({ url: z.string().nullish(), insecure_ssl: z.union([z.string(), z.number()]).optional() });
const deliveriesSchema = z.array(
  z.object({ status: z.string(), status_code: z.number(), delivered_at: z.string(), event: z.string() }),
);
type Installation = GrantingInstallation & { suspended_at?: string | null };

/** The App as GitHub sees it: its key, installations, webhook, and what became of the last deliveries. */
export function githubChecks(context: CliContext): Check[] {
  return [
    { what: 'GitHub App', run: async () => installations(context, await appOf(context)) },
    { what: 'webhook', run: async () => webhook(context, await appOf(context)) },
    { what: 'deliveries', run: async () => deliveries(await appOf(context)) },
    { what: 'sign-in', run: () => signIn(context) },
  ];
}

/** Whether people can sign in on the pages: the callback URL itself is shown by nobody but GitHub's settings. */
async function signIn(context: CliContext): Promise<Finding[]> {
  const { githubApp, operators } = await loadSecrets(context.configDir(), context.deployment(), context.decrypt);
  const { GITHUB_SERVER_URL: serverUrl, GITHUB_API_URL: apiUrl, PANGEO_FORGE_PUBLIC_URL: url } = context.environment();
  if (githubApp.client === null)
    return [missing('sign-in', 'without a client secret of the App, nobody can sign in on the pages')];
  await signInWithGitHub({
    clientId: githubApp.client.id,
    clientSecret: githubApp.client.secret,
    serverUrl,
    apiUrl,
  }).checkSecret();
  const team = operators.team === null ? '' : ` and the team ${operators.team.organization}/${operators.team.slug}`;
  const named = operators.logins.length === 0 && team === '' ? 'nobody' : `${operators.logins.join(', ')}${team}`;
  const callback = `${url?.replace(/\/$/, '') ?? 'the public URL'}/session/callback`;
  return [
    good(
      'sign-in',
      `GitHub accepts the client secret; ${callback} has to be a callback URL of the App; operators: ${named}`,
    ),
  ];
}

async function installations(context: CliContext, app: AppOperator): Promise<Finding[]> {
  const asking = await asApp(context, app);
  const found: Installation[] = [];
  for (let page = 1; found.length === (page - 1) * PAGE; page += 1)
    found.push(...(await get<Installation[]>(app, `/app/installations?per_page=${PAGE}&page=${page}`)));
  const first = good('GitHub App', `GitHub accepts the key of ${asking.slug ?? 'the App'}`);
  if (found.length === 0)
    return [first, bad('installations', `none: install the App on an account at ${asking.html_url}`)];
  return [first, ...found.map((one) => installation(asking, one))];
}

function installation(asking: AskingApp, one: Installation): Finding {
  const { account, suspended_at: suspended, html_url: url } = one;
  const what = `installation on ${account?.login ?? account?.slug ?? 'an account'}`;
  if (suspended) return bad(what, `suspended since ${suspended}: an owner of the account resumes it at ${url}`);
  const gap = permissionGapOf(asking, one);
  return gap ? bad(what, describePermissionGap(gap)) : good(what, 'has all permissions');
}

async function asApp(context: CliContext, app: AppOperator): Promise<AskingApp> {
  try {
    return await get<AskingApp>(app, '/app');
  } catch (error) {
    if (![401, 404].includes(refusalStatus(error) ?? 0)) throw error;
    const file = `secrets/config.${context.deployment()}.yaml`;
    const what = `GitHub knows no App with the id and the private key of ${file}`;
    throw new AppError('conflict', `${what}: make a new key in the App’s settings, or \`pangeo-forge app create\`.`);
  }
}

async function webhook(context: CliContext, app: AppOperator): Promise<Finding[]> {
  const { url, insecure_ssl: insecure } = hookSchema.parse(await get(app, '/app/hook/config'));
  const fix = '`pangeo-forge app hook-url URL` sets it';
  if (!url) return [bad('webhook', `the App has no webhook URL: no event arrives. ${fix}`)];
  const publicUrl = context.environment().PANGEO_FORGE_PUBLIC_URL;
  const isProxy = !new URL(url).pathname.endsWith(HOOK_PATH);
  if (publicUrl !== undefined && !isProxy && new URL(url).host !== new URL(publicUrl).host)
    return [bad('webhook', `${url} is not at PANGEO_FORGE_PUBLIC_URL (${publicUrl}). ${fix}`)];
  if (isProxy) return [missing('webhook', `${url} does not end in ${HOOK_PATH}: right only for a forwarder (smee)`)];
  if (String(insecure ?? '0') !== '0') return [bad('webhook', `${url}: GitHub does not verify the certificate`)];
  return [good('webhook', url)];
}

async function deliveries(app: AppOperator): Promise<Finding[]> {
  const rows = deliveriesSchema.parse(await get(app, `/app/hook/deliveries?per_page=${RECENT}`));
  const [newest] = rows;
  if (!newest) return [missing('deliveries', 'none in the last three days')];
  const failed = rows.filter(({ status_code: code }) => code < 200 || code >= 300);
  if (failed.length === 0) return [good('deliveries', `the last ${rows.length} arrived; ${newest.delivered_at}`)];
  const count = `${failed.length} of the last ${rows.length} failed`;
  const why = [...new Set(failed.map(({ status, status_code: code }) => `${code || ''} ${status}`.trim()))].join(', ');
  if (!failed.includes(newest)) return [missing('deliveries', `${count} (${why}), and the newest arrived`)];
  const step = 'Start the gateway, compare the webhook’s URL and secret; then `pangeo-forge deliveries redeliver`';
  return [bad('deliveries', `${count}, the newest among them (${why}). ${step}`)];
}

async function get<T>(app: AppOperator, path: string): Promise<T> {
  return (await app.request({ method: 'GET', path })).data as T;
}
