import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readyWorkQuery } from '@pangeo-forge/db/work/count-ready-work';
import { describeEnvironment, readEnvironment } from '@pangeo-forge/shared/config/environment';
import { execa } from 'execa';
import { parseAllDocuments, stringify } from 'yaml';
import { z } from 'zod';
import { writeCustomSchemas, writeKubernetesSchemas } from './kubernetes-schemas.ts';

const CHART = path.join(import.meta.dirname, '../../deploy/helm/pangeo-forge');
const KUBERNETES = { module: 'k8s.io/kubernetes', version: 'v1.37.2' };
const KEDA = { module: 'github.com/kedacore/keda/v2', version: 'v2.21.0' };
const REQUIRED = { deployment: 'pangeo-forge', publicUrl: 'https://forge.example.org' };
/** Everything that can be switched on. */
const EVERYTHING = {
  ...REQUIRED,
  bakeries: { 'local.pangeo-forge.yaml': 'Bake: {}\n' },
  images: {
    services: { repository: 'registry.example/services', digest: `sha256:${'0'.repeat(64)}` },
    pullSecrets: ['pull'],
  },
  ingress: { enabled: true, host: 'forge.example.org', className: 'nginx', tlsSecret: 'tls', annotations: { a: 'b' } },
  keda: { enabled: true },
  bundled: { enabled: true, storageClassName: 'fast' },
  runner: {
    devices: { 'squat.ai/tun': 1 },
    network: 'public',
    runtimeClassName: 'gvisor',
    datasetsClaim: 'datasets',
    nodeSelector: { pool: 'bakes' },
    tolerations: [{ key: 'bakes', operator: 'Exists' }],
  },
  secrets: { appDecryption: 'app-keys', runnerDecryption: 'runner-keys' },
  networkPolicies: { servers: [{ cidr: '10.1.2.3/32', port: 5432 }], deniedToRunner: ['203.0.113.0/24'] },
  serviceAccounts: { app: { 'eks.amazonaws.com/role-arn': 'arn' } },
};

const containerSchema = z.looseObject({
  name: z.string(),
  env: z.array(z.looseObject({ name: z.string(), value: z.string().optional() })).default([]),
  securityContext: z.looseObject({}),
  resources: z.looseObject({ limits: z.looseObject({ memory: z.string() }) }),
});
const podSchema = z.looseObject({
  automountServiceAccountToken: z.boolean(),
  securityContext: z.looseObject({ runAsNonRoot: z.boolean(), seccompProfile: z.looseObject({ type: z.string() }) }),
  containers: z.array(containerSchema).length(1),
});
const blockSchema = z.looseObject({ cidr: z.string(), except: z.array(z.string()).optional() });
const resourceSchema = z.looseObject({
  kind: z.string(),
  metadata: z.looseObject({ name: z.string() }),
  spec: z
    .looseObject({
      template: z.looseObject({ spec: podSchema }).optional(),
      replicas: z.number().optional(),
      policyTypes: z.array(z.string()).optional(),
      egress: z.array(z.looseObject({ to: z.array(z.looseObject({ ipBlock: blockSchema.optional() })) })).optional(),
      minReplicaCount: z.number().optional(),
      triggers: z.array(z.looseObject({ metadata: z.looseObject({ query: z.string() }) })).optional(),
    })
    .optional(),
});
type Resource = z.infer<typeof resourceSchema>;

const isThere = async (program: string, args: string[]) => !(await execa(program, args, { reject: false })).failed;
const hasPrograms =
  (await isThere('helm', ['version'])) && (await isThere('kubeconform', ['-v'])) && (await isThere('go', ['version']));
const describeChart = hasPrograms ? describe : describe.skip;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'pangeo-forge-chart-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function render(values: object): Promise<{ text: string; resources: Resource[] }> {
  const file = path.join(folder, 'values.yaml');
  await writeFile(file, stringify(values));
  const { stdout } = await execa('helm', ['template', 'forge', CHART, '--kube-version', '1.33.0', '-f', file]);
  const documents = parseAllDocuments(stdout).map((document) => document.toJS() as unknown);
  return { text: stdout, resources: documents.filter(Boolean).map((one) => resourceSchema.parse(one)) };
}

const find = ({ resources }: { resources: Resource[] }, kind: string, name: string): Resource => {
  const found = resources.find((one) => one.kind === kind && one.metadata.name === name);
  if (!found) throw new Error(`no ${kind} ${name}`);
  return found;
};

async function moduleFolder({ module, version }: { module: string; version: string }): Promise<string> {
  const { stdout } = await execa('go', ['mod', 'download', '-json', `${module}@${version}`]);
  return z.object({ Dir: z.string() }).parse(JSON.parse(stdout)).Dir;
}

const kubeconform = (text: string) =>
  execa(
    'kubeconform',
    ['-strict', '-summary', '-schema-location', `${folder}/schemas/{{.ResourceKind}}{{.KindSuffix}}.json`],
    {
      input: text,
      reject: false,
    },
  );

describeChart('the Helm chart (needs helm, kubeconform and go)', () => {
  beforeAll(async () => {
    const schemas = path.join(folder, 'schemas');
    const kinds = ['Deployment', 'Service', 'StatefulSet', 'Job', 'NetworkPolicy', 'PodDisruptionBudget', 'Ingress'];
    const swagger = path.join(await moduleFolder(KUBERNETES), 'api/openapi-spec/swagger.json');
    await writeKubernetesSchemas(swagger, schemas, [...kinds, 'ServiceAccount', 'ConfigMap']);
    await writeCustomSchemas(
      path.join(await moduleFolder(KEDA), 'config/crd/bases/keda.sh_scaledobjects.yaml'),
      schemas,
    );
  });

  test('passes lint, and every resource is one that Kubernetes and KEDA take', async () => {
    for (const values of [REQUIRED, EVERYTHING]) {
      const file = path.join(folder, 'lint.yaml');
      await writeFile(file, stringify(values));
      await execa('helm', ['lint', '--strict', '--kube-version', '1.33.0', CHART, '-f', file]);
      const { text, resources } = await render(values);
      const { stdout, exitCode } = await kubeconform(text);
      expect({ stdout, exitCode }).toEqual({
        stdout: expect.stringContaining(`Valid: ${resources.length}, Invalid: 0, Errors: 0, Skipped: 0`),
        exitCode: 0,
      });
    }
  });

  test('a misspelt field of Kubernetes or of KEDA would be refused', async () => {
    const { text } = await render(EVERYTHING);
    for (const [right, wrong] of [
      ['matchLabels:', 'matchLabel:'],
      ['scaleTargetRef:', 'scaleTargetReff:'],
    ] as const)
      expect((await kubeconform(text.replaceAll(right, wrong))).exitCode).toBe(1);
  });

  test('without a deployment or a public URL, and with an unknown value, nothing is rendered', async () => {
    for (const values of [{}, { deployment: 'x' }, { ...REQUIRED, replica: 2 }, { ...REQUIRED, publicUrl: 'forge' }])
      await expect(render(values)).rejects.toThrow('values don');
  });

  test('role run gets nothing of the App, and everything else nothing of role run', async () => {
    const rendered = await render(EVERYTHING);
    const runner = JSON.stringify(find(rendered, 'Deployment', 'forge-runner'));
    for (const secret of ['pangeo-forge-app', '"pangeo-forge-servers"', 'app-keys', 'forge-app'])
      expect(runner).not.toContain(secret);
    expect(runner).toContain('pangeo-forge-runner-servers');
    for (const { kind, metadata, spec } of rendered.resources)
      if (kind === 'Deployment' && metadata.name !== 'forge-runner')
        expect(JSON.stringify(spec)).not.toContain('runner');
  });

  test('role run reaches names, its servers and the internet, and nothing near', async () => {
    const { spec } = find(await render(EVERYTHING), 'NetworkPolicy', 'forge-runner');
    expect(spec).toMatchObject({ policyTypes: ['Ingress', 'Egress'] });
    expect(spec).not.toHaveProperty('ingress');
    const blocks = (spec?.egress ?? []).flatMap(({ to }) => to.flatMap(({ ipBlock }) => ipBlock ?? []));
    const [server, internet] = blocks;
    expect(server).toEqual({ cidr: '10.1.2.3/32' });
    expect(internet?.cidr).toBe('0.0.0.0/0');
    for (const near of [
      '10.0.0.0/8',
      '172.16.0.0/12',
      '192.168.0.0/16',
      '169.254.0.0/16',
      '100.64.0.0/10',
      '203.0.113.0/24',
    ])
      expect(internet?.except).toContain(near);
  });

  test('no pod has a right that it does not need', async () => {
    for (const { kind, metadata, spec } of (await render(EVERYTHING)).resources) {
      const pod = spec?.template?.spec;
      if (!pod) continue;
      const name = `${kind} ${metadata.name}`;
      const [container] = pod.containers;
      if (!container) throw new Error(name);
      expect({ name, ...container.securityContext }).toMatchObject({
        name,
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      expect({ name, token: pod.automountServiceAccountToken, root: pod.securityContext.runAsNonRoot }).toEqual({
        name,
        token: false,
        root: true,
      });
      const filter = metadata.name === 'forge-runner' ? 'Unconfined' : 'RuntimeDefault';
      expect({ name, filter: pod.securityContext.seccompProfile.type }).toEqual({ name, filter });
    }
  });

  test('gives processes only variables that they know', async () => {
    const known = new Set(Object.keys(describeEnvironment().properties ?? {}));
    const { resources } = await render(EVERYTHING);
    for (const { name, env } of resources.flatMap(({ spec }) => spec?.template?.spec.containers ?? [])) {
      if (name === 'postgres' || name === 'redis') continue;
      for (const variable of env) expect(known).toContain(variable.name);
      readEnvironment(Object.fromEntries(env.map((variable) => [variable.name, variable.value])));
    }
  });

  test('KEDA counts what the API counts', async () => {
    const rendered = await render(EVERYTHING);
    for (const [name, role] of [
      ['forge-worker', 'orchestrate'],
      ['forge-runner', 'run'],
    ] as const)
      expect(find(rendered, 'ScaledObject', name).spec?.triggers?.[0]?.metadata.query).toBe(readyWorkQuery(role));
    expect(find(rendered, 'ScaledObject', 'forge-runner').spec?.minReplicaCount).toBe(0);
    expect(find(rendered, 'Deployment', 'forge-runner').spec?.replicas).toBeUndefined();
  });
});

test('the page names every secret that must exist', async () => {
  const page = await readFile(path.join(import.meta.dirname, '../../docs/operations/kubernetes.md'), 'utf8');
  const values = await readFile(path.join(CHART, 'values.yaml'), 'utf8');
  for (const [, secret = ''] of values.matchAll(/^ {2}\w+: (pangeo-forge-[\w-]+)$/gm)) expect(page).toContain(secret);
});
