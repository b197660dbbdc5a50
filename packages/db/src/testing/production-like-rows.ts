import { createHash } from 'node:crypto';

/** A run as the original service stored it. */
export interface OriginalRun {
  id: number;
  recipe_id: string;
  bakery_id: number;
  feedstock_id: number;
  head_sha: string;
  version: string;
  /** UTC without a zone. */
  started_at: string;
  completed_at: string | null;
  conclusion: string | null;
  status: string;
  message: string | null;
  is_test: boolean;
  dataset_type: string;
  dataset_public_url: string | null;
}

export const FEEDSTOCK_COUNT = 29;
export const RUN_COUNT = 1_416;
const LAST_RUN_ID = 1_568;
const LAST_FEEDSTOCK_ID = 95;
const FIRST_START = Date.UTC(2022, 2, 3, 2, 29, 54);
const BUSIEST_FEEDSTOCK = 6;

/** Ids with gaps, as years of deletions leave them. */
export function feedstockIds(): number[] {
  return Array.from({ length: FEEDSTOCK_COUNT }, (_, index) =>
    index < 6 ? index + 1 : LAST_FEEDSTOCK_ID - (FEEDSTOCK_COUNT - 1 - index) * 2,
  );
}

/**
 * Runs in the shape, proportions and oddities of years of production: most never dispatched, one dispatched in eight
 * still in progress, some of those with a conclusion; the same target registered up to six times; recipe ids with
 * slashes; messages that are JSON, text or null. The same every time.
 */
export function productionLikeRuns(): OriginalRun[] {
  const ids = gappedIds();
  return ids.map((id, index) => {
    const twin = twinOf(index);
    const source = twin ?? index;
    return { ...target(source), id, ...progress(index), ...timesOf(index) };
  });
}

/** Two fifths into each gap-free stretch an id is missing. */
function gappedIds(): number[] {
  const missing = LAST_RUN_ID - RUN_COUNT;
  const every = Math.floor(LAST_RUN_ID / (missing + 1));
  const all = Array.from({ length: LAST_RUN_ID }, (_, index) => index + 1);
  const gaps = new Set(Array.from({ length: missing }, (_, index) => (index + 1) * every));
  return all.filter((id) => !gaps.has(id));
}

/** Groups of runs for one target: their first index and size. */
const DUPLICATES: ReadonlyArray<[first: number, size: number]> = [
  [100, 2],
  [300, 2],
  [500, 6],
  [700, 5],
  [900, 2],
];

function twinOf(index: number): number | null {
  const group = DUPLICATES.find(([first, size]) => index > first && index < first + size);
  return group ? group[0] : null;
}

function target(index: number) {
  const share = fraction(index, 'feedstock');
  const ids = feedstockIds();
  const feedstock_id =
    share < 0.52 ? BUSIEST_FEEDSTOCK : share < 0.77 ? 1 : (ids[Math.floor(fraction(index, 'other') * ids.length)] ?? 1);
  const number = Math.floor(fraction(index, 'recipe') * 60);
  return {
    recipe_id: index % 59 === 7 ? `agency/sensor-${number}/monthly` : `surface-variable-${number}`,
    bakery_id: 1,
    feedstock_id,
    head_sha: createHash('sha1')
      .update(`commit ${Math.floor(index / 3)}`)
      .digest('hex'),
    version: index % 3 === 0 ? '' : '0.0',
    is_test: fraction(index, 'test') < 0.83,
    dataset_type: 'zarr',
  };
}

function progress(index: number): Pick<OriginalRun, 'status' | 'conclusion' | 'message' | 'dataset_public_url'> {
  const share = fraction(index, 'progress');
  const message = messageOf(index);
  if (index % 400 === 3) return { status: 'in_progress', conclusion: 'failure', message, dataset_public_url: null };
  if (share < 0.68) return { status: 'queued', conclusion: null, message: null, dataset_public_url: null };
  if (share < 0.715) return { status: 'in_progress', conclusion: null, message, dataset_public_url: null };
  if (share < 0.9) {
    const orphaned = index % 200 === 11 ? publicUrl(index) : null;
    return { status: 'completed', conclusion: 'failure', message, dataset_public_url: orphaned };
  }
  return { status: 'completed', conclusion: 'success', message, dataset_public_url: publicUrl(index) };
}

function publicUrl(index: number): string {
  return `https://storage.example.org/bucket/feedstock-${index % 29}/surface-variable-${index}.zarr`;
}

function messageOf(index: number): string | null {
  switch (index % 5) {
    case 0:
      return JSON.stringify({ flow_id: createHash('md5').update(String(index)).digest('hex') });
    case 1:
      return JSON.stringify({
        job_name: `a6170692e${index}`,
        job_id: `2022-10-04_${index}`,
        deployment_id: 600_000_000 + index,
      });
    case 2:
      return JSON.stringify({
        job_name: `a${index}`,
        trace: 'Traceback (most recent call last):\n  File "x.py"\nKeyError: \'time\'',
      });
    case 3:
      return index % 10 === 3 ? 'Marked as failed by hand: the flow had vanished' : null;
    default:
      return null;
  }
}

function timesOf(index: number): Pick<OriginalRun, 'started_at' | 'completed_at'> {
  const startedMs = FIRST_START + index * 7 * 3_600_000;
  const { status, conclusion } = progress(index);
  const ended = status === 'completed' && !(conclusion === 'failure' && index % 7 === 0);
  const microseconds = index % 4 === 0 ? `.${String((index * 7_919) % 1_000_000).padStart(6, '0')}` : '';
  const naive = (ms: number) => new Date(ms).toISOString().slice(0, 19);
  return {
    started_at: naive(startedMs),
    completed_at: ended ? `${naive(startedMs + 5_432_000)}${microseconds}` : null,
  };
}

/** A number in [0, 1) that looks random, and is the same every time. */
function fraction(index: number, of: string): number {
  return createHash('md5').update(`${of} ${index}`).digest().readUInt32BE(0) / 2 ** 32;
}
