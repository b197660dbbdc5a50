import { z } from 'zod';
import type { RecipeRunDetails } from '../../api/rows.ts';
import { defineCommand } from '../../define-command.ts';

interface Event {
  at: string;
  decision: string;
  from_state: string | null;
  to_state: string | null;
  actor: string | null;
  reason: string;
}

interface Decision {
  id: string;
  event: string;
  action: string | null;
  repository: string | null;
  number: number | null;
  state: string;
  waits_for: string | null;
  decisions: Event[];
}

export const explainCommand = defineCommand({
  path: 'explain',
  summary: 'What was decided and done about a run or a webhook delivery, and why.',
  arguments: [['<subject>', 'number of a run, or GitHub’s id of a delivery (X-GitHub-Delivery)']],
  input: z.object({ subject: z.string() }),
  async run(context, { subject }) {
    const api = context.api();
    if (/^\d+$/.test(subject)) {
      const run = await api.json<RecipeRunDetails>(`/recipe_runs/${subject}`);
      const events = await api.json<Event[]>(`/recipe_runs/${subject}/events`);
      const heading = `Run ${run.id} of ${run.recipe_id} (${run.feedstock.spec}): ${run.conclusion ?? run.status}.`;
      return { data: { run, events }, text: [heading, ...story(events)].join('\n') };
    }
    const decision = await api.json<Decision>(`/deliveries/${encodeURIComponent(subject)}/decision`);
    const { event, action, repository, number, state, waits_for: waitsFor } = decision;
    const what = [event, action].filter(Boolean).join('.');
    const where = [repository, number === null ? null : `#${number}`].filter(Boolean).join('');
    const heading = `Delivery of ${what}${where ? ` for ${where}` : ''}: ${state}${waitsFor ? ` (${waitsFor})` : ''}.`;
    return { data: decision, text: [heading, ...story(decision.decisions)].join('\n') };
  },
});

function story(events: readonly Event[]): string[] {
  if (events.length === 0) return ['  Nothing was noted about it.'];
  return events.map(({ at, decision, from_state: from, to_state: to, actor, reason }) => {
    const change = to === null ? decision : `${from ?? 'new'} → ${to}`;
    return `  ${at.slice(0, 19).replace('T', ' ')}  ${change}${actor ? ` by ${actor}` : ''}: ${reason}`;
  });
}
