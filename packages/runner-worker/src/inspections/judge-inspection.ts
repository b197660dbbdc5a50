import type { FoundDataset, InspectionResult } from '@pangeo-forge/db/datasets/inspection';
import type { StoreKind } from '@pangeo-forge/shared/names/dataset';
import type { InspectedStore, InspectedTarget } from '@pangeo-forge/datasets/inspection/inspection';

/** What an inspection says of a run; `could_not_look` says nothing of it, and may be repeated. */
export type Judgement = InspectionResult | { outcome: 'could_not_look'; reason: string; lasting: boolean };

/** Where people read a store of this kind that is at a path below the target; null where they cannot. */
export type AddressOf = (path: string, kind: StoreKind) => string | null;

/** It does not help to look again. */
const LASTING_CAUSES = ['limit', 'unsupported'];

/**
 * A run is only to blame when it wrote nothing that opens, by the fault of what it wrote. What is refused, or cannot be
 * reached, may be a dataset.
 */
export function judgeInspection(looked: InspectedTarget, addressOf: AddressOf): Judgement {
  if (looked.outcome === 'could_not_look')
    return { outcome: 'could_not_look', reason: looked.reason, lasting: LASTING_CAUSES.includes(looked.cause) };
  const datasets = looked.stores
    .toSorted((one, other) => Number(other.opens) - Number(one.opens))
    .map((store) => datasetOf(store, addressOf(store.path, store.kind)));
  const [first, ...others] = datasets;
  if (!first) return { outcome: 'nothing', reason: nothingText(looked.isEmpty) };
  if (first.verified) return { outcome: 'found', datasets: [first, ...others] };
  const unreachable = looked.stores.find(({ refused, cause }) => !refused && cause !== null);
  if (unreachable) {
    const lasting = LASTING_CAUSES.includes(unreachable.cause ?? '');
    return { outcome: 'could_not_look', reason: unreachable.problem ?? 'it could not be opened', lasting };
  }
  const refused = looked.stores.find((store) => store.refused);
  if (refused) return { outcome: 'not_verified', datasets: [first, ...others], reason: refused.problem ?? '' };
  const { kind, problem } = first;
  return {
    outcome: 'nothing',
    reason: `The runner reported success, but the ${kind} store that the recipe wrote cannot be opened: ${problem}`,
  };
}

function nothingText(isEmpty: boolean): string {
  return isEmpty
    ? 'The runner reported success, but the recipe wrote nothing to the target storage.'
    : 'The runner reported success, but what the recipe wrote is no dataset of a known kind (Zarr, kerchunk, Icechunk or Parquet).';
}

function datasetOf(store: InspectedStore, address: string | null): FoundDataset {
  const { path, kind, version, description, sizeBytes, objects, opens, problem, holdsChunks } = store;
  const found = description === null ? null : { ...description, holdsChunks };
  const picture = store.picture ?? null;
  const metadata = store.metadata ?? null;
  const measured = { sizeBytes, objects, metadata };
  return { path, kind, address, version, description: found, ...measured, verified: opens, problem, picture };
}

/** Of a run whose datasets could not be opened: what is known is where they are. */
export function notVerified(address: string | null, reason: string): InspectionResult {
  const dataset: FoundDataset = {
    path: '',
    kind: null,
    address,
    version: null,
    description: null,
    sizeBytes: null,
    objects: null,
    verified: false,
    problem: reason,
    metadata: null,
    picture: null,
  };
  return { outcome: 'not_verified', datasets: [dataset], reason };
}
