import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { bakeryFileSchema } from './bakery-file.schema.ts';
import { bakeryMeaningProblems } from './bakery-meaning.ts';

const S3 = 'fsspec_class: s3fs.S3FileSystem';
const LOCAL = 'fsspec_class: fsspec.implementations.local.LocalFileSystem';

function problemsOf(target: string, more = '', bakery = 'pangeo_forge_runner.bakery.local.LocalDirectBakery') {
  const text = `Bake: { bakery_class: ${bakery} }\nTargetStorage: { ${target} }\n${more}`;
  return bakeryMeaningProblems(bakeryFileSchema.parse(parse(text))).map(({ message }) => message);
}

test.each<[string, string, string, ...string[]]>([
  ['a store on S3 with a public address', `${S3}, root_path: "b/{subpath}", public_url: "https://h/{root_path}"`, ''],
  ['an address with a scheme', `${S3}, root_path: "s3://b/{subpath}"`, ''],
  ['a folder', `${LOCAL}, root_path: "/data/{subpath}", public_url: "{root_path}"`, ''],
  ['a class of somebody else', 'fsspec_class: ours.fs.FileSystem, root_path: "x/{subpath}"', '', 'ours.bakery.Bakery'],
  [
    'a cache that all runs share',
    `${S3}, root_path: "b/{subpath}"`,
    `InputCacheStorage: { ${S3}, root_path: b/cache }`,
  ],
])('%s has no problem', (_what, target, more, ...bakery) => {
  expect(problemsOf(target, more, ...bakery)).toEqual([]);
});

test.each<[string, string, RegExp, ...string[]]>([
  ['the runner’s placeholder', `${S3}, root_path: "b/{job_name}"`, /write {subpath} for {job_name}/],
  ['an unknown placeholder', `${S3}, root_path: "b/{subpth}"`, /{subpth} is filled in by nobody/],
  ['half a placeholder', `${S3}, root_path: "b/{subpath"`, /brace/],
  ['a relative folder', `${LOCAL}, root_path: "data/{subpath}"`, /absolute path/],
  [
    'an endpoint without scheme',
    `${S3}, root_path: "b/{subpath}", fsspec_args: { client_kwargs: { endpoint_url: h } }`,
    /must be a URL/,
  ],
  ['one public address for all', `${S3}, root_path: "b/{subpath}", public_url: "https://h/data"`, /has no {root_path}/],
  ['a public address without scheme', `${S3}, root_path: "b/{subpath}", public_url: "h/{root_path}"`, /is not a URL/],
  ['half a cache', `${S3}, root_path: "b/{subpath}"`, /only one of/, `InputCacheStorage: { ${S3} }`],
  [
    'a cluster without scheme',
    `${S3}, root_path: "b/{subpath}"`,
    /flink.rest_url/,
    'PangeoForge: { flink: { rest_url: "{deployment}-rest" } }',
  ],
])('%s is a problem', (_what, target, expected, ...more) => {
  expect(problemsOf(target, ...more)).toEqual([expect.stringMatching(expected)]);
});
