import type { DatasetDetails, DatasetVersion } from '@pangeo-forge/api-client/rows';
import { type Html, html } from '../html/html.ts';
import { runPath } from '../layout/links.ts';
import { timeAgo } from '../layout/time.ts';
import { sizeText } from './dataset-facts.ts';

/** Each production run that wrote the dataset, the newest first, and what it changed. */
export function datasetVersions(
  dataset: DatasetDetails,
  { githubUrl, nowMs }: { githubUrl: string; nowMs: number },
): Html {
  const repository = `${githubUrl}/${dataset.feedstock.split('/').map(encodeURIComponent).join('/')}`;
  return html`<section class="card" aria-labelledby="versions-head"><h2 id="versions-head">Versions</h2><ol class="versions">${dataset.versions.map(
    (version, at) =>
      html`<li><p><a href="${runPath({ id: version.run_id, feedstock_id: dataset.feedstock_id })}">Run ${version.run_id}</a> · ${timeAgo(version.written_at, nowMs)} · <a href="${repository}/tree/${encodeURIComponent(version.head_sha)}"><code>${version.head_sha.slice(0, 10)}</code></a>${version.size_bytes !== null && ` · ${sizeText(version.size_bytes)}`}${!version.verified && html` · <span class="quiet">not verified</span>`}</p>${changesOf(version, at === dataset.versions.length - 1)}</li>`,
  )}</ol></section>`;
}

function changesOf({ changes }: DatasetVersion, isFirst: boolean): Html | null {
  if (changes === null) return isFirst ? html`<p class="quiet">The first version.</p>` : null;
  if (changes.length === 0) return html`<p class="quiet">Nothing of its description changed.</p>`;
  return html`<ul class="changes">${changes.map((change) => html`<li>${changeText(change)}</li>`)}</ul>`;
}

type Change = NonNullable<DatasetVersion['changes']>[number];

function changeText({ of, name, from, to }: Change): Html {
  const what = of === 'size' ? html`Size` : of === 'snapshot' ? html`Snapshot` : html`${OF[of]} <code>${name}</code>`;
  if (from === null) return html`${what} is new: ${to}`;
  if (to === null) return html`${what} is gone: ${from}`;
  return html`${what}: ${from} → ${to}`;
}

const OF = { dimension: 'Dimension', variable: 'Variable', attribute: 'Attribute', time: 'Times of' } as const;
