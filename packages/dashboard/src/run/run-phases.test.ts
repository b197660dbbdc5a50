import { expect, test } from '@jest/globals';
import { runPhases } from './run-phases.ts';

test('each phase has its time, and the one that goes on says so', () => {
  const now = Date.UTC(2026, 10, 21, 12);
  const at = (seconds: number) => new Date(now - seconds * 1_000).toISOString();
  const page = runPhases(
    [
      { phase: 'clone', started_at: at(62), ended_at: at(60.5), trace_id: null },
      { phase: 'bake', started_at: at(60), ended_at: null, trace_id: '0af7651916cd43dd8448eb211c80319c' },
    ],
    now,
  )?.text;
  expect(page).toContain('<span>Fetch the feedstock</span><span class="quiet">1.5 s</span>');
  expect(page).toContain('aria-current="step"><span>Bake</span><span class="quiet">now, for 60 s</span>');
  expect(page).toContain('Trace <code>0af7651916cd43dd8448eb211c80319c</code>');
  expect(runPhases([], now)).toBeNull();
});
