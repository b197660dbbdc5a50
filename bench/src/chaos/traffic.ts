import { createHmac, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { recipeFiles } from '@pangeo-forge/testkit/recipes/recipe-files';
import { BAKERY, type ChaosStage, STAGED_RECIPES } from './chaos-stage.ts';

const RECIPE = 'sea-surface-temperature';

export interface Contribution {
  number: number;
  head: string;
  /** The comment that asked for a test run, once there is one. */
  commentId: number | null;
}

export interface Traffic {
  contributions: Contribution[];
  /** Ids of deliveries that were sent past GitHub and answered 202. */
  acknowledged: string[];
  end(): Promise<void>;
}

/** People at work: pull requests, and `/run` once their checks are green; besides, deliveries that are nobody's business and must be recorded all the same. */
export function startTraffic(stage: ChaosStage, everyMs: number): Traffic {
  const contributions: Contribution[] = [];
  const acknowledged: string[] = [];
  let ended = false;

  async function contribute(): Promise<void> {
    const { github } = stage;
    const fork = await github.fork(STAGED_RECIPES, 'contributor');
    const sample = await recipeFiles(RECIPE, { sourceUrl: 'http://127.0.0.1:1', bakeryId: BAKERY });
    for (let count = 1; !ended; count++) {
      const name = `recipe-${count}`;
      const files = Object.fromEntries(
        Object.entries(sample).map(([file, content]) => [`recipes/${name}/${file}`, content]),
      );
      const head = await github.commit({
        repo: fork,
        branch: name,
        from: 'main',
        message: name,
        author: 'contributor',
        files,
      });
      const { number } = await github.openPullRequest({
        repo: STAGED_RECIPES,
        head: `contributor:${name}`,
        title: `Add ${name}`,
        as: 'contributor',
      });
      contributions.push({ number, head, commentId: null });
      await pause(everyMs);
    }
  }

  async function askForRuns(): Promise<void> {
    const state = stage.github.repository(STAGED_RECIPES);
    while (!ended) {
      const ready = contributions.find(
        ({ commentId, head }) =>
          commentId === null && state.checkRuns(head).some(({ conclusion }) => conclusion === 'success'),
      );
      if (ready) {
        ready.commentId = (await stage.github.comment(STAGED_RECIPES, ready.number, `/run ${RECIPE}`, 'maintainer')).id;
      }
      await pause(100);
    }
  }

  async function sendPastGitHub(): Promise<void> {
    while (!ended) {
      const id = randomUUID();
      const answer = await send(stage, id).catch(() => null);
      if (answer?.status === 202) acknowledged.push(id);
      await pause(50);
    }
  }

  const work = Promise.all([contribute(), askForRuns(), sendPastGitHub()]);
  return {
    contributions,
    acknowledged,
    async end() {
      ended = true;
      await work;
    },
  };
}

function send({ webhookUrl, webhookSecret }: ChaosStage, id: string): Promise<Response> {
  const body = JSON.stringify({ ref: 'refs/heads/main', repository: { full_name: STAGED_RECIPES } });
  return fetch(webhookUrl, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-github-event': 'push',
      'x-github-delivery': id,
      'x-hub-signature-256': `sha256=${createHmac('sha256', webhookSecret).update(body).digest('hex')}`,
    },
    signal: AbortSignal.timeout(10_000),
  });
}
