import { type FlowStage, startFlowStage } from '@pangeo-forge/runner-worker/testing/flow-stage';
import type { Change } from './changes.ts';
import { createDrive } from '@pangeo-forge/runner-worker/testing/drive';
import type { FlowStory } from './flow-stories.ts';
import type { Death } from '@pangeo-forge/runner-worker/testing/mortal-parts';
import { whatHangs } from './what-hangs.ts';

/**
 * The worker dies at the request, and what it worked on is changed before the next one goes on. Answers what hangs in
 * the end.
 */
export async function changedAfterDeath<Seen>(
  story: FlowStory,
  death: Death,
  change: Change,
  look: (stage: FlowStage) => Seen,
): Promise<{ hanging: string[]; seen: Seen }> {
  const stage = await startFlowStage({ startWorkers: false, githubLagMs: 0 });
  const drive = await createDrive(stage);
  try {
    await story.prepare(stage, () => drive.untilQuiet());
    await story.act(stage);
    await drive.untilQuiet(death, { when: (_, died) => died, act: change.act });
    return { hanging: await whatHangs(stage), seen: look(stage) };
  } finally {
    drive.close();
    await stage.stop();
  }
}
