import { expect, test } from '@jest/globals';
import type { RecipeRunDetails, RunEvent } from '@pangeo-forge/api-client/rows';
import { runTimeline } from './run-timeline.ts';

const run = { started_at: '2026-11-21T10:00:00', completed_at: null, retry_of: null, requested_by: 'maintainer' };
const dispatched = {
  at: '2026-11-21T10:01:00Z',
  decision: 'changed',
  from_state: 'queued',
  to_state: 'in_progress',
  actor: 'maintainer',
  reason: 'dispatched by maintainer',
};

const timelineText = (isWaiting: boolean) =>
  runTimeline(run as RecipeRunDetails, [dispatched as RunEvent], { nowMs: 0, isWaiting }).text;

test('a waiting run is not shown as started', () => {
  expect(timelineText(true)).toContain('Queued');
  expect(timelineText(true)).not.toContain('Started');
  expect(timelineText(false)).toContain('Started');
});
