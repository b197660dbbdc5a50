import { describeRunner } from '@pangeo-forge/runner-environment/describe-runner';
import { standInRunner } from '@pangeo-forge/testkit/runner/stand-in-runner';
import { createPangeoForgeRunner } from '../src/runner/pangeo-forge-runner.ts';
import { collectRun } from './collect-run.ts';
import { sandboxesHere } from './sandboxes.ts';

/** A worker that a test kills in the middle of a bake. */
const [, , foldersDir = '', repoUrl = '', ref = ''] = process.argv;
const systemPath = process.env['PATH'] ?? '';
const { process: sandbox } = await sandboxesHere();
if (!sandbox) throw new Error('the sandbox "process" works everywhere');
const program = await describeRunner(standInRunner, systemPath);
const runner = createPangeoForgeRunner({ program, sandbox, foldersDir, systemPath });
const recipe = { recipeId: 'sea-surface-temperature', jobName: 'a1', secretFiles: { KEY_FILE: 'hunter2' } };
await collectRun(
  runner,
  { kind: 'bake', invocationId: '1', repoUrl, ref, ...recipe },
  { onLine: ({ text }) => console.log(text) },
);
