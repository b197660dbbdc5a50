import { setTimeout as pause } from 'node:timers/promises';
import { startLoopbackGitHub } from '@pangeo-forge/loopback-github/loopback-github';
import { populateGitHub } from '@pangeo-forge/loopback-github/populate-github';
import { goodRecipe } from '@pangeo-forge/runner-worker/testing/pull-request-life';
import { readConfig, sendLine } from '../processes/program-messages.ts';
import type { DrainGitHub, DrainGitHubConfig, GitHubReport } from './drain-github.ts';

const REPOSITORY = 'pangeo-forge/staged-recipes';
const SAID = '/help';

const { deployment, pulls, comments, answerAfterMs } = readConfig<DrainGitHubConfig>();
const github = await startLoopbackGitHub();
const { app, maintainer } = await populateGitHub(github, { app: { name: deployment } });
const { token } = maintainer;
const fork = await github.fork(REPOSITORY, 'contributor');
const numbers: number[] = [];
for (let count = 1; count <= pulls; count++) {
  const branch = `recipe-${count}`;
  const recipe = goodRecipe(`recipes/${branch}`);
  await github.commit({ repo: fork, branch, from: 'main', message: branch, author: 'contributor', files: recipe });
  const pull = { repo: REPOSITORY, head: `contributor:${branch}`, title: `Add ${branch}`, as: 'contributor' };
  numbers.push((await github.openPullRequest(pull)).number);
}
const payload = await payloadOfComment();
const posted: DrainGitHub['posted'] = [];
for (let count = 0; count < comments; count++) {
  const number = numbers[count % numbers.length] as number;
  posted.push({ number, commentId: (await github.comment(REPOSITORY, number, SAID, 'maintainer')).id });
}
if (answerAfterMs > 0) github.faults.add({ path: /./, when: 'before', respond: { delayMs: answerAfterMs } });

sendLine({ apiUrl: github.apiUrl, token, app, payload, posted } satisfies DrainGitHub);
process.on('SIGUSR2', () => {
  const replies = github
    .repository(REPOSITORY)
    .comments()
    .filter(({ user }) => user?.login.endsWith('[bot]')).length;
  const requests = github.requests().map(({ method, path, arrivedAtMs: at }) => ({ method, path, at }));
  sendLine({ replies, requests } satisfies GitHubReport);
});
process.on('SIGTERM', () => void github.stop().then(() => process.exit(0)));

/** What GitHub sends of a comment; nobody is sent any other. */
async function payloadOfComment(): Promise<unknown> {
  github.holdWebhooks();
  github.setWebhookUrl(app.id, 'http://127.0.0.1:1/');
  await github.comment(REPOSITORY, numbers[0] as number, SAID, 'maintainer');
  github.setWebhookUrl(app.id, '');
  await pause(0);
  return github.deliveries().find(({ event }) => event === 'issue_comment')?.payload;
}
