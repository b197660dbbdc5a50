import { readdir } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { RUNNER_LINES } from '@pangeo-forge/runner-environment/read-runner-lock';
import { lintMeta } from '@pangeo-forge/shared/meta/lint-meta';
import { FAILING_RECIPES } from '../../test/failures/failing-recipes.ts';
import { readRecordedFailure, recordedFolder } from '../../test/failures/recorded-failures.ts';
import { explainFailure } from './explain-failure.ts';

const NOT_THEIRS = '. As far as we know, this is not the fault of your commit';

/** Recipe → kind and reason. */
const EXPLAINED: Record<string, [kind: string, reason: string | RegExp]> = {
  'raises-while-read': ['recipe', "the recipe raised an error: recipe.py, line 5: KeyError: 'missing'"],
  'raises-in-a-worker': ['recipe', /^the recipe raised an error: recipe\.py, line 5: KeyError: ["']missing["']$/],
  'raises-in-a-library': [
    'recipe',
    /^the recipe raised an error: recipe\.py, line 6: KeyError: "'y' is not a valid dimension [^[]*"$/,
  ],
  'source-is-missing': [
    'network',
    /^the host 127\.0\.0\.1 answered 404 \(not found\) for http:\/\/127\.0\.0\.1:\d+\/no-such-place\/2001-01-01\.nc: check that the file is still there\. As far/,
  ],
  'host-has-no-address': [
    'network',
    `the host data.example.invalid was not found: its name has no address${NOT_THEIRS}`,
  ],
  'host-has-no-address-old-api': [
    'network',
    `the host data.example.invalid was not found: its name has no address${NOT_THEIRS}`,
  ],
  'host-refuses': ['network', `the host 127.0.0.1 refused the connection${NOT_THEIRS}`],
  'certificate-is-not-trusted': ['network', `the certificate of the host 127.0.0.1 is not trusted${NOT_THEIRS}`],
  'host-has-no-address-while-read': [
    'network',
    `recipe.py, line 3: a host that the recipe asks was not found: its name has no address${NOT_THEIRS}`,
  ],
  'requests-gets-404': [
    'network',
    /^recipe\.py, line 6: the host 127\.0\.0\.1 answered 404 \(not found\) for http:\/\/127\.0\.0\.1:\d+\/none: check/,
  ],
  'requirement-does-not-exist': [
    'installer',
    "requirements.txt, line 1, asks for numpy==99.0, which is not in the runner's environment and could not be found in a package index",
  ],
  'requirements-conflict': [
    'installer',
    'the packages of requirements.txt contradict each other: line 2 and fsspec==2024.9.0 cannot be installed together',
  ],
  'meta-field-of-another-type': [
    'declaration',
    'meta.yaml, line 7: description is a number, and must be text. Put it in quotes: description: "…"',
  ],
  'recipes-is-a-mapping': [
    'declaration',
    /^meta\.yaml, line 2: recipes must be a list\. Put a dash before each recipe/,
  ],
  'module-is-missing': [
    'module',
    'recipe.py, line 2: the module cowsay is missing in the environment in which the recipe is baked; add its package to requirements.txt',
  ],
  'module-is-missing-while-read': [
    'module',
    'recipe.py, line 1: the module cowsay is missing in the environment in which the recipes are read, although line 1 of requirements.txt asks for it',
  ],
  'module-is-missing-in-a-worker': [
    'module',
    "recipe.py, line 5: the module cowsay is missing in the environment of Beam's workers; add its package to requirements.txt",
  ],
  'asks-for-too-much-memory': [
    'memory',
    /^recipe\.py, line 5: the recipe asked for more memory than it may use \(Unable to allocate 256\. TiB/,
  ],
  'pruned-list': ['prune', /^a pruned run needs `beam\.Create\(pattern\.items\(\)\)` of a FilePattern, and/],
  exits: ['unknown', /the last line that it printed was: no credentials for the archive$/],
  'no-such-recipe-object': ['declaration', "meta.yaml names 'recipy' of a file that does not define it"],
  'storage-is-not-usable': [
    'configuration',
    "the bakery's storage cannot be used (NotImplementedError). Its operators have to correct it",
  ],
  'syntax-error': ['recipe', /^the recipe raised an error: recipe\.py, line 2: SyntaxError: '\(' was never closed$/],
};

const LINES = await Promise.all(
  RUNNER_LINES.map(async (line) => {
    const files = await readdir(recordedFolder(line)).catch((): string[] => []);
    return { line, names: files.map((file) => file.replace(/\.json$/, '')).filter((name) => name in EXPLAINED) };
  }),
);
const RECORDED = LINES.flatMap(({ line, names }) => names.map((name) => [line, name] as const));

test('there is a recording of each', () => {
  const recorded = new Set(RECORDED.map(([, name]) => name));
  expect([...recorded].toSorted()).toEqual(Object.keys(EXPLAINED).toSorted());
});

test.each(RECORDED)('runner %s, %s: explained by its first cause', async (line, name) => {
  const [kind, reason] = EXPLAINED[name] ?? ['unknown', 'not listed'];
  const { evidence, exitCode, signal } = await readRecordedFailure(line, name);
  const recipe = FAILING_RECIPES.find((one) => one.name === name);
  const facts = {
    evidence,
    exitCode,
    signal,
    kind: recipe?.expands ? ('expand_meta' as const) : ('bake' as const),
    metaError: lintMeta(recipe?.files?.['meta.yaml'] ?? '').find(({ severity }) => severity === 'error'),
    requirements: recipe?.files?.['requirements.txt'] ?? null,
  };
  expect(explainFailure(facts, 'feedstock')).toMatchObject({
    kind,
    reason: typeof reason === 'string' ? reason : expect.stringMatching(reason),
  });
});

test('code that asks the network while it is read without one is the author’s to change', async () => {
  const recorded = await readRecordedFailure('0.10', 'host-has-no-address-while-read');
  const facts = { ...recorded, kind: 'expand_meta', network: 'none' } as const;
  expect(explainFailure(facts, 'feedstock')).toMatchObject({
    fault: 'author',
    reason:
      'recipe.py, line 3: the code asks the network while the recipes are read, where it has no network; ask for it in a step of the pipeline',
  });
});
