import { isDeepStrictEqual } from 'node:util';
import type { RecordedRequest } from '@pangeo-forge/loopback-github/http/request-log';
import type { FlowStory } from './flow-stories.ts';
import type { Death } from '@pangeo-forge/runner-worker/testing/mortal-parts';
import { playStory, type PlayedStory } from './play-story.ts';

export interface KillPointResult {
  death: Death;
  request: string;
  /**
   * What the end state holds that the undisturbed one does not, and the other way round; null when they are the same.
   */
  difference: string | null;
}

/** Kills the worker at each chosen request of the story and compares the end with the undisturbed one. */
export async function killAtEach(
  story: FlowStory,
  choose: (request: string, index: number, all: readonly string[]) => ReadonlyArray<Death['when']>,
): Promise<{ requests: number; recorded: RecordedRequest[]; results: KillPointResult[] }> {
  const undisturbed = await playStory(story);
  const results: KillPointResult[] = [];
  for (const [index, request] of undisturbed.requests.entries()) {
    for (const when of choose(request, index, undisturbed.requests)) {
      const death = { request: index + 1, when };
      results.push({ death, request, difference: await differenceAfter(story, death, undisturbed) });
    }
  }
  return { requests: undisturbed.requests.length, recorded: undisturbed.recorded, results };
}

async function differenceAfter(story: FlowStory, death: Death, undisturbed: PlayedStory): Promise<string | null> {
  const result = await playStory(story, death).catch((error: unknown) => String(error));
  if (typeof result === 'string') return result;
  if (!result.died) return 'the worker was not killed';
  return isDeepStrictEqual(result.state, undisturbed.state) ? null : differenceOf(undisturbed.state, result.state);
}

function differenceOf(expected: unknown, seen: unknown): string {
  const [before, after] = [expected, seen].map((state) => JSON.stringify(state, null, 1).split('\n'));
  const gone = before?.filter((line) => !after?.includes(line)) ?? [];
  const added = after?.filter((line) => !before?.includes(line)) ?? [];
  const counted = `${before?.length} lines became ${after?.length}`;
  return [counted, ...gone.map((line) => `- ${line.trim()}`), ...added.map((line) => `+ ${line.trim()}`)].join('\n');
}
