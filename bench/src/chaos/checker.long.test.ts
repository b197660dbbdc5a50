import { expect, test } from '@jest/globals';
import { EVERYTHING } from './chaos-profile.ts';
import type { Contribution } from './people/story.ts';
import { runChaos } from './run-chaos.ts';
import type { ChaosStage } from './stage/chaos-stage.ts';

/** As a worker would that knows nothing of effects: once more what was done before. */
async function doubleEverything({ github, google, webhookUrl }: ChaosStage, contributions: Contribution[]) {
  const bot = 'chaos-double[bot]';
  github.createUser(bot);
  const tested = contributions.find(({ comments }) => comments.some(({ command }) => command === 'run'));
  if (!tested) throw new Error(`nobody asked for a run (${webhookUrl})`);
  const own = github
    .repository(tested.repo)
    .comments(tested.number)
    .find(({ body }) => body?.includes('pangeo-forge: run '));
  await github.comment(tested.repo, tested.number, own?.body ?? '', bot);
  const [job] = google.dataflow.jobs();
  if (job) google.dataflow.submit(job.name);
  return tested;
}

test('the checker notices a comment and a job that are there twice', async () => {
  let doubled: Contribution | undefined;
  const outcome = await runChaos({
    profile: { ...EVERYTHING, stories: { test: 1 } },
    seed: 4,
    forMs: 12_000,
    faultEveryMs: 30_000,
    storyEveryMs: 2_000,
    longestPauseMs: 1_000,
    convergeWithinMs: 120_000,
    organizations: 1,
    meddle: async (stage, { contributions }) => {
      doubled = await doubleEverything(stage, contributions);
    },
    log: () => {},
  });
  const found = outcome.violations.join('\n');
  expect(found).toContain(`is reported more than once: ${doubled?.repo}#${doubled?.number} run `);
  expect(found).toMatch(/run \d+ has 2 jobs/);
  expect(outcome.convergedAfterMs).not.toBeNull();
});
