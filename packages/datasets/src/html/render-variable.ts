import type { VariableDescription } from '../description/dataset-description.ts';
import type { Attributes } from '../zarr/zarr-node.ts';
import { escapeHtml, type NextId } from './render-section.ts';
import { formatAttribute } from './render-text.ts';
import { formatBytes } from './format-bytes.ts';
import { icon } from './style.ts';

export function renderVariable(variable: VariableDescription, nextId: NextId): string {
  const [attributesId, dataId] = [nextId(), nextId()];
  const { name, dimensions, dtype, preview, attributes, isIndex } = variable;
  const hasAttributes = Object.keys(attributes).length > 0;
  const shownName = `<span${isIndex ? ' class="xr-has-index"' : ''}>${escapeHtml(name)}</span>`;
  return [
    `<li class="xr-var-item"><div class="xr-var-name">${shownName}</div>`,
    `<div class="xr-var-dims">(${escapeHtml(dimensions.join(', '))})</div>`,
    `<div class="xr-var-dtype">${escapeHtml(dtype)}</div>`,
    `<div class="xr-var-preview xr-preview">${escapeHtml(preview ?? '...')}</div>`,
    `<input id="${attributesId}" class="xr-var-attrs-in" type="checkbox" aria-label="Attributes of ${escapeHtml(name)}"${hasAttributes ? '' : ' disabled'}>`,
    `<label for="${attributesId}" title="Show or hide attributes">${icon('file-text2')}</label>`,
    `<input id="${dataId}" class="xr-var-data-in" type="checkbox" aria-label="Storage of ${escapeHtml(name)}">`,
    `<label for="${dataId}" title="Show or hide how it is stored">${icon('database')}</label>`,
    `<div class="xr-var-attrs">${renderAttributes(attributes)}</div>`,
    `<div class="xr-var-data"><pre>${escapeHtml(describeStorage(variable))}</pre></div></li>`,
  ].join('');
}

export function renderAttributes(attributes: Attributes): string {
  const rows = Object.entries(attributes).map(
    ([name, value]) => `<dt><span>${escapeHtml(name)} :</span></dt><dd>${escapeHtml(formatAttribute(value))}</dd>`,
  );
  return `<dl class="xr-attrs">${rows.join('')}</dl>`;
}

function describeStorage({ shape, chunks, storedDtype, codecs, bytes }: VariableDescription): string {
  const sizes = (of: readonly number[]) => `(${of.join(', ')})`;
  return [
    `shape: ${sizes(shape)}`,
    `chunks: ${sizes(chunks)}`,
    `stored as: ${storedDtype}`,
    `codecs: ${codecs.join(', ') || 'none'}`,
    ...(bytes === null ? [] : [`size: ${formatBytes(bytes)}`]),
  ].join('\n');
}
