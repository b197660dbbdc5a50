import { describe, expect, test } from '@jest/globals';
import { withMigratedDatabase } from '../testing/with-migrated-database.ts';
import fc from 'fast-check';
import type { Subject } from '../names/subject.ts';
import { claimWork, renewLease } from './claim-work.ts';
import { enqueueWork } from './enqueue-work.ts';
import { findDueWork } from './find-due-work.ts';
import { type WorkOutcome, resolveWork } from './resolve-work.ts';
import { wakeSubject } from './wake-work.ts';
import type { LeasedWork } from './work.ts';

const database = await withMigratedDatabase();

const add = (ref: string, subject = 'a subject') =>
  enqueueWork(database.pool, { kind: 'deliveries', ref, subject: subject as Subject, label: ref });

async function claimed(id: string): Promise<LeasedWork> {
  const claim = await claimWork(database.pool, id, 'a worker');
  if (claim.outcome !== 'claimed') throw new Error(`the claim ended as ${claim.outcome}`);
  return claim.work;
}

const stateOf = async (id: string) =>
  (await database.pool.query('select state, attempts from work where id = $1', [id])).rows[0] as {
    state: string;
    attempts: number;
  };

const expire = (id: string) =>
  database.pool.query(`update work set lease_until = now() - interval '1 second' where id = $1`, [id]);

describe('the work table', () => {
  test('work on one subject is done by one worker at a time', async () => {
    const [first, second] = [await add('one', 'shared'), await add('two', 'shared')];
    const claims = await Promise.all([first, second].map(({ id }) => claimWork(database.pool, id, 'a worker')));
    expect(claims.map(({ outcome }) => outcome).sort()).toEqual(['claimed', 'subject_busy']);
  });

  test('a worker that was stopped beyond its lease can neither renew nor resolve what another took over', async () => {
    const { id } = await add('taken over', 'taken over');
    const stopped = await claimed(id);
    await expire(id);
    const taken = await claimed(id);
    expect(BigInt(taken.fence)).toBeGreaterThan(BigInt(stopped.fence));
    expect(await renewLease(database.pool, stopped)).toBe(false);
    expect(await resolveWork(database.pool, stopped, { outcome: 'failed', error: 'too late' })).toBeNull();
    expect(await resolveWork(database.pool, taken, { outcome: 'done' })).not.toBeNull();
    expect((await stateOf(id)).state).toBe('done');
  });

  test.each<WorkOutcome>([
    { outcome: 'done' },
    { outcome: 'failed', error: 'broken' },
    { outcome: 'waiting', forMs: 60_000, reason: 'the runner reads' },
    { outcome: 'retry', inMs: 60_000, error: 'GitHub is away' },
    { outcome: 'released' },
  ])('what is asked for while the work is leased is done once more after it ends as $outcome', async (ended) => {
    const ref = `asked again ${ended.outcome}`;
    const { id } = await add(ref, ref);
    const work = await claimed(id);
    await add(ref, ref);
    const due = await resolveWork(database.pool, work, ended);
    expect(due?.due.map((one) => one.id)).toContain(id);
    expect((await stateOf(id)).state).toBe('due');
  });

  test('a wake-up that comes before the work waits is not lost', async () => {
    const { id } = await add('woken early', 'woken early');
    const work = await claimed(id);
    await wakeSubject(database.pool, 'woken early');
    await resolveWork(database.pool, work, { outcome: 'waiting', forMs: 60_000, reason: 'the runner reads' });
    expect((await stateOf(id)).state).toBe('due');
  });

  test('work of a worker that died is found', async () => {
    const { id } = await add('orphan', 'orphan');
    await claimed(id);
    await expire(id);
    const due = await findDueWork(database.pool, { kinds: ['deliveries'], limit: 100, overdueMs: 0 });
    expect(due.map((one) => one.id)).toContain(id);
  });

  test('in whatever order things happen, nothing that was asked for is forgotten, and no lane holds two', async () => {
    let round = 0;
    const step = fc.record({
      what: fc.constantFrom('enqueue', 'claim', 'done', 'wait', 'fail', 'retry', 'expire', 'wake', 'relay'),
      which: fc.integer({ min: 0, max: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        round++;
        const ids: string[] = [];
        for (let n = 0; n < 4; n++) ids.push((await add(`${round} ${n}`, `${round} lane ${n % 2}`)).id);
        const held = new Map<string, LeasedWork>();
        const owed = new Set(ids);
        for (const { what, which } of steps) {
          const id = ids[which] ?? '';
          const work = held.get(id);
          if (what === 'enqueue') owed.add((await add(`${round} ${which}`, `${round} lane ${which % 2}`)).id);
          else if (what === 'wake') await wakeSubject(database.pool, `${round} lane ${which % 2}`);
          else if (what === 'expire') await expireAll(round);
          else if (what === 'relay')
            await findDueWork(database.pool, { kinds: ['deliveries'], limit: 9, overdueMs: 0 });
          else if (what === 'claim') {
            const claim = await claimWork(database.pool, id, 'a worker');
            if (claim.outcome === 'claimed') {
              held.set(id, claim.work);
              owed.delete(id);
            }
          } else if (work) {
            const due = await resolveWork(database.pool, work, outcomeOf(what));
            if (due !== null && (what === 'retry' || what === 'wait')) owed.add(id);
          }
          await expectLanes(round);
        }
        const { rows } = await database.pool.query<{ id: string; state: string }>(
          'select id::text, state from work where id = any($1)',
          [ids],
        );
        const open = rows.filter(({ state }) => state !== 'done' && state !== 'failed').map((row) => row.id);
        expect(open).toEqual(expect.arrayContaining([...owed]));
      }),
      { numRuns: 40 },
    );
  });
});

function outcomeOf(what: string): WorkOutcome {
  switch (what) {
    case 'wait':
      return { outcome: 'waiting', forMs: 0, reason: 'waits' };
    case 'fail':
      return { outcome: 'failed', error: 'broken' };
    case 'retry':
      return { outcome: 'retry', inMs: 0, error: 'again' };
    default:
      return { outcome: 'done' };
  }
}

async function expireAll(round: number): Promise<void> {
  await database.pool.query(
    `update work set lease_until = now() - interval '1 second' where state = 'leased' and starts_with(subject, $1)`,
    [`${round} lane`],
  );
}

async function expectLanes(round: number): Promise<void> {
  const { rows } = await database.pool.query(
    `select subject from work where state = 'leased' and starts_with(subject, $1) group by subject having count(*) > 1`,
    [`${round} lane`],
  );
  expect(rows).toEqual([]);
}
