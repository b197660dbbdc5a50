import { answerOf } from '@pangeo-forge/api-client/answers';
import type { DatasetDetails, DatasetVersion } from '@pangeo-forge/api-client/rows';
import { html, type Html, type Part, safeLink } from '../html/html.ts';
import type { PageContext } from '../http/page-context.ts';
import { icon } from '../layout/icon.ts';
import { DATASETS_PATH, feedstockPath, runPath } from '../layout/links.ts';
import type { Page } from '../layout/page.ts';
import { timeAgo } from '../layout/time.ts';
import { runsPath } from '../runs/run-filters.ts';
import { kindText, pictureOf, sizeText, timeText } from './dataset-facts.ts';
import { datasetVariables } from './dataset-variables.ts';
import { datasetVersions } from './dataset-versions.ts';
import { extentMap } from './extent-map.ts';

/** One dataset of production, whichever run wrote it last. */
export async function datasetPage({ api, githubUrl, nowMs }: PageContext, id: number): Promise<Page> {
  const dataset = await answerOf(api.GET('/datasets/{id}', { params: { path: { id } } }));
  const current = dataset.versions.find(({ run_id }) => run_id === dataset.run_id) ?? dataset.versions[0];
  const picture = pictureOf(dataset, { isLazy: false });
  return {
    title: `${dataset.recipe_id} · ${dataset.title}`,
    section: 'datasets',
    body: html`<nav class="crumbs" aria-label="Breadcrumb"><a href="${DATASETS_PATH}">Datasets</a> / <a href="${feedstockPath(dataset.feedstock_id)}">${dataset.feedstock}</a></nav>
<div class="page-head dataset-head"><h1>${dataset.recipe_id}</h1><p class="lead">${dataset.title}</p></div>
${!dataset.verified && notVerified(current)}
<div class="columns dataset-columns"><div class="column-main">
${picture && html`<figure class="card dataset-figure">${picture}<figcaption class="quiet">${dataset.picture?.caption}</figcaption></figure>`}
${dataset.about !== null && dataset.about !== dataset.title && html`<p class="dataset-about">${dataset.about}</p>`}
${howToOpen(dataset)}
${dataset.description && datasetVariables(dataset.description)}
${datasetVersions(dataset, { githubUrl, nowMs })}</div>
<div class="column-side"><section class="card" aria-labelledby="facts-head"><h2 id="facts-head">About</h2>${facts(dataset, nowMs)}</section>
${dataset.bbox && html`<section class="card" aria-labelledby="area-head"><h2 id="area-head">Area</h2>${extentMap(dataset.bbox)}</section>`}
${current && provenance(dataset, current, githubUrl)}</div></div>`,
  };
}

function notVerified(current: DatasetVersion | undefined): Html {
  return html`<section class="advice advice-mild" aria-labelledby="unsure-head"><h2 id="unsure-head">${icon('question')} Not verified</h2><p class="reason">${current?.problem ?? 'Nobody has opened it yet after it was written.'}</p></section>`;
}

const LANGUAGES = { python: 'Python', javascript: 'JavaScript' } as const;

function howToOpen({ opening, address, dataset_type: type }: DatasetDetails): Html {
  const link = safeLink(address);
  const canBeShown = address !== null && (link !== null || address.startsWith('/')) && type !== 'parquet';
  const place =
    address === null
      ? html`<p>Its bakery has no public storage for datasets, so it can only be opened from inside the bakery.</p>`
      : html`<p class="place">${link ? html`<a href="${link}" rel="nofollow noopener">${address}</a>` : html`<code>${address}</code>`}</p>`;
  return html`<section class="card" aria-labelledby="open-head"><h2 id="open-head">How to open it</h2>${place}
${opening.map(({ language, code }) => html`<h3>${LANGUAGES[language]}</h3><div class="code"><pre tabindex="0" aria-label="${LANGUAGES[language]} code that opens it"><code>${code}</code></pre><button type="button" class="button small" data-copy hidden>Copy</button></div>`)}
${canBeShown && html`<details class="xarray"><summary>View in xarray</summary><iframe src="/dashboard/xarray?url=${encodeURIComponent(address)}" loading="lazy" sandbox title="The dataset in xarray"></iframe></details>`}</section>`;
}

function facts(dataset: DatasetDetails, nowMs: number): Html {
  const { size_bytes: bytes, objects, license, providers } = dataset;
  const rows: ReadonlyArray<[name: string, value: Part]> = [
    ['Time', timeText(dataset)],
    ['Licence', license],
    ['Providers', providers.length > 0 && html`<ul class="plain">${providers.map(provider)}</ul>`],
    [
      'Size',
      bytes !== null && `${sizeText(bytes)}${objects === null ? '' : ` in ${objects.toLocaleString('en')} objects`}`,
    ],
    ['Kind', kindText(dataset)],
    ['Written', timeAgo(dataset.written_at, nowMs)],
    ['Feedstock', html`<a href="${feedstockPath(dataset.feedstock_id)}">${dataset.feedstock}</a>`],
    [
      'Runs',
      html`<a href="${runsPath({ feedstock: dataset.feedstock, q: dataset.recipe_id })}">All runs of this recipe</a>`,
    ],
    [
      'Catalogue',
      html`<a href="${dataset.stac}">STAC item</a>, <a href="${dataset.stac_collection}">STAC collection</a>`,
    ],
  ];
  return factList(rows);
}

function factList(rows: ReadonlyArray<[name: string, value: Part]>): Html {
  return html`<dl class="dataset-facts">${rows
    .filter(([, value]) => value !== null && value !== false && value !== '')
    .map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function provider({ name, roles, url }: DatasetDetails['providers'][number]): Html {
  const link = safeLink(url);
  return html`<li>${link ? html`<a href="${link}" rel="nofollow noopener">${name}</a>` : name}${roles.length > 0 && html` <span class="quiet">${roles.join(', ')}</span>`}</li>`;
}

/** Which code made it, where, and for whom. */
function provenance(dataset: DatasetDetails, current: DatasetVersion, githubUrl: string): Html {
  const repository = `${githubUrl}/${dataset.feedstock.split('/').map(encodeURIComponent).join('/')}`;
  return html`<section class="card" id="dataset-provenance" aria-labelledby="provenance-head"><h2 id="provenance-head">Provenance</h2>${factList(
    [
      ['Recipe', html`<code>${dataset.recipe_id}</code>`],
      [
        'Commit',
        html`<a href="${repository}/tree/${encodeURIComponent(current.head_sha)}"><code>${current.head_sha.slice(0, 10)}</code></a>`,
      ],
      [
        'Run',
        html`<a href="${runPath({ id: current.run_id, feedstock_id: dataset.feedstock_id })}">run ${current.run_id}</a>`,
      ],
      ['Bakery', current.bakery],
      ['Requested by', current.requested_by],
      ['Snapshot', current.version && html`<code>${current.version}</code>`],
      [
        'Documents',
        dataset.provenance &&
          html`<a href="${dataset.provenance.statement}">Statement (in-toto)</a>, <a href="${dataset.provenance.ro_crate}">RO-Crate</a>`,
      ],
    ],
  )}</section>`;
}
