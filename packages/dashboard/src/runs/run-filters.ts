import type { RunFilterQuery } from '@pangeo-forge/api-client/rows';
import { type Outcome, OUTCOMES } from '../layout/outcome.ts';
import { RUNS_PATH, withQuery } from '../layout/links.ts';

/** What a list of runs is narrowed to, as its URL holds it: empty text does not filter. */
export interface RunFilters {
  /** A part of the recipe id, the commit or the feedstock's name. */
  q: string;
  outcome: string;
  /** owner/name */
  feedstock: string;
  /** Its name. */
  bakery: string;
  kind: string;
  /** Days in UTC, `2026-11-21`, both inclusive. */
  from: string;
  to: string;
}

const NAMES = ['q', 'outcome', 'feedstock', 'bakery', 'kind', 'from', 'to'] as const;
const DAY_MS = 86_400_000;

/** Values that no filter can have are left out, as if they had not been there. */
export function readRunFilters(search: URLSearchParams): RunFilters {
  const [q, outcome, feedstock, bakery, kind, from, to] = NAMES.map((name) => (search.get(name) ?? '').trim());
  return {
    q: q ?? '',
    outcome: outcome && outcome in OUTCOMES ? outcome : '',
    feedstock: feedstock ?? '',
    bakery: bakery ?? '',
    kind: kind === 'test' || kind === 'production' ? kind : '',
    from: dayMs(from ?? '') === null ? '' : (from ?? ''),
    to: dayMs(to ?? '') === null ? '' : (to ?? ''),
  };
}

export function isFiltered(filters: RunFilters): boolean {
  return NAMES.some((name) => filters[name] !== '');
}

export function runsPath(filters: Partial<RunFilters>, more: Record<string, string | null> = {}): string {
  return withQuery(RUNS_PATH, { ...Object.fromEntries(NAMES.map((name) => [name, filters[name]])), ...more });
}

/** The filters as the API knows them, without those of time. */
export function apiQueryOf({ q, outcome, feedstock, bakery, kind }: RunFilters): RunFilterQuery {
  const state = outcome as Outcome | '';
  const isOpen = state === 'queued' || state === 'in_progress';
  return {
    ...(q ? { q } : {}),
    ...(feedstock ? { feedstock } : {}),
    ...(bakery ? { bakery } : {}),
    ...(kind === '' ? {} : { is_test: kind === 'test' }),
    ...(state === '' ? {} : isOpen ? { status: [state] } : { status: ['completed'], conclusion: [state] }),
  };
}

/** From the first moment of the first day to that after the last. */
export function timeQueryOf({ from, to }: Pick<RunFilters, 'from' | 'to'>): RunFilterQuery {
  const last = dayMs(to);
  return {
    ...(from === '' ? {} : { started_after: `${from}T00:00:00` }),
    ...(last === null ? {} : { started_before: `${dayText(last + DAY_MS)}T00:00:00` }),
  };
}

/** The start of a day in UTC; null for an invalid date. */
export function dayMs(day: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return null;
  const ms = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(ms) || dayText(ms) !== day ? null : ms;
}

export function dayText(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
