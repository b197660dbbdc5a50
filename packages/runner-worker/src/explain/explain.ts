import { type DeliveryState, findDeliveries } from '@pangeo-forge/db/deliveries/list-deliveries';
import { findNames } from '@pangeo-forge/db/feedstocks/repository-names';
import { type JournalRecord, readJournal } from '@pangeo-forge/db/journal/journal';
import type { Queryable } from '@pangeo-forge/db/transaction';
import type { ExplainTarget } from './explain-target.ts';

const MAX_ENTRIES = 500;

/** What happened to a pull request or a delivery, and why, as lines of text, oldest first. */
export async function explain(db: Queryable, target: ExplainTarget): Promise<string[]> {
  const { deliveries, entries, names } = await find(db, target);
  if (deliveries.length === 0 && entries.length === 0)
    return ['Nothing is known about it: no delivery arrived, and nothing was done.'];
  const open = deliveries.filter(({ work }) => work && work.state !== 'done');
  const arrivals = deliveries.map(({ id, name, sender, headSha, receivedAt }) => ({
    at: receivedAt,
    line: `${receivedAt}  ${name}${sender ? ` by ${sender}` : ''}${headSha ? ` at ${headSha.slice(0, 7)}` : ''} (delivery ${id})`,
  }));
  const happened = entries.map((entry) => ({ at: entry.at, line: entryText(entry) }));
  const [present, ...former] = names;
  return [
    ...(former.length > 0 ? [`The repository is now ${present}; before, it was ${former.join(', ')}.`] : []),
    ...[...arrivals, ...happened].toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)).map(({ line }) => line),
    ...open.map(
      ({ id, work }) => `Not done: delivery ${id} is ${work?.state ?? ''}${work?.note ? `, since ${work.note}` : ''}.`,
    ),
  ];
}

interface Found {
  deliveries: DeliveryState[];
  entries: JournalRecord[];
  /** The repository's names, the present one first. */
  names: string[];
}

/** The journal is never rewritten: entries from before a rename have the older name of the repository. */
async function find(db: Queryable, target: ExplainTarget): Promise<Found> {
  if ('deliveryId' in target)
    return {
      deliveries: await findDeliveries(db, target),
      entries: await readJournal(db, { about: target, limit: MAX_ENTRIES }),
      names: [],
    };
  const names = await findNames(db, target.repository);
  const deliveries: DeliveryState[] = [];
  const entries: JournalRecord[] = [];
  for (const repository of names) {
    deliveries.push(...(await findDeliveries(db, { ...target, repository, limit: MAX_ENTRIES })));
    entries.push(...(await readJournal(db, { about: { ...target, repository }, limit: MAX_ENTRIES })));
  }
  return { deliveries, entries, names };
}

function entryText({ at, kind, decision, from, to, actor, reason, recipeRunId, detail }: JournalRecord): string {
  const what = kind === 'transition' ? `run ${recipeRunId} ${from ?? ''} → ${to ?? from ?? ''}` : `${kind} ${decision}`;
  const effects = (detail as { effects?: string[] } | null)?.effects ?? [];
  return [
    `${at}    ${what}${actor ? ` (${actor})` : ''}: ${reason}`,
    ...effects.map((effect) => `                            effect: ${effect}`),
  ].join('\n');
}
