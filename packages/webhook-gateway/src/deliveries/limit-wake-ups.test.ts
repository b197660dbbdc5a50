import { expect, test } from '@jest/globals';
import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import { limitWakeUps } from './limit-wake-ups.ts';

test('so many wake-ups a second, and no more until the next second', () => {
  let time = 0;
  const woken: string[] = [];
  const wake = limitWakeUps(
    (due) => woken.push(...due.map(({ id }) => id)),
    3,
    () => time,
  );
  const due = (...ids: string[]): DueWork[] => ids.map((id) => ({ id, kind: 'deliveries', label: id }));
  wake(due('1', '2'));
  wake(due('3', '4'));
  wake(due('5'));
  time = 999;
  wake(due('6'));
  time = 1_000;
  wake(due('7'));
  expect(woken).toEqual(['1', '2', '3', '7']);
});
