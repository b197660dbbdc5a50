import { describe, expect, test } from '@jest/globals';
import { classifyConfigFile, type ConfigFolder } from './classify-config-file.ts';

describe('names from older documents are recognised, with the right name', () => {
  const older: Array<[ConfigFolder, string, string]> = [
    ['secrets', 'config.review.yaml', 'config.pforge-pr-{number}.yaml'],
    ['secrets', 'config.local-someone.yaml', 'config.pforge-local-someone.yaml'],
    ['secrets', 'pforge-pr-136.yaml', 'config.pforge-pr-136.yaml'],
    ['secrets', 'pforge-local-someone.yaml', 'config.pforge-local-someone.yaml'],
    ['secrets', 'pangeo-forge-staging.yaml', 'config.pangeo-forge-staging.yaml'],
    ['secrets', 'config.pangeo-forge.yml', 'config.pangeo-forge.yaml'],
    ['bakeries', 'osn.local-someone.yaml', 'osn.pforge-local-someone.yaml'],
    ['bakeries', 'osn.pr-80.yaml', 'osn.pforge-pr-80.yaml'],
    ['bakeries', 'osn.staging.yaml', 'osn.pangeo-forge-staging.yaml'],
  ];
  test.each(older)('%s/%s', (folder, name, to) => {
    expect(classifyConfigFile(folder, name)).toEqual({ kind: 'renamed', to });
  });
});

describe('current names', () => {
  const today: Array<[ConfigFolder, string, object]> = [
    ['secrets', 'config.pangeo-forge.yaml', { kind: 'deployment', deployment: 'pangeo-forge' }],
    ['secrets', 'config.pforge-pr-136.yaml', { kind: 'deployment', deployment: 'pforge-pr-136' }],
    ['secrets', 'bakery-args.osn.yaml', { kind: 'bakery-args', bakery: 'osn' }],
    ['secrets', 'dataflow-job-submission.json', { kind: 'service-account' }],
    ['secrets', 'confg.pangeo-forge.yaml', { kind: 'unknown', nearest: 'config.pangeo-forge.yaml' }],
    ['bakeries', 'osn.v2.pangeo-forge.yaml', { kind: 'bakery', bakery: 'osn.v2', deployment: 'pangeo-forge' }],
  ];
  test.each(today)('%s/%s', (folder, name, found) => {
    expect(classifyConfigFile(folder, name)).toEqual(found);
  });
});
