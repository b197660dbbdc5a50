import { setTimeout as pause } from 'node:timers/promises';
import type { ChaosProfile } from '../chaos-profile.ts';
import { createDice } from '../dice.ts';
import type { ChaosStage } from '../stage/chaos-stage.ts';
import { sendPastGitHub } from './send-past-github.ts';
import type { Contribution, StoryContext } from './story.ts';
import { STORIES } from './stories.ts';

export interface TrafficOptions {
  seed: number;
  /** Mean time between stories. */
  everyMs: number;
  stories: ChaosProfile['stories'];
}

export interface Traffic {
  contributions: Contribution[];
  /** Ids of deliveries that were sent past GitHub and answered 202. */
  acknowledged: string[];
  /** When something was last answered: by the gateway, by status-ingest, by the API. */
  lastAnswerMs(service: AnsweringService): number;
  end(): Promise<void>;
}

export type AnsweringService = 'webhook-gateway' | 'status-ingest' | 'api';

const SAMPLE_EVERY_MS = 100;
const ASK_EVERY_MS = 250;
const ANSWER_LIMIT_MS = 10_000;

/**
 * People at work, each in the organization where they are; besides, small questions to each HTTP service, to see when
 * it answers.
 */
export function startTraffic(stage: ChaosStage, { seed, everyMs, stories }: TrafficOptions): Traffic {
  const contributions: Contribution[] = [];
  const acknowledged: string[] = [];
  const dice = createDice(seed + 1);
  const ended = new AbortController();
  const lastAnswer: Record<AnsweringService, number> = { 'webhook-gateway': 0, 'status-ingest': 0, api: 0 };
  const playing: Promise<void>[] = [];
  const failures: unknown[] = [];

  const context = (story: number): StoryContext => ({
    stage,
    dice: createDice(seed * 10_007 + story),
    contributions,
    async until(condition) {
      while (!ended.signal.aborted) {
        if (condition()) return true;
        await pause(SAMPLE_EVERY_MS);
      }
      return false;
    },
  });

  async function tellStories(): Promise<void> {
    for (let story = 1; !ended.signal.aborted; story++) {
      const played = STORIES[dice.weighted(stories)](context(story), `recipe-${story}`);
      playing.push(played.catch((error: unknown) => void failures.push(error)));
      await pause(everyMs * (0.5 + dice.roll()), undefined, { signal: ended.signal }).catch(() => {});
    }
  }

  async function repeat(service: AnsweringService, everyMs: number, ask: () => Promise<boolean>): Promise<void> {
    while (!ended.signal.aborted) {
      if (await ask().catch(() => false)) lastAnswer[service] = Date.now();
      await pause(everyMs);
    }
  }

  const work = Promise.all([
    tellStories(),
    repeat('webhook-gateway', SAMPLE_EVERY_MS, async () => {
      const id = await sendPastGitHub(stage, dice, ANSWER_LIMIT_MS);
      if (id !== null) acknowledged.push(id);
      return id !== null;
    }),
    repeat('status-ingest', ASK_EVERY_MS, async () => (await stage.google.pushOfStranger()) === 204),
    repeat('api', ASK_EVERY_MS, async () => {
      const signal = AbortSignal.timeout(ANSWER_LIMIT_MS);
      const answer = await fetch(`${stage.apiUrl}/recipe_runs/?limit=1`, { signal });
      await answer.arrayBuffer();
      return answer.ok;
    }),
  ]);
  return {
    contributions,
    acknowledged,
    lastAnswerMs: (service) => lastAnswer[service],
    async end() {
      ended.abort();
      await work;
      await Promise.all(playing);
      if (failures.length > 0) throw new AggregateError(failures, 'people could not do what they wanted');
    },
  };
}
