import { type DatasetChange, datasetChanges } from '@pangeo-forge/datasets/catalog/dataset-changes';
import type { DatasetDescription } from '@pangeo-forge/datasets/description/dataset-description';
import { formatBytes } from '@pangeo-forge/datasets/html/format-bytes';
import { type DatasetVersion, listCatalogIdsOfRun, listVersions } from '@pangeo-forge/db/catalog/search-catalog';
import type { RecipeRunRecord } from '@pangeo-forge/db/runs/find-runs';
import { codeSpan } from '@pangeo-forge/shared/untrusted/foreign-text';
import { apiLink, datasetLink } from '../runs/run-links.ts';
import type { ReportContext } from './report-context.ts';

/** What a production run wrote, as its comment shows it. */
export interface WrittenDataset {
  /** The dataset's page. */
  link: string;
  /** URLs for light and for dark pages; null where it cannot be drawn. */
  picture: { light: string; dark: string } | null;
  sizeBytes: number | null;
  objects: number | null;
  /** Since the production run before; null where that wrote nothing that was opened. */
  changed: { sinceRun: number; changes: readonly DatasetChange[] } | null;
}

/** Null for a test run, and where nothing was opened. */
export async function findWrittenDataset(context: ReportContext, run: RecipeRunRecord): Promise<WrittenDataset | null> {
  if (run.isTest || run.conclusion !== 'success') return null;
  const { pool } = context.database;
  const id = (await listCatalogIdsOfRun(pool, run.id)).get(0) ?? null;
  const of = { feedstockId: run.feedstockId, recipeId: run.recipeId, position: 0, upToRun: run.id };
  const [written, before] = await listVersions(pool, of, 2);
  if (id === null || written?.runId !== run.id || !written.verified) return null;
  const urlOf = (hash: string) => apiLink(context, `/datasets/pictures/${hash}.png`);
  const { picture: light, pictureDark: dark } = written;
  return {
    link: await datasetLink(context, id),
    picture: light === null ? null : { light: await urlOf(light), dark: await urlOf(dark ?? light) },
    sizeBytes: written.sizeBytes,
    objects: written.objects,
    changed: before?.verified
      ? { sinceRun: before.runId, changes: datasetChanges(compared(before), compared(written)) }
      : null,
  };
}

const compared = ({ description, sizeBytes, version }: DatasetVersion) => ({
  description: description as DatasetDescription | null,
  sizeBytes,
  version,
});

/** Of how many datasets the picture is shown, and of each how many changes. */
const MAX_PICTURES = 3;
const MAX_CHANGES = 8;

/** Picture, size and changes of each dataset, below the table of runs. */
export function textOfDatasets(datasets: ReadonlyArray<{ recipeId: string; written: WrittenDataset }>): string[] {
  return datasets.flatMap(({ recipeId, written }, at) => [
    '',
    ...(written.picture && at < MAX_PICTURES ? [pictureOf(written.picture), ''] : []),
    `${codeSpan(recipeId)}: ${[sizeOf(written), `[page of the dataset](${written.link})`].filter(Boolean).join(', ')}.${changesOf(written)}`,
  ]);
}

function pictureOf({ light, dark }: { light: string; dark: string }): string {
  return `<picture><source media="(prefers-color-scheme: dark)" srcset="${dark}"><img src="${light}" width="480" alt="A picture of the dataset"></picture>`;
}

function sizeOf({ sizeBytes, objects }: WrittenDataset): string | null {
  if (sizeBytes === null) return null;
  const count = objects === null ? '' : ` in ${objects.toLocaleString('en')} ${objects === 1 ? 'object' : 'objects'}`;
  return `${formatBytes(sizeBytes)} stored${count}`;
}

function changesOf({ changed }: WrittenDataset): string {
  if (changed === null) return '';
  const { sinceRun, changes } = changed;
  if (changes.length === 0) return ` Since run ${sinceRun}, nothing of its description changed.`;
  const shown = changes.slice(0, MAX_CHANGES).map(changeText);
  const others = changes.length - shown.length;
  return ` Since run ${sinceRun}: ${shown.join('; ')}${others > 0 ? `; ${others} more` : ''}.`;
}

function changeText({ of, name, from, to }: DatasetChange): string {
  const what =
    of === 'size' || of === 'snapshot' ? of : of === 'time' ? `times of ${codeSpan(name)}` : `${of} ${codeSpan(name)}`;
  if (from === null) return `${what} is new (${codeSpan(to ?? '')})`;
  if (to === null) return `${what} is gone`;
  return `${what} ${codeSpan(from)} → ${codeSpan(to)}`;
}
