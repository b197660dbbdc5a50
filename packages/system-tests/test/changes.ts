import { requestRunCancellation } from '@pangeo-forge/db/runs/request-cancellation';
import { transitionRun } from '@pangeo-forge/db/runs/transition-run';
import { inTransaction, type Queryable } from '@pangeo-forge/db/transaction';
import { type FlowStage, STAGED_RECIPES } from '@pangeo-forge/runner-worker/testing/flow-stage';
import { FEEDSTOCK } from './flow-stories.ts';

/** What people do while nobody works. What is not possible any more is left. */
export interface Change {
  name: string;
  act(stage: FlowStage): Promise<unknown>;
}

/** The first pull request, of whichever repository the story is about. */
function pullOf({ github }: FlowStage) {
  const repo = github.hasRepository(FEEDSTOCK) ? FEEDSTOCK : STAGED_RECIPES;
  const pull = github.repository(repo).pullRequests()[0];
  return pull?.state === 'open' ? { repo, number: pull.number, head: pull.head } : null;
}

type Cancel = (client: Queryable, id: number, actor: string) => Promise<unknown>;

async function cancelRuns({ database: { pool } }: FlowStage, cancel: Cancel): Promise<void> {
  const { rows } = await pool.query<{ id: number }>(`select id from reciperun where status <> 'completed' order by id`);
  for (const { id } of rows) await inTransaction(pool, (client) => cancel(client, id, 'maintainer'));
}

const endAtOnce: Cancel = (client, id, actor) =>
  transitionRun(client, id, { type: 'cancelled', actor, reason: 'Not now.' });

/** A newer commit; the end, one way or the other; and runs that end, after a while or just now. */
export const CHANGES = {
  push: {
    name: 'a newer commit is pushed',
    async act(stage) {
      const pull = pullOf(stage);
      if (!pull) return;
      const repo = pull.head.repo?.full_name ?? '';
      const folder = pull.repo === FEEDSTOCK ? 'feedstock' : `recipes/${pull.head.ref}`;
      const files = { [`${folder}/NOTES.md`]: 'Newer\n' };
      await stage.github.commit({ repo, branch: pull.head.ref, message: 'Change', author: 'contributor', files });
    },
  },
  close: {
    name: 'the pull request is closed',
    async act(stage) {
      const pull = pullOf(stage);
      if (pull) await stage.github.closePullRequest(pull.repo, pull.number, 'maintainer');
    },
  },
  merge: {
    name: 'the pull request is merged',
    async act(stage) {
      const pull = pullOf(stage);
      if (pull) await stage.github.mergePullRequest(pull.repo, pull.number, 'maintainer');
    },
  },
  cancel: { name: 'somebody wants its runs to end', act: (stage) => cancelRuns(stage, requestRunCancellation) },
  end: { name: 'its runs have been cancelled', act: (stage) => cancelRuns(stage, endAtOnce) },
} satisfies Record<string, Change>;
