import { expect, test } from '@jest/globals';
import { changedAfterDeath } from './changed-after-death.ts';
import { CHANGES } from './changes.ts';
import { COMMAND_STORIES } from './command-stories.ts';
import { FLOW_STORIES } from './flow-stories.ts';
import { playStory } from './play-story.ts';

const STORIES = [...FLOW_STORIES, ...COMMAND_STORIES];

test.each(STORIES)(
  '$name: whichever request the worker is killed at, and whatever is done before the next goes on, nothing hangs',
  async (story) => {
    const { requests } = await playStory(story);
    const wrong: string[] = [];
    for (const change of Object.values(CHANGES)) {
      for (const index of requests.keys()) {
        const death = { request: index + 1, when: 'after' } as const;
        const outcome = await changedAfterDeath(story, death, change, () => null).catch((error: unknown) =>
          String(error),
        );
        const hanging = typeof outcome === 'string' ? [outcome] : outcome.hanging;
        wrong.push(...hanging.map((what) => `killed at ${requests[index]}, then ${change.name}: ${what}`));
      }
    }
    expect(wrong).toEqual([]);
  },
);
