import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from '@cdktn/hcl2json';

const ROOT = fileURLToPath(new URL('../../../terraform', import.meta.url));
const MODULE = path.join(ROOT, 'modules', 'dataflow-status');
const ENVIRONMENTS = ['dev', 'pangeo-forge-staging', 'pangeo-forge'];
const LONGEST_ACCOUNT_ID = 30;

type Block = Record<string, unknown>;
type Resources = Record<string, Record<string, Block[]>>;

interface Configuration {
  resource: Resources;
  variable: Record<string, Block[]>;
  module: Record<string, Block[]>;
  terraform: Block[];
}

/** All files of a folder as one, as terraform reads them. */
async function read(folder: string): Promise<Configuration> {
  const whole = { resource: {} as Resources, variable: {}, module: {}, terraform: [] as Block[] };
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.tf'))) {
    const parsed = (await parse(name, readFileSync(path.join(folder, name), 'utf8'))) as Partial<Configuration>;
    for (const [type, named] of Object.entries(parsed.resource ?? {}))
      whole.resource[type] = { ...whole.resource[type], ...named };
    Object.assign(whole.variable, parsed.variable);
    Object.assign(whole.module, parsed.module);
    whole.terraform.push(...(parsed.terraform ?? []));
  }
  return whole;
}

let module: Configuration;
const one = (type: string, name: string) => module.resource[type]?.[name]?.[0];

beforeAll(async () => {
  module = await read(MODULE);
});

test('the sink takes every job message, whatever its text', () => {
  const filter = String(one('google_logging_project_sink', 'job_messages')?.['filter']);
  expect(filter).toContain('dataflow_step');
  expect(filter).toContain('dataflow.googleapis.com%2Fjob-message');
  expect(filter).not.toMatch(/severity|textPayload/);
});

test('each app has a subscription that pushes with a signed token, keeps its messages and never expires', () => {
  expect(one('google_pubsub_subscription', 'app')).toMatchObject({
    for_each: '${local.push_endpoints}',
    expiration_policy: [{ ttl: '' }],
    push_config: [
      {
        push_endpoint: '${each.value}',
        oidc_token: [
          {
            service_account_email: '${google_service_account.push.email}',
            audience: '${each.value}',
          },
        ],
      },
    ],
    retry_policy: [{ minimum_backoff: '10s', maximum_backoff: '600s' }],
    dead_letter_policy: [{ dead_letter_topic: '${google_pubsub_topic.dead_letters.id}' }],
  });
});

test('what is never acknowledged is kept: the dead-letter topic has a subscription, and Pub/Sub may use both', () => {
  expect(one('google_pubsub_subscription', 'dead_letters')).toMatchObject({
    topic: '${google_pubsub_topic.dead_letters.id}',
    expiration_policy: [{ ttl: '' }],
  });
  expect(one('google_pubsub_topic_iam_member', 'dead_letters_are_published')).toMatchObject({
    role: 'roles/pubsub.publisher',
    member: '${local.pubsub_agent}',
  });
  expect(one('google_pubsub_subscription_iam_member', 'dead_letters_are_acknowledged')).toMatchObject({
    role: 'roles/pubsub.subscriber',
    member: '${local.pubsub_agent}',
  });
});

test('rights are least: no policy or binding that takes others away, and no role beyond these', () => {
  expect(Object.keys(module.resource).filter((type) => /_iam_(policy|binding)$/.test(type))).toEqual([]);
  const files = readdirSync(MODULE).map((name) => readFileSync(path.join(MODULE, name), 'utf8'));
  const roles = new Set(files.flatMap((text) => text.match(/roles\/[\w.]+/g) ?? []));
  expect([...roles].sort()).toEqual([
    'roles/dataflow.developer',
    'roles/logging.viewer',
    'roles/pubsub.publisher',
    'roles/pubsub.subscriber',
    'roles/secretmanager.secretAccessor',
  ]);
});

test('the Cloud Function is off unless its source is given, and then gets only the two messages that it understands', () => {
  expect(module.variable['cloud_function_source']?.[0]).toMatchObject({ default: null });
  const filter = String(one('google_logging_project_sink', 'function')?.['filter']);
  expect(filter).toContain('Executing success step success');
  expect(filter).toContain('Workflow failed');
  const secrets = one('google_secret_manager_secret_version', 'webhook');
  expect(secrets).toMatchObject({ for_each: '${local.function_apps}' });
});

describe.each(ENVIRONMENTS)('the environment %s', (name) => {
  let environment: Configuration;

  beforeAll(async () => {
    environment = await read(path.join(ROOT, name));
  });

  test('has the variables, the module and the state that the release script relies on', () => {
    expect(environment.variable).toMatchObject({
      project: [{ type: '${string}' }],
      credentials_file: [{ type: '${string}' }],
      apps_with_secrets: [{ type: '${map(string)}', sensitive: true }],
    });
    expect(environment.terraform[0]).toMatchObject({
      backend: { gcs: [{ bucket: 'pforge-tfstate', prefix: `terraform/state/${name}` }] },
    });
    expect(environment.module['dataflow_status']?.[0]).toMatchObject({
      source: '../modules/dataflow-status',
      env: name,
      apps_with_secrets: '${var.apps_with_secrets}',
    });
  });

  test('gives every variable of the module that has no default', () => {
    const needed = Object.entries(module.variable).filter(([, [block]]) => block && !('default' in block));
    const given = environment.module['dataflow_status']?.[0] ?? {};
    expect(needed.map(([variable]) => variable).filter((variable) => !(variable in given))).toEqual([]);
  });

  test('names for the resources of an app what exists for the app', () => {
    expect(one('google_pubsub_subscription_iam_member', 'dead_letters_are_acknowledged')).toMatchObject({
      for_each: '${local.push_endpoints}',
    });
    expect(one('google_secret_manager_secret', 'webhook')).toMatchObject({ for_each: '${local.function_apps}' });
  });

  test('makes account ids that Google accepts', () => {
    for (const account of Object.values(module.resource['google_service_account'] ?? {})) {
      const id = String(account[0]?.['account_id']).replace('${var.env}', name);
      expect(id).toMatch(/^[a-z][a-z0-9-]{4,28}[a-z0-9]$/);
      expect(id.length).toBeLessThanOrEqual(LONGEST_ACCOUNT_ID);
    }
  });
});

// only terraform evaluates and formats as terraform does, and a machine need not have it; the other tests parse the
// files themselves
const terraform = spawnSync('terraform', ['version']).status === 0 ? test : test.skip;

terraform('local deployments are pushed to only where they have a host (needs terraform on the PATH)', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'terraform-'));
  try {
    for (const name of ['apps.tf', 'variables.tf']) copyFileSync(path.join(MODULE, name), path.join(folder, name));
    writeFileSync(path.join(folder, 'outputs.tf'), 'output "push_endpoints" { value = local.push_endpoints }\n');
    const variables = {
      project: 'p',
      env: 'dev',
      apps_with_secrets: { 'pforge-pr-136': 's', 'pforge-local-alice': 's', 'pforge-local-bob': 's', prod: 's' },
      app_hosts: { prod: 'api.example.org', 'pforge-local-bob': 'tunnel.example.org' },
    };
    writeFileSync(path.join(folder, 'terraform.tfvars.json'), JSON.stringify(variables));
    const run = (...args: string[]) => spawnSync('terraform', [`-chdir=${folder}`, ...args], { encoding: 'utf8' });
    run('init', '-input=false');
    const applied = run('apply', '-auto-approve', '-input=false', '-no-color');
    expect(applied).toMatchObject({ status: 0 });
    expect(JSON.parse(run('output', '-json', 'push_endpoints').stdout)).toEqual({
      'pforge-pr-136': 'https://pforge-pr-136.herokuapp.com/dataflow/push',
      'pforge-local-bob': 'https://tunnel.example.org/dataflow/push',
      prod: 'https://api.example.org/dataflow/push',
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

terraform('every file is formatted as terraform formats it (needs terraform on the PATH)', () => {
  const { status, stdout } = spawnSync('terraform', ['fmt', '-check', '-recursive', ROOT], { encoding: 'utf8' });
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
});
