import { type DatasetStorage, datasetStorageOf, publicUrlOf, targetFolder } from '@pangeo-forge/bakeries/storage-paths';
import { createBakeries } from '@pangeo-forge/bakeries/open-bakeries';
import type { Bakery } from '@pangeo-forge/bakeries/bakery';
import { type InspectionTarget, inspectionAnswerSchema } from '@pangeo-forge/datasets/inspection/inspection';
import { countEvent } from '@pangeo-forge/db/counters/count-event';
import { catalogFieldsOf } from '@pangeo-forge/datasets/catalog/catalog-fields';
import type { DatasetDescription } from '@pangeo-forge/datasets/description/dataset-description';
import type { CatalogFields } from '@pangeo-forge/db/catalog/write-catalog';
import {
  concludeInspection,
  findRunToInspect,
  type InspectionResult,
  type RunToInspect,
} from '@pangeo-forge/db/datasets/inspection';
import { enterPhase } from '@pangeo-forge/db/runs/run-phases';
import type { Inspector } from '@pangeo-forge/recipe-runner/inspector/inspector';
import type { BakeryConfig } from '@pangeo-forge/shared/config/load-bakery';
import { existsSync } from 'node:fs';
import type { InvocationParts } from '../invocations/invocation-parts.ts';
import { RequeueAfter, type WorkHandler } from '../work/work-handler.ts';
import { type AddressOf, type Judgement, judgeInspection, notVerified } from './judge-inspection.ts';

export interface InspectionParts
  extends Pick<
    InvocationParts,
    'database' | 'waker' | 'bakeries' | 'credentials' | 'kinds' | 'redactor' | 'host' | 'logger'
  > {
  /** Null where nothing can be inspected: then no dataset is verified. */
  inspector: Inspector | null;
  /** On a developer's machine, references may point to private networks. */
  isLocalDeployment: boolean;
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
/** A run does not wait longer for storage that does not answer. */
const LIMIT_MS = 60 * MINUTE_MS;
const MAX_DEATHS = 3;
const INSPECTION_SECONDS = 300;
const MAX_OBJECTS = 1_000_000;
/** Counted for the operators. */
const NOT_VERIFIED = 'datasets not verified';

/**
 * Work of kind `inspections`: looks at what a run wrote, and ends the run with it. Lost, it is done again. Of a run
 * that has ended, it only writes its datasets.
 */
export function inspectRun(parts: InspectionParts): WorkHandler {
  const adapters = createBakeries(parts.bakeries, parts.credentials, parts.kinds);
  return async ({ work, signal }) => {
    const run = await findRunToInspect(parts.database.pool, Number(work.ref));
    if (!run || run.status === 'queued' || (run.status === 'completed' && run.conclusion !== 'success')) return;
    if (run.status === 'in_progress') await enterPhase(parts.database.pool, run.id, 'inspect');
    const judgement =
      work.lostLeases >= MAX_DEATHS
        ? {
            outcome: 'could_not_look' as const,
            lasting: true,
            reason: `the process that opens it died ${MAX_DEATHS} times`,
          }
        : await look(parts, adapters, run, { id: work.id, signal });
    signal.throwIfAborted();
    const result = judgement.outcome === 'could_not_look' ? waitOrGiveUp(parts, run, judgement) : judgement;
    if (result.outcome === 'not_verified') {
      parts.logger.error({ recipeRunId: run.id, reason: result.reason }, 'a dataset could not be verified');
      await countEvent(parts.database.pool, NOT_VERIFIED);
    }
    await parts.waker.wake(await concludeInspection(parts.database.pool, run, result, catalogOf(run, result)));
  };
}

/** What the datasets of a production run are found by. */
function catalogOf(run: RunToInspect, result: InspectionResult): CatalogFields[] {
  if (run.isTest || result.outcome === 'nothing') return [];
  return result.datasets.map(({ kind, description }) =>
    catalogFieldsOf({ ...run, kind, description: description as DatasetDescription | null }),
  );
}

async function look(
  parts: InspectionParts,
  adapters: ReadonlyMap<string, Bakery>,
  run: RunToInspect,
  call: { id: string; signal: AbortSignal },
): Promise<Judgement> {
  const couldNot = (reason: string, lasting: boolean) => ({ outcome: 'could_not_look' as const, reason, lasting });
  const place = placeOf(parts, run);
  if (!parts.inspector) return couldNot('nothing is inspected on this machine', true);
  if (!place) return couldNot(`the bakery ${run.bakery} is not configured where datasets are inspected`, true);
  if (place.folder !== null && !existsSync(place.folder))
    return judgeInspection({ outcome: 'looked', stores: [], isEmpty: true }, place.addressOf);
  const end = await parts.inspector.inspect({
    id: `inspection-${call.id}`,
    request: { targets: [place.target], seconds: INSPECTION_SECONDS, objects: MAX_OBJECTS },
    secretFiles: place.usesCredentials ? (adapters.get(run.bakery)?.secretFiles ?? {}) : {},
    readable: place.readable,
    signal: call.signal,
  });
  if (end.outcome === 'stopped') return couldNot(end.reason, true);
  if (end.outcome === 'failed') return couldNot(parts.redactor.redact(end.reason), end.lasting);
  const [looked] = inspectionAnswerSchema.safeParse(end.answer).data?.targets ?? [];
  if (!looked) return couldNot('the inspector gave an answer of another form', false);
  const judgement = judgeInspection(redacted(looked, parts), place.addressOf);
  // without credentials, what is private looks as if it were not there
  const isUnsure = !place.usesCredentials && judgement.outcome !== 'found' && judgement.outcome !== 'not_verified';
  return isUnsure ? couldNot(`it cannot be read without credentials (${judgement.reason})`, true) : judgement;
}

type Looked = Parameters<typeof judgeInspection>[0];

/** Errors of storage clients may name what they were given. */
function redacted(looked: Looked, { redactor }: InspectionParts): Looked {
  if (looked.outcome === 'could_not_look') return { ...looked, reason: redactor.redact(looked.reason) };
  const stores = looked.stores.map((store) => ({
    ...store,
    problem: store.problem === null ? null : redactor.redact(store.problem),
  }));
  return { ...looked, stores };
}

interface Place {
  target: InspectionTarget;
  addressOf: AddressOf;
  readable: readonly string[];
  /** The folder of this machine; null where it is elsewhere. */
  folder: string | null;
  usesCredentials: boolean;
}

/** Null where its bakery is not configured here. */
function placeOf({ bakeries, isLocalDeployment }: InspectionParts, run: RunToInspect): Place | null {
  const config: BakeryConfig | undefined = bakeries.get(run.bakery);
  if (!run.bake || isElsewhere(run)) return run.datasetPublicUrl === null ? null : publicPlace(run.datasetPublicUrl);
  if (!config) return null;
  const { file } = config;
  const storage = datasetStorageOf(file, run.bake.subpath);
  const folder = targetFolder(file, run.bake.subpath);
  const root = run.targetUrl ?? publicUrlOf(file, run.bake.subpath);
  const ofIcechunk = root !== null && /^https?:/.test(root) ? (bucketUrlOf(storage) ?? root) : root;
  return {
    target: {
      fsspec_class: storage.fsspecClass,
      fsspec_args: storage.fsspecArgs,
      root_path: storage.rootPath,
      own_prefixes: storage.cachePaths,
      allow_private: isLocalDeployment,
    },
    addressOf: (path, kind) => below(kind === 'icechunk' ? ofIcechunk : root, path),
    readable: folder === null ? [] : [folder, ...storage.cachePaths.filter((path) => existsSync(path))],
    folder,
    usesCredentials: true,
  };
}

function below(root: string | null, path: string): string | null {
  return root === null || path === '' ? root : `${root.replace(/\/$/, '')}/${path}`;
}

/** Icechunk reads from buckets, and not over the web. Null for storage that has none. */
function bucketUrlOf({ fsspecClass, rootPath }: DatasetStorage): string | null {
  const scheme = { S3FileSystem: 's3', GCSFileSystem: 'gs' }[fsspecClass.split('.').at(-1) ?? ''];
  return scheme ? `${scheme}://${rootPath.replace(/^[a-z0-9]+:\/\//, '')}` : null;
}

/** A recipe that is a program may say that its dataset is outside the target. */
function isElsewhere({ datasetPublicUrl: url, targetUrl: target }: RunToInspect): boolean {
  return url !== null && URL.canParse(url) && target !== null && url !== target && !url.startsWith(`${target}/`);
}

const PUBLIC_CLASSES: Record<string, Pick<InspectionTarget, 'fsspec_class' | 'fsspec_args'>> = {
  'http:': { fsspec_class: 'fsspec.implementations.http.HTTPFileSystem', fsspec_args: {} },
  'https:': { fsspec_class: 'fsspec.implementations.http.HTTPFileSystem', fsspec_args: {} },
  's3:': { fsspec_class: 's3fs.S3FileSystem', fsspec_args: { anon: true } },
  'gs:': { fsspec_class: 'gcsfs.GCSFileSystem', fsspec_args: { token: 'anon' } },
};

/** As the public reads it, without credentials: all that is known of a run of the original. */
function publicPlace(url: string): Place | null {
  const opened = URL.canParse(url) ? PUBLIC_CLASSES[new URL(url).protocol] : undefined;
  if (!opened) return null;
  return {
    target: { ...opened, root_path: url, own_prefixes: [], allow_private: false },
    addressOf: (path) => below(url, path),
    readable: [],
    folder: null,
    usesCredentials: false,
  };
}

/** @throws RequeueAfter while it may still succeed within the limit. */
function waitOrGiveUp(
  parts: InspectionParts,
  run: RunToInspect,
  { reason, lasting }: Extract<Judgement, { outcome: 'could_not_look' }>,
) {
  const waitedMs = run.bakedMs ?? LIMIT_MS;
  if (!lasting && run.status === 'in_progress' && waitedMs < LIMIT_MS) {
    const pauseMs = Math.min(10 * MINUTE_MS, Math.max(10 * SECOND_MS, waitedMs / 2), LIMIT_MS - waitedMs + SECOND_MS);
    parts.logger.warn({ recipeRunId: run.id, reason }, 'a dataset could not be opened; it is tried again');
    throw new RequeueAfter(Math.round(pauseMs), `its dataset could not be opened: ${reason}`);
  }
  return notVerified(run.datasetPublicUrl ?? run.targetUrl, `It could not be opened: ${reason}`);
}
