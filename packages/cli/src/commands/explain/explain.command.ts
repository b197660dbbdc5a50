import { answerOf } from '@pangeo-forge/api-client/answers';
import type { RunEvent } from '@pangeo-forge/api-client/rows';
import { z } from 'zod';
import { defineCommand } from '../../define-command.ts';

export const explainCommand = defineCommand({
  path: 'explain',
  summary: 'What was decided and done about a run or a webhook delivery, and why.',
  arguments: [['<subject>', 'number of a run, or GitHub’s id of a delivery (X-GitHub-Delivery)']],
  input: z.object({ subject: z.string() }),
  async run(context, { subject }) {
    const api = context.api();
    if (/^\d+$/.test(subject)) {
      const params = { path: { id: Number(subject) } };
      const run = await answerOf(api.GET('/recipe_runs/{id}', { params }));
      const events = await answerOf(api.GET('/recipe_runs/{id}/events', { params }));
      const heading = `Run ${run.id} of ${run.recipe_id} (${run.feedstock.spec}): ${run.conclusion ?? run.status}.`;
      return { data: { run, events }, text: [heading, ...story(events)].join('\n') };
    }
    const decision = await answerOf(api.GET('/deliveries/{id}/decision', { params: { path: { id: subject } } }));
    const { event, action, repository, number, state, waits_for: waitsFor } = decision;
    const what = [event, action].filter(Boolean).join('.');
    const where = [repository, number === null ? null : `#${number}`].filter(Boolean).join('');
    const heading = `Delivery of ${what}${where ? ` for ${where}` : ''}: ${state}${waitsFor ? ` (${waitsFor})` : ''}.`;
    return { data: decision, text: [heading, ...story(decision.decisions)].join('\n') };
  },
});

function story(events: readonly RunEvent[]): string[] {
  if (events.length === 0) return ['  Nothing was recorded about it.'];
  return events.map(({ at, decision, from_state: from, to_state: to, actor, reason }) => {
    const change = to === null ? decision : `${from ?? 'new'} → ${to}`;
    return `  ${at.slice(0, 19).replace('T', ' ')}  ${change}${actor ? ` (${actor})` : ''}: ${reason}`;
  });
}
