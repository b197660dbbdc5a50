import { expect, test } from '@jest/globals';
import { bakeryFileSchema } from '@pangeo-forge/shared/config/bakery-file.schema';
import { secretFilesFor } from './secret-files-for.ts';

const GOOGLE = '{"type":"service_account"}';
const kubeconfig = { apiVersion: 'v1', users: [{ name: 'us', user: { token: 'a-token-of-the-cluster' } }] };

test.each([
  ['dataflow.DataflowBakery', { GOOGLE_APPLICATION_CREDENTIALS: GOOGLE }],
  ['flink.FlinkOperatorBakery', { KUBECONFIG: JSON.stringify(kubeconfig) }],
  ['local.LocalDirectBakery', {}],
] as const)('a bake of %s gets the files of its own bakery, and no others', (name, expected) => {
  const file = bakeryFileSchema.parse({
    Bake: { bakery_class: `pangeo_forge_runner.bakery.${name}` },
    TargetStorage: { fsspec_class: 's3fs.S3FileSystem', root_path: 'bucket/{subpath}' },
    PangeoForge: { flink: { rest_url: 'http://flink', kubeconfig } },
  });
  expect(secretFilesFor(file, GOOGLE)).toEqual(expected);
});
