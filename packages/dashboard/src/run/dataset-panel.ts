import type { DatasetOpening } from '@pangeo-forge/api-client/rows';
import { DEFAULT_DATASET_TYPE } from '@pangeo-forge/shared/names/dataset';
import { type Html, html } from '../html/html.ts';
import { safeLink } from '../html/safe-link.ts';

/** Where the dataset is, how to open it, and how it looks in xarray. */
export function datasetPanel({ dataset_type: type, dataset_public_url: url, code }: DatasetOpening): Html {
  const link = safeLink(url);
  const canBeShown = (link !== null || url.startsWith('/')) && type !== 'parquet';
  return html`<section class="card" aria-labelledby="dataset-head"><h2 id="dataset-head">Dataset <span class="tag">${type ?? DEFAULT_DATASET_TYPE}</span></h2>
<p class="place">${link ? html`<a href="${link}" rel="nofollow noopener">${url}</a>` : html`<code>${url}</code>`}</p>
<div class="code"><pre tabindex="0" aria-label="Python that opens it"><code>${code}</code></pre><button type="button" class="button small" data-copy hidden>Copy</button></div>
${canBeShown && html`<details class="xarray"><summary>How it looks in xarray</summary><iframe src="/dashboard/xarray?url=${encodeURIComponent(url)}" loading="lazy" sandbox title="The dataset as xarray shows it"></iframe></details>`}</section>`;
}
