import { describe, expect, test } from '@jest/globals';
import { bakeryFileSchema } from '@pangeo-forge/shared/config/bakery-file.schema';
import type { BakeryKind } from './bakery-kind.ts';
import { BAKERY_KINDS, bakeryKindOf, needsCloudPackages } from './bakery-kinds.ts';
import { createBakeries, createBakery, loadBakeryCredentials } from './open-bakeries.ts';
import { createSilentClient } from './silent-client.ts';

const DISK = { fsspec_class: 'fsspec.implementations.local.LocalFileSystem', root_path: '/data/{subpath}' };
const S3 = { fsspec_class: 's3fs.S3FileSystem', root_path: 'bucket/{subpath}' };
const GOOGLE = { json: '{"type":"service_account","project_id":"p"}', secretValues: [] };
const kubeconfig = { apiVersion: 'v1', users: [{ name: 'us', user: { token: 'a-token-of-the-cluster' } }] };

function configOf(bakery_class: string, storage = S3) {
  const PangeoForge = { flink: { rest_url: 'http://flink', kubeconfig } };
  return {
    id: 'b',
    file: bakeryFileSchema.parse({ Bake: { bakery_class }, TargetStorage: storage, PangeoForge }),
    secretValues: [],
  };
}

describe('a bakery of class', () => {
  test.each([
    ['pangeo_forge_runner.bakery.local.LocalDirectBakery', 'local', 'bake_ended', {}],
    [
      'pangeo_forge_runner.bakery.dataflow.DataflowBakery',
      'dataflow',
      'job_submitted',
      { GOOGLE_APPLICATION_CREDENTIALS: GOOGLE.json },
    ],
    [
      'pangeo_forge_runner.bakery.flink.FlinkOperatorBakery',
      'flink',
      'job_submitted',
      { KUBECONFIG: JSON.stringify(kubeconfig) },
    ],
    ['pangeo_forge_prism.PrismBakery', 'prism', 'bake_ended', {}],
    ['somebody.CoiledBakery', 'other', 'as_printed', {}],
  ] as const)(
    '%s is of kind %s, and its bakes get its own files only',
    (bakeryClass, kind, runnerExit, secretFiles) => {
      const credentials = new Map([['dataflow', GOOGLE]]);
      const bakery = createBakeries(new Map([['b', configOf(bakeryClass)]]), credentials).get('b');
      expect(bakery).toMatchObject({ kind, runnerExit, secretFiles });
    },
  );
});

describe('a new kind', () => {
  const wire: BakeryKind = {
    name: 'wire',
    bakeryClass: /WireBakery$/,
    runnerExit: 'bake_ended',
    needsCloudPackages: true,
    async loadCredentials() {
      return { json: '{"token":"of-wire"}', secretValues: ['of-wire'] };
    },
    secretFiles: (_file, credentials) => (credentials ? { WIRE_TOKEN_FILE: credentials.json } : {}),
    createClient: () => ({ ...createSilentClient(), observe: async () => ({ outcome: 'unknown_job' }) }),
  };
  const kinds = [...BAKERY_KINDS, wire];
  const config = configOf('somebody.WireBakery', DISK);

  test('is one more entry of the list: everything that it needs is in its declaration', async () => {
    const configs = new Map([['b', config]]);
    const credentials = await loadBakeryCredentials(configs, '/nowhere', undefined, kinds);
    const bakery = createBakeries(configs, credentials, kinds).get('b');
    expect(bakery).toMatchObject({
      kind: 'wire',
      runnerExit: 'bake_ended',
      secretFiles: { WIRE_TOKEN_FILE: '{"token":"of-wire"}' },
    });
    expect(await bakery?.observe({ jobName: 'a', jobId: null, since: new Date() })).toEqual({ outcome: 'unknown_job' });
    expect(needsCloudPackages(config.file, kinds)).toBe(true);
    expect(needsCloudPackages(config.file)).toBe(false);
  });

  test('has a name and classes of its own', () => {
    expect(new Set(kinds.map(({ name }) => name)).size).toBe(kinds.length);
    const classes = ['x.LocalDirectBakery', 'x.DataflowBakery', 'x.FlinkOperatorBakery', 'x.WireBakery'];
    for (const name of classes) expect(kinds.filter(({ bakeryClass }) => bakeryClass.test(name))).toHaveLength(1);
    expect(bakeryKindOf(config.file).name).toBe('other');
  });
});

test('credentials are read only for kinds that are configured', async () => {
  const broken: BakeryKind = {
    name: 'broken',
    bakeryClass: /BrokenBakery$/,
    runnerExit: 'as_printed',
    needsCloudPackages: false,
    loadCredentials: () => Promise.reject(new Error('they were read')),
    createClient: () => createSilentClient(),
  };
  const load = (bakeryClass: string) =>
    loadBakeryCredentials(new Map([['b', configOf(bakeryClass)]]), '/nowhere', undefined, [broken, ...BAKERY_KINDS]);
  expect((await load('x.LocalDirectBakery')).size).toBe(0);
  await expect(load('x.BrokenBakery')).rejects.toThrow('they were read');
});

test('a Dataflow without a project is refused, and the message names the setting', () => {
  expect(() => createBakery(configOf('x.DataflowBakery'))).toThrow('DataflowBakery.project_id');
});

describe('the client libraries of the clouds', () => {
  test.each([
    ['a bake and a store on this machine', 'x.LocalDirectBakery', DISK, undefined, false],
    ['a bake on this machine into S3', 'x.LocalDirectBakery', S3, undefined, true],
    ['a cache in Google Cloud Storage', 'x.LocalDirectBakery', DISK, { fsspec_class: 'gcsfs.GCSFileSystem' }, true],
    ['Dataflow', 'x.DataflowBakery', DISK, undefined, true],
  ] as const)('for %s', (_what, bakery_class, TargetStorage, InputCacheStorage, expected) => {
    const file = bakeryFileSchema.parse({ Bake: { bakery_class }, TargetStorage, InputCacheStorage });
    expect(needsCloudPackages(file)).toBe(expected);
  });
});
