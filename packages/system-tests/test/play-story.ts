import type { RecordedRequest } from '@pangeo-forge/loopback-github/http/request-log';
import { startFlowStage } from '@pangeo-forge/runner-worker/testing/flow-stage';
import { createDrive } from '@pangeo-forge/runner-worker/testing/drive';
import { endState } from './end-state.ts';
import type { FlowStory } from './flow-stories.ts';
import type { Death } from '@pangeo-forge/runner-worker/testing/mortal-parts';

export interface PlayedStory {
  state: unknown;
  requests: string[];
  /** As GitHub saw them, those of what came before among them. */
  recorded: RecordedRequest[];
  died: boolean;
}

/** A story from an empty GitHub to its end, with the worker dying at the given request of the flow. */
export async function playStory(story: FlowStory, death?: Death): Promise<PlayedStory> {
  const stage = await startFlowStage({ startWorkers: false, githubLagMs: 0 });
  const drive = await createDrive(stage);
  try {
    await story.prepare(stage, () => drive.untilQuiet());
    await story.act(stage);
    const { requests, died } = await drive.untilQuiet(death, story.meanwhile);
    return { state: await endState(stage), requests, recorded: stage.github.requests(), died };
  } finally {
    drive.close();
    await stage.stop();
  }
}
