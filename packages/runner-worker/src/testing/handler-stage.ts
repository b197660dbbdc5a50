import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { randomUUID } from 'node:crypto';
import { formatSubject } from '@pangeo-forge/db/names/subject';
import { type Database, openDatabase } from '@pangeo-forge/db/open-database';
import { ensureFeedstock } from '@pangeo-forge/db/feedstocks/feedstock';
import { createMigratedDatabase } from '@pangeo-forge/db/testing/migrated-database';
import { claimWork } from '@pangeo-forge/db/work/claim-work';
import { enqueueWork } from '@pangeo-forge/db/work/enqueue-work';
import { type LoopbackGitHub, startLoopbackGitHub } from '@pangeo-forge/loopback-github/loopback-github';
import { createReleasers } from '@pangeo-forge/shared/process/releasers';
import { pino } from 'pino';
import type { CommandContext } from '../commands/command.ts';
import { COMMANDS } from '../commands/command-registry.ts';
import { inRepository, type PullRequestContext } from '../orchestrator/contexts.ts';
import { createOrchestrator } from '../orchestrator/orchestrator.ts';
import { createTestApp, STAGED_RECIPES, testConfig } from './configured-app.ts';

/** A database and a GitHub on loopback: enough to call one handler or command, without gateway, Redis and workers. */
export interface HandlerStage {
  github: LoopbackGitHub;
  database: Database;
  /** Leased work on a pull request of staged-recipes. */
  onPullRequest(number: number): Promise<PullRequestContext>;
  /** A command in a comment that was written just now. */
  command(number: number, args: readonly string[], author: string): Promise<CommandContext>;
  stop(): Promise<void>;
}

const WAKER = { wake: async () => {}, close: async () => {} };

export async function startHandlerStage(): Promise<HandlerStage> {
  const releasers = createReleasers();
  const folder = await mkdtemp(path.join(tmpdir(), 'handler-stage-'));
  releasers.add(() => rm(folder, { recursive: true, force: true }));
  const [testDatabase, github] = await Promise.all([createMigratedDatabase(), startLoopbackGitHub()]);
  releasers.add(() => testDatabase.drop());
  releasers.add(() => github.stop());
  const database = openDatabase({ url: testDatabase.url, poolSize: 2 });
  releasers.add(() => database.close());
  const app = await createTestApp(github);
  const config = await testConfig(folder, github, app);
  const logger = pino({ level: 'silent' });
  const orchestrator = await createOrchestrator(config, { database, waker: WAKER, logger });
  await ensureFeedstock(database.pool, STAGED_RECIPES);

  async function onPullRequest(number: number): Promise<PullRequestContext> {
    const deliveryId = randomUUID();
    const subject = formatSubject({ of: 'pull_request', repository: STAGED_RECIPES, number });
    await database.pool.query(`update work set state = 'done' where subject = $1`, [subject]);
    const { id } = await enqueueWork(database.pool, { kind: 'deliveries', ref: deliveryId, subject, label: 'a test' });
    const claim = await claimWork(database.pool, id, 'test');
    if (claim.outcome !== 'claimed') throw new Error(`the work of the test is ${claim.outcome}`);
    return inRepository({ ...orchestrator, work: claim.work, effects: new Set(), deliveryId }, STAGED_RECIPES);
  }

  return {
    github,
    database,
    onPullRequest,
    async command(number, args, author) {
      const context = await onPullRequest(number);
      const pull = await context.repo.pulls.get(number);
      const comment = { id: 1, author, createdAt: new Date().toISOString() };
      return { ...context, pull, comment, args, commands: COMMANDS, waited: false };
    },
    stop: () => releasers.releaseAll(),
  };
}
