import type { DatasetDetails, DatasetVariable } from '@pangeo-forge/api-client/rows';
import { type Html, html } from '../html/html.ts';

type Description = NonNullable<DatasetDetails['description']>;
type Group = Description['groups'][number];

const MAX_VARIABLES = 200;
const MAX_ATTRIBUTES = 60;
const MAX_TEXT = 600;

/** What is in a dataset: dimensions, variables with units, coordinates and attributes; each group of a hierarchy. */
export function datasetVariables({ groups }: Description): Html {
  const filled = groups.filter(({ variables, coordinates }) => variables.length + coordinates.length > 0);
  const [main, ...others] = filled.length > 0 ? filled : groups;
  if (!main) return html``;
  return html`<section class="card" aria-labelledby="variables-head"><h2 id="variables-head">Variables</h2>${groupContent(main, filled.length > 1)}
${others.map((group) => html`<details class="dataset-group"><summary>Group <code>${group.path}</code></summary>${groupContent(group, false)}</details>`)}</section>`;
}

function groupContent(group: Group, isNamed: boolean): Html {
  const attributes = Object.entries(group.attributes).slice(0, MAX_ATTRIBUTES);
  const place = group.path === '' ? '' : ` of ${group.path}`;
  return html`${isNamed && html`<p class="quiet">Group <code>${group.path || '/'}</code></p>`}
<p class="dimensions">${group.dimensions.map(({ name, size }) => html`<span class="tag">${name} ${size.toLocaleString('en')}</span> `)}</p>
${group.variables.length > 0 && table(group.variables, `Variables${place}`)}
${group.coordinates.length > 0 && html`<h3>Coordinates</h3>${table(group.coordinates, `Coordinates${place}`)}`}
${attributes.length > 0 && html`<details class="attributes"><summary>${attributes.length} attributes</summary><dl class="dataset-facts">${attributes.map(([name, value]) => html`<div><dt>${name}</dt><dd>${shownValue(value)}</dd></div>`)}</dl></details>`}`;
}

function table(variables: readonly DatasetVariable[], caption: string): Html {
  const others = variables.length - MAX_VARIABLES;
  return html`<table class="rows variables"><caption class="unseen">${caption}</caption><thead><tr><th scope="col">Name</th><th scope="col">Units</th><th scope="col">Dimensions</th><th scope="col">Type</th><th scope="col">Chunks</th></tr></thead><tbody>${variables.slice(0, MAX_VARIABLES).map(row)}</tbody></table>${others > 0 && html`<p class="quiet">and ${others.toLocaleString('en')} more</p>`}`;
}

function row({ name, attributes, dimensions, dtype, chunks, preview }: DatasetVariable): Html {
  const named = textOf(attributes['long_name']) ?? textOf(attributes['standard_name']) ?? preview;
  return html`<tr><th scope="row"><code>${name}</code>${named && html`<span class="variable-name">${named}</span>`}</th><td data-label="units">${textOf(attributes['units']) ?? html`<span class="quiet">–</span>`}</td>
<td data-label="over">${dimensions.join(', ')}</td><td data-label="type">${dtype}</td><td data-label="chunks">${chunks.map((size) => size.toLocaleString('en')).join(' × ')}</td></tr>`;
}

const textOf = (value: unknown): string | null => (typeof value === 'string' && value.trim() !== '' ? value : null);

function shownValue(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT)}…`;
}
