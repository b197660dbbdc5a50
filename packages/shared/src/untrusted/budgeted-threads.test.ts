import { afterAll, expect, test } from '@jest/globals';
import type { HostileTasks } from '../../test/hostile.thread.ts';
import { createBudgetedThreads } from './budgeted-threads.ts';
import { createAuthorsTextReader } from './read-authors-text.ts';

const HOSTILE = new URL('../../test/hostile.thread.ts', import.meta.url);
const BUDGET = { cpuMs: 200, limitMs: 600_000, heapMb: 32 };

const threads = createBudgetedThreads<HostileTasks>({ file: HOSTILE, budget: BUDGET });
afterAll(() => threads.stop());

test('a task without end is ended by its budget of processor time, while the event loop goes on', async () => {
  let turns = 0;
  const turning = setInterval(() => turns++, 1);
  expect(await threads.run('spin')).toEqual({ outcome: 'over_budget', budget: 'time' });
  clearInterval(turning);
  expect(turns).toBeGreaterThan(0);
});

test('a task that waits for ever is ended by its limit of time', async () => {
  // oxlint-disable-next-line pangeo-forge/test-deadlines -- the limit is tested
  const impatient = createBudgetedThreads<HostileTasks>({ file: HOSTILE, budget: { ...BUDGET, limitMs: 50 } });
  expect(await impatient.run('wait')).toEqual({ outcome: 'over_budget', budget: 'time' });
  await impatient.stop();
});

test('a task that fills the memory is ended by its budget of memory, and the process lives', async () => {
  const patient = createBudgetedThreads<HostileTasks>({ file: HOSTILE, budget: { ...BUDGET, cpuMs: 600_000 } });
  expect(await patient.run('hoard')).toEqual({ outcome: 'over_budget', budget: 'memory' });
  expect(await patient.run('echo', 'here')).toEqual({ outcome: 'done', value: 'here' });
  await patient.stop();
});

test('what waits behind tasks that exceed their budget keeps its own', async () => {
  const ended = [threads.run('spin'), threads.run('spin'), threads.run('spin')];
  expect(await threads.run('echo', 'here')).toEqual({ outcome: 'done', value: 'here' });
  for (const answer of await Promise.all(ended)) expect(answer.outcome).toBe('over_budget');
});

test('more than may wait is refused at once', async () => {
  const small = createBudgetedThreads<HostileTasks>({ file: HOSTILE, budget: BUDGET, maxWaiting: 1 });
  const [running, waiting] = [small.run('echo', 'a'), small.run('echo', 'b')];
  await expect(small.run('echo', 'c')).rejects.toMatchObject({ code: 'unavailable' });
  expect([await running, await waiting]).toMatchObject([{ value: 'a' }, { value: 'b' }]);
  await small.stop();
});

test('a thread sees no environment variable', async () => {
  expect(await threads.run('environment')).toEqual({ outcome: 'done', value: {} });
});

test('what a task throws is thrown here, with its code', async () => {
  await expect(threads.run('refuse')).rejects.toMatchObject({
    code: 'not_found',
    publicMessage: 'There is nothing.',
  });
});

test('a recipe whose text exceeds its budget has an error for its author, and gives nobody rights', async () => {
  const reader = createAuthorsTextReader(BUDGET, HOSTILE);
  const [problem] = await reader.lintMeta('title: x');
  expect(problem).toMatchObject({ rule: 'budget', severity: 'error', line: 1 });
  expect(problem?.message).toBe('Reading this file takes more processor time than a recipe may use.');
  expect(await reader.maintainersOf('maintainers: []')).toEqual([]);
  expect(await reader.fieldsOf('title: x')).toBeNull();
  await reader.stop();
});

test('the texts that are expensive for parsers of YAML are errors or read in time', async () => {
  const reader = createAuthorsTextReader();
  const fill = (size: number, part: (at: number) => string) => {
    const parts: string[] = [];
    for (let [at, length] = [0, 0]; length < size; at++) length += parts.push(part(at)) && (parts.at(-1)?.length ?? 0);
    return parts.join('');
  };
  const hostile = {
    'unique keys': fill(60_000, (at) => `k${at}: 1\n`),
    'unique keys below the limit': fill(9_000 * 8, (at) => `k${at}: 1\n`)
      .split('\n')
      .slice(0, 9_000)
      .join('\n'),
    'keys without values': `{${fill(60_000, (at) => `${at},`)}}`,
    nesting: '['.repeat(9_000),
    aliases: `a: &a [${'x,'.repeat(2_000)}]\nb: &b [${'*a,'.repeat(30)}]\nc: [${'*b,'.repeat(30)}]\n`,
    'empty lines': '\n'.repeat(100_000),
    dashes: `${'- '.repeat(50_000)}a`,
  };
  for (const [name, text] of Object.entries(hostile)) {
    const problems = await reader.lintMeta(text);
    expect([name, problems.length > 0]).toEqual([name, true]);
    expect(problems.length).toBeLessThanOrEqual(200);
  }
  await reader.stop();
});
