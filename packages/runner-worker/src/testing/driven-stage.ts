import { formatSubject, type Subject } from '@pangeo-forge/db/names/subject';
import { ensureFeedstock } from '@pangeo-forge/db/feedstocks/feedstock';
import { recordOperation } from '@pangeo-forge/db/journal/operation-records';
import { enqueueWork } from '@pangeo-forge/db/work/enqueue-work';
import type { FileChange } from '@pangeo-forge/loopback-github/git/write-commit';
import { type FlowStage, ORGANIZATION, STAGED_RECIPES, startFlowStage } from './flow-stage.ts';
import { ourComments } from './pull-request-life.ts';
import { createDrive, type Drive } from './drive.ts';

/** A stage whose work is done when a test says so, with a fork of staged-recipes. */
export interface DrivenStage {
  stage: FlowStage;
  drive: Drive;
  /** Opens a pull request of the fork, and has it checked. */
  open(name: string, files: Record<string, FileChange>): Promise<{ number: number; head: string }>;
  /** What `/retry` does: the merge's own delivery is due again. */
  retryMerge(number: number): Promise<void>;
  /** Our comments on a pull request of staged-recipes: that the feedstock is there, how runs ended, and all else. */
  said(number: number): { made: string[]; ended: string[]; else: string[] };
  stop(): Promise<void>;
}

export const feedstockOf = (name: string) => `${ORGANIZATION}/${name}-feedstock`;

export async function startDrivenStage(): Promise<DrivenStage> {
  const stage = await startFlowStage({ startWorkers: false, githubLagMs: 0 });
  const drive = await createDrive(stage);
  const { github, database } = stage;
  await ensureFeedstock(database.pool, STAGED_RECIPES);
  const fork = await github.fork(STAGED_RECIPES, 'contributor');
  return {
    stage,
    drive,
    async open(name, files) {
      const head = await github.commit({ repo: fork, branch: name, message: name, author: 'contributor', files });
      const pull = { repo: STAGED_RECIPES, head: `contributor:${name}`, title: `Add ${name}`, as: 'contributor' };
      const { number } = await github.openPullRequest(pull);
      await drive.untilQuiet();
      return { number, head };
    },
    async retryMerge(number) {
      const { rows } = await database.pool.query<{ ref: string; subject: Subject; label: string }>(
        `select w.ref, w.subject, w.label from work w join webhook_delivery d on d.id = w.ref
         where d.event = 'pull_request' and d.action = 'closed' and d.number = $1 and d.repository = $2`,
        [number, STAGED_RECIPES],
      );
      for (const { ref, subject, label } of rows) {
        const target = formatSubject({ of: 'delivery', id: ref });
        const asked = { subject, deliveryId: ref, actor: 'maintainer', target, reason: 'it failed' };
        await recordOperation(database.pool, asked); // as `/retry` does
        await enqueueWork(database.pool, { kind: 'deliveries', ref, subject, label });
      }
      await drive.untilQuiet();
    },
    said(number) {
      const all = ourComments(stage, STAGED_RECIPES, number);
      const isMade = (text: string) => text.includes('now has its own repository');
      const isEnd = (text: string) => text.includes('<!-- pangeo-forge: end of ');
      return {
        made: all.filter(isMade),
        ended: all.filter(isEnd),
        else: all.filter((text) => !isMade(text) && !isEnd(text)),
      };
    },
    async stop() {
      drive.close();
      await stage.stop();
    },
  };
}
