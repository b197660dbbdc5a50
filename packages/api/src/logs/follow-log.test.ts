import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventStream, type StreamedEvent } from '../../test/event-stream.ts';
import { type ProductionLikeApi, startProductionLikeApi } from '../../test/production-like-api.ts';
import { startRun } from '../../test/running-run.ts';

let served: ProductionLikeApi;
beforeAll(async () => {
  served = await startProductionLikeApi();
});
afterAll(() => served.stop());

const run = (key: string) => startRun(served.api.database, key);
const urlOf = (id: number, query = '') => `${served.api.url}/recipe_runs/${id}/logs?source=runner${query}`;
const linesOf = (events: StreamedEvent[]) => events.flatMap(({ data }) => data.lines ?? []);

test('a follower reads each chunk as it is stored, and at last how the run ended', async () => {
  const one = await run('followed');
  await one.print('before');
  const seen: StreamedEvent[] = [];
  for await (const event of eventStream(urlOf(one.id))) {
    seen.push(event);
    if (seen.length === 1) await one.print('while\nrunning');
    if (seen.length === 2) await one.fail('It broke.');
  }
  expect(linesOf(seen)).toEqual(['before', 'while', 'running']);
  expect(seen.at(-1)).toMatchObject({ event: 'end', data: { status: 'completed', conclusion: 'failure' } });
});

test('a follower that reconnects with Last-Event-ID gets every line once', async () => {
  const one = await run('resumed');
  await one.print('first');
  let last = '';
  for await (const event of eventStream(urlOf(one.id))) {
    last = event.id ?? '';
    break;
  }
  await one.print('second');
  await one.fail('x');
  const seen: StreamedEvent[] = [];
  for await (const event of eventStream(urlOf(one.id), { 'last-event-id': last })) seen.push(event);
  expect(linesOf(seen)).toEqual(['second']);
});

test('chunks below the severity do not wake a follower again and again', async () => {
  const one = await run('severe');
  const seen: StreamedEvent[] = [];
  await one.print('chatter');
  const reader = (async () => {
    for await (const event of eventStream(urlOf(one.id, '&severity=ERROR'))) seen.push(event);
  })();
  await one.print('more chatter');
  await one.print('serious', 'ERROR');
  await one.fail('x');
  await reader;
  expect(linesOf(seen)).toEqual(['serious']);
});

test('text can be followed too', async () => {
  const one = await run('text');
  const answer = await fetch(urlOf(one.id, '&follow=true&format=text'));
  await one.print('hello');
  await one.fail('x');
  expect(await answer.text()).toBe('hello\n');
});

test('a hundred followers of one run all read all of it', async () => {
  const one = await run('crowd');
  const readers = Array.from({ length: 100 }, async () => {
    const seen: StreamedEvent[] = [];
    for await (const event of eventStream(urlOf(one.id))) seen.push(event);
    return linesOf(seen);
  });
  for (let index = 0; index < 5; index++) await one.print(`line ${index}`);
  await one.fail('x');
  for (const lines of await Promise.all(readers)) {
    expect(lines).toEqual(['line 0', 'line 1', 'line 2', 'line 3', 'line 4']);
  }
});
