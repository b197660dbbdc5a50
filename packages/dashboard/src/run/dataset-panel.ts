import type { RecipeRunDetails } from '../api/recipe-run.ts';
import { type Html, html } from '../html/html.ts';
import { safeLink } from '../html/safe-link.ts';
import { howToOpen } from './how-to-open.ts';

/** Where the dataset is, how to open it, and how it looks in xarray, when the API can tell that. */
export function datasetPanel(run: RecipeRunDetails, hasRepresentation: boolean): Html | null {
  const url = run.dataset_public_url;
  if (url === null || run.status !== 'completed' || run.conclusion !== 'success') return null;
  const link = safeLink(url);
  return html`<section class="card" aria-labelledby="dataset-head"><h2 id="dataset-head">Dataset <span class="tag">${run.dataset_type ?? 'zarr'}</span></h2>
<p class="place">${link ? html`<a href="${link}" rel="nofollow noopener">${url}</a>` : html`<code>${url}</code>`}</p>
<div class="code"><pre tabindex="0" aria-label="Python that opens it"><code>${howToOpen(run.dataset_type, url)}</code></pre><button type="button" class="button small" data-copy hidden>Copy</button></div>
${hasRepresentation && (link || url.startsWith('/')) && run.dataset_type !== 'parquet' && html`<details class="xarray"><summary>How it looks in xarray</summary><iframe src="/dashboard/xarray?url=${encodeURIComponent(url)}" loading="lazy" sandbox title="The dataset as xarray shows it"></iframe></details>`}</section>`;
}
