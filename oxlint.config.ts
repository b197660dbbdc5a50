// Which package may import which, as code that lint enforces. Services never import one another: only `launcher` composes them.
import { defineConfig } from 'oxlint';

export const EVERYTHING = ['*'];

/** A package’s sources may import these packages, and itself by relative paths only. docs/architecture.md shows the same table. */
export const MAY_IMPORT: Record<string, string[]> = {
  'packages/shared': [],
  'packages/db': ['shared'],
  'packages/github': ['shared'],
  'packages/bakeries': ['shared'],
  'packages/datasets': ['shared'],
  'packages/local-servers': [],
  'packages/runner-environment': ['shared'],
  'packages/service': ['shared', 'db'],
  'packages/webhook-gateway': ['shared', 'db', 'service'],
  'packages/recipe-runner': ['shared', 'runner-environment'],
  'packages/runner-worker': ['shared', 'db', 'service', 'github', 'bakeries', 'datasets', 'recipe-runner'],
  'packages/status-ingest': ['shared', 'db', 'service'],
  'packages/api': ['shared', 'db', 'service', 'github', 'bakeries', 'datasets'],
  'packages/api-client': [],
  'packages/dashboard': ['shared', 'api-client'],
  'packages/cli': [
    'api-client',
    'shared',
    'db',
    'github',
    'bakeries',
    'datasets',
    'recipe-runner',
    'runner-environment',
  ],
  'packages/testkit': ['local-servers'],
  'packages/loopback-github': [],
  'packages/launcher': [
    'shared',
    'db',
    'service',
    'local-servers',
    'webhook-gateway',
    'runner-worker',
    'status-ingest',
    'api',
    'dashboard',
    'datasets',
    'github',
    'bakeries',
    'recipe-runner',
    'runner-environment',
  ],
  'packages/demo': ['shared', 'launcher', 'runner-environment', 'loopback-github', 'testkit', 'local-servers'],
  'packages/dev': ['shared', 'launcher', 'loopback-github', 'testkit', 'local-servers'],
  'packages/system-tests': [
    'shared',
    'db',
    'github',
    'bakeries',
    'recipe-runner',
    'runner-environment',
    'runner-worker',
    'launcher',
  ],
  bench: EVERYTHING,
  tools: EVERYTHING,
};

/** Tests, and what only tests import, may also use the stand-ins, throw-away servers and the `testing` folders of packages. */
const TESTS_MAY_ALSO_IMPORT = ['testkit', 'loopback-github', 'local-servers', 'db/testing'];
const TESTS = ['**/*.test.ts', '**/test/**/*.ts', '**/testing/**/*.ts', '**/generate/**/*.ts'];

/**
 * The client is generated from the API, and imports nothing of it; datasets are compared with what the runner's xarray writes;
 * the worker's deliveries come through the gateway.
 */
const TESTS_OF_MAY_IMPORT: Record<string, string[]> = {
  'packages/api-client': ['api'],
  'packages/datasets': ['runner-environment'],
  'packages/runner-worker': ['webhook-gateway'],
};

const TESTING_FOLDERS = {
  regex: '/(testing|generate)/',
  message: 'This is for tests and tools only.',
};

function restrictImports(mayImport: readonly string[], isTest: boolean): ['error', object] {
  const allowed = mayImport.map((name) => `!@pangeo-forge/${name}/**`);
  return [
    'error',
    {
      patterns: [
        // a pattern that allows ends the search in oxlint: what restricts stands before it
        ...(isTest || mayImport === EVERYTHING ? [] : [TESTING_FOLDERS]),
        {
          group: ['@pangeo-forge/**', ...allowed],
          message: `This package may import ${mayImport.join(', ') || 'no other package of this repository'} (see oxlint.config.ts).`,
        },
        {
          group: ['../**/[!.]*/src/**', '../**/packages/**'],
          message: 'Import another package by its name, so that its place among the packages is checked.',
        },
      ],
    },
  ];
}

export default defineConfig({
  jsPlugins: ['./tools/lint/test-deadlines.js'],
  plugins: ['typescript', 'unicorn', 'oxc', 'node', 'promise', 'import'],
  categories: { correctness: 'error' },
  env: { builtin: true, node: true },
  ignorePatterns: ['**/dist/**', '**/coverage/**', '.local/**'],
  rules: {
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': 'error',
    'typescript/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    'typescript/restrict-template-expressions': 'off', // value objects say who they are with `toString`
    'typescript/unbound-method': 'off', // there is hardly a class here: what we take apart are closures
    'node/no-process-env': 'error',
    'import/no-cycle': ['error', { ignoreTypes: false }],
  },
  overrides: [
    ...Object.entries(MAY_IMPORT).flatMap(([folder, mayImport]) => [
      { files: [`${folder}/**/*.ts`], rules: { 'no-restricted-imports': restrictImports(mayImport, false) } },
      {
        files: TESTS.map((tests) => `${folder}/${tests}`),
        rules: {
          'no-restricted-imports': restrictImports(
            [...mayImport, ...TESTS_MAY_ALSO_IMPORT, ...(TESTS_OF_MAY_IMPORT[folder] ?? [])],
            true,
          ),
        },
      },
    ]),
    {
      files: TESTS.map((tests) => `{packages,bench,tools}/${tests}`),
      rules: { 'pangeo-forge/test-deadlines': 'error' },
    },
    {
      // the environment is read where a process starts, and passed on as arguments
      files: [
        '**/main.ts',
        ...TESTS,
        'packages/launcher/**/*.ts',
        'packages/demo/**/*.ts',
        'packages/dev/**/*.ts',
        'packages/testkit/**/*.ts',
        'packages/loopback-github/**/*.ts',
        'bench/**/*.ts',
        'tools/**/*.ts',
        '*.js',
      ],
      rules: { 'node/no-process-env': 'off' },
    },
  ],
});
