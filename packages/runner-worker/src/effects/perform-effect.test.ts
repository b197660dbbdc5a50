import type { Subject } from '@pangeo-forge/db/names/subject';
import { describe, expect, test } from '@jest/globals';
import { claimWork } from '@pangeo-forge/db/work/claim-work';
import { enqueueWork } from '@pangeo-forge/db/work/enqueue-work';
import type { LeasedWork } from '@pangeo-forge/db/work/work';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { withMigratedDatabase } from '@pangeo-forge/db/testing/with-migrated-database';
import { RequeueAfter } from '../work/work-handler.ts';
import { type Effect, performEffect } from './perform-effect.ts';

const database = await withMigratedDatabase();

async function lease(ref: string): Promise<LeasedWork> {
  const { id } = await enqueueWork(database.pool, { kind: 'deliveries', ref, subject: ref as Subject, label: ref });
  await database.pool.query(`update work set lease_until = now() - interval '1 second' where id = $1`, [id]);
  const claim = await claimWork(database.pool, id, 'a worker');
  if (claim.outcome !== 'claimed') throw new Error(claim.outcome);
  return claim.work;
}

/** Comments on the other side, where the same text may stand twice. */
function otherSide(key: string) {
  const comments: number[] = [];
  let next = 1;
  const effect: Effect<{ id: number }> = {
    key,
    send: async () => {
      comments.push(next);
      return { id: next++ };
    },
    find: async () => (comments[0] === undefined ? null : { id: comments[0] }),
    undo: async ({ id }) => void comments.splice(comments.indexOf(id), 1),
  };
  return { comments, effect };
}

const parts = (work: LeasedWork, settleMs = 0) => ({
  database,
  work,
  effects: new Set<string>(),
  githubLagMs: settleMs,
});
const refusal = (status: number) => new AppError('github_refused', `${status}`, { context: { status } });

describe('an effect', () => {
  test('that was done is not sent again, and its result is known', async () => {
    const { comments, effect } = otherSide('done before');
    const work = await lease(effect.key);
    expect(await performEffect(parts(work), effect)).toEqual({ id: 1 });
    expect(await performEffect(parts(work), effect)).toEqual({ id: 1 });
    expect(comments).toEqual([1]);
  });

  test('whose answer was lost is looked for, after it must show, and found', async () => {
    const { comments, effect } = otherSide('answer lost');
    const lost = async () => {
      await effect.send();
      throw new AppError('github_unavailable', 'no answer', { context: { status: null } });
    };
    await expect(performEffect(parts(await lease(effect.key)), { ...effect, send: lost })).rejects.toThrow('no answer');
    const again = await lease(effect.key);
    await expect(performEffect(parts(again, 60_000), effect)).rejects.toBeInstanceOf(RequeueAfter);
    expect(await performEffect(parts(again), effect)).toEqual({ id: 1 });
    expect(comments).toEqual([1]);
  });

  test('that was refused starts afresh, and one that exists already is found at once', async () => {
    const { comments, effect } = otherSide('refused');
    const work = await lease(effect.key);
    const refused = { ...effect, send: () => Promise.reject(refusal(422)) };
    await expect(performEffect(parts(work, 60_000), refused)).rejects.toMatchObject({ code: 'github_refused' });
    comments.push(7);
    expect(await performEffect(parts(work, 60_000), refused)).toEqual({ id: 7 });
  });

  test('that a limit held back was never sent: nobody has to look for it', async () => {
    const { comments, effect } = otherSide('held back');
    const work = await lease(effect.key);
    const limited = new AppError('rate_limited', 'later', { context: { notSent: true } });
    const held = { ...effect, send: () => Promise.reject(limited) };
    await expect(performEffect(parts(work), held)).rejects.toThrow('later');
    expect(await performEffect(parts(work, 60_000), effect)).toEqual({ id: 1 });
    expect(comments).toEqual([1]);
  });

  test('is not sent by a worker that has lost its lease', async () => {
    const { comments, effect } = otherSide('lost lease');
    const stopped = await lease(effect.key);
    await lease(effect.key);
    await expect(performEffect(parts(stopped), effect)).rejects.toMatchObject({ code: 'lease_lost' });
    expect(comments).toEqual([]);
  });

  test('that two workers sent, since one had slept in the middle of its request, is taken back by who comes second', async () => {
    const { comments, effect } = otherSide('sent twice');
    const sleeper = await lease(effect.key);
    let wake = () => {};
    const asleep = new Promise<void>((resolve) => {
      wake = resolve;
    });
    const slow = performEffect(parts(sleeper), {
      ...effect,
      send: async () => {
        await asleep;
        return effect.send();
      },
    });
    await intended(effect.key);
    const other = await lease(effect.key);
    expect(await performEffect(parts(other), effect)).toEqual({ id: 1 });
    wake();
    expect(await slow).toEqual({ id: 1 });
    expect(comments).toEqual([1]);
  });
});

async function intended(key: string): Promise<void> {
  for (;;) {
    const { rowCount } = await database.pool.query('select 1 from effect where key = $1', [key]);
    if (rowCount === 1) return;
  }
}
