import { findDeliveries } from '@pangeo-forge/db/deliveries/find-deliveries';
import { type JournalRecord, readJournal } from '@pangeo-forge/db/journal/read-journal';
import type { Queryable } from '@pangeo-forge/db/transaction';
import type { ExplainTarget } from './parse-target.ts';

const MOST = 500;

/** What happened to a pull request or a delivery, and why: lines for a person, oldest first. */
export async function explain(db: Queryable, target: ExplainTarget): Promise<string[]> {
  const deliveries = await findDeliveries(db, 'deliveryId' in target ? target : { ...target, limit: MOST });
  const entries = await readJournal(db, { about: target, limit: MOST });
  if (deliveries.length === 0 && entries.length === 0)
    return ['Nothing is known of it: no delivery came, and nothing was done.'];
  const open = deliveries.filter(({ work }) => work && work.state !== 'done');
  const arrivals = deliveries.map(({ id, name, sender, headSha, receivedAt }) => ({
    at: receivedAt,
    line: `${receivedAt}  ${name}${sender ? ` by ${sender}` : ''}${headSha ? ` at ${headSha.slice(0, 7)}` : ''} (delivery ${id})`,
  }));
  const happened = entries.map((entry) => ({ at: entry.at, line: lineOf(entry) }));
  return [
    ...[...arrivals, ...happened].toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)).map(({ line }) => line),
    ...open.map(
      ({ id, work }) => `Not done: delivery ${id} is ${work?.state ?? ''}${work?.note ? `, since ${work.note}` : ''}.`,
    ),
  ];
}

function lineOf({ at, kind, decision, from, to, actor, reason, recipeRunId, detail }: JournalRecord): string {
  const what = kind === 'transition' ? `run ${recipeRunId} ${from ?? ''} → ${to ?? from ?? ''}` : `${kind} ${decision}`;
  const effects = (detail as { effects?: string[] } | null)?.effects ?? [];
  return [
    `${at}    ${what}${actor ? ` (${actor})` : ''}: ${reason}`,
    ...effects.map((effect) => `                            effect: ${effect}`),
  ].join('\n');
}
