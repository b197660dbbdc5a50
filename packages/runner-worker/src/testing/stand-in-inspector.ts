import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { DatasetDescription, VariableDescription } from '@pangeo-forge/datasets/description/dataset-description';
import { describeAt } from '@pangeo-forge/datasets/description/describe-at';
import type { InspectedStore, InspectionRequest } from '@pangeo-forge/datasets/inspection/inspection';
import type { StoreKind } from '@pangeo-forge/shared/names/dataset';
import type { Inspector, InspectorCall, InspectorEnd } from '@pangeo-forge/recipe-runner/inspector/inspector';

const MARKS = ['.zmetadata', '.zgroup', 'zarr.json', 'reference.json'];

/** An inspector that does what the test says, at once; unless it says something, it finds stores by
 * their marks. */
export interface StandInInspector extends Inspector {
  calls: InspectorCall[];
  look: (root: string) => Promise<InspectorEnd> | InspectorEnd;
}

export function createStandInInspector(): StandInInspector {
  const calls: InspectorCall[] = [];
  return {
    calls,
    look: findStores,
    async inspect(call) {
      calls.push(call);
      const [target] = (call.request as InspectionRequest).targets;
      return this.look(target?.root_path ?? '');
    },
  };
}

export function answered(target: object): InspectorEnd {
  return { outcome: 'answered', answer: { targets: [target] }, peakMemoryBytes: 1_000_000, durationMs: 1 };
}

/** As if the target were a store that opens, wherever it is. */
export function findTargetItself(): InspectorEnd {
  return answered({ outcome: 'looked', stores: [storeOf('', 'zarr2', null)], isEmpty: false });
}

async function findStores(root: string): Promise<InspectorEnd> {
  const names = await readdir(root).catch(() => []);
  const found = await Promise.all(['', ...names].map((name) => storeAt(root, name)));
  const stores = found.filter((store) => store !== null);
  return answered({ outcome: 'looked', stores, isEmpty: names.length === 0 });
}

async function storeAt(root: string, name: string): Promise<InspectedStore | null> {
  const folder = path.join(root, name);
  const names = await readdir(folder).catch(() => []);
  const tables = names.filter((file) => file.endsWith('.parquet'));
  if (tables.length > 0) return { ...storeOf(name, 'parquet', null), sizeBytes: await sizeOf(folder, tables) };
  const mark = names.find((file) => MARKS.includes(file));
  if (!mark) return null;
  if (mark === 'reference.json')
    return described(storeOf(path.join(name, mark), 'kerchunk-json', null), path.join(folder, mark));
  const kind = mark === 'zarr.json' ? 'zarr3' : 'zarr2';
  return described(storeOf(name, kind, await whyUnreadable(path.join(folder, mark))), folder);
}

async function described(store: InspectedStore, place: string): Promise<InspectedStore> {
  if (!store.opens) return store;
  const places = { stores: [], localRoots: [path.dirname(place)], allowLoopback: false };
  const found = await describeAt(place, { places }).catch(() => null);
  return found ? { ...store, description: asInspected(found) } : store;
}

function asInspected({ groups, ...found }: DatasetDescription): NonNullable<InspectedStore['description']> {
  const variable = ({ codecs, dimensions, shape, chunks, ...one }: VariableDescription) => ({
    ...one,
    codecs: [...codecs],
    dimensions: [...dimensions],
    shape: [...shape],
    chunks: [...chunks],
    shards: null,
  });
  return {
    isConsolidated: found.isConsolidated,
    format: found.format,
    isSharded: false,
    isPyramid: false,
    crs: null,
    inputs: [],
    groups: groups.map(({ dimensions, coordinates, variables, path: group, attributes }) => ({
      path: group,
      attributes: { ...attributes },
      dimensions: [...dimensions],
      coordinates: coordinates.map(variable),
      variables: variables.map(variable),
    })),
  };
}

async function sizeOf(folder: string, names: readonly string[]): Promise<number> {
  const sizes = await Promise.all(names.map(async (name) => (await stat(path.join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

export function storeOf(name: string, kind: StoreKind, problem: string | null): InspectedStore {
  return {
    path: name,
    kind,
    opens: problem === null,
    refused: false,
    cause: null,
    problem,
    version: null,
    sizeBytes: 1,
    objects: 1,
    holdsChunks: false,
    description: null,
  };
}

async function whyUnreadable(file: string): Promise<string | null> {
  try {
    JSON.parse(await readFile(file, 'utf8'));
    return null;
  } catch {
    return `the store's ${path.basename(file)} cannot be read`;
  }
}
