import { createHash } from 'node:crypto';
import type { DatasetDescription, GroupDescription, VariableDescription } from '../description/dataset-description.ts';
import { escapeHtml, type NextId, renderSection, type Section } from './render-section.ts';
import { ICONS, STYLE } from './style.ts';
import { renderText, sizeOf } from './render-text.ts';
import { renderAttributes, renderVariable } from './render-variable.ts';
import { formatBytes } from './format-bytes.ts';

/** Sections with fewer entries are open. */
const OPEN_BELOW = { coordinates: 25, variables: 15, attributes: 10 };

/**
 * HTML as xarray users know it: the same parts in the same order, under the same class names, foldable without script.
 * Everything that comes from the dataset is escaped. `seed` (such as its URL) makes the ids differ from those of other
 * representations on the page.
 */
export function renderDataset({ groups }: DatasetDescription, seed: string): string {
  const prefix = `xr-${createHash('sha256').update(seed).digest('hex').slice(0, 12)}`;
  let last = 0;
  const nextId: NextId = () => `${prefix}-${++last}`;
  const [root, ...below] = groups;
  if (!root) return '';
  const hasRoot = root.variables.length + root.coordinates.length > 0 || below.length === 0;
  const sections = [
    ...(below.length > 0 ? [renderSection(groupsOf(below, !hasRoot, nextId), nextId)] : []),
    ...renderGroup(root, nextId),
  ];
  const type = below.length > 0 ? 'xarray.DataTree' : 'xarray.Dataset';
  const fallback = groups.map(renderText).join('\n\n');
  return [
    `<div>${ICONS}<style>${STYLE}</style>`,
    `<pre class="xr-text-repr-fallback">${escapeHtml(fallback)}</pre>`,
    `<div class="xr-wrap" style="display:none"><div class="xr-header"><div class="xr-obj-type">${type}</div> `,
    `<span>Size: ${formatBytes(groups.reduce((sum, group) => sum + sizeOf(group), 0))}</span></div>`,
    `<ul class="xr-sections">${sections.join('')}</ul></div></div>`,
  ].join('');
}

function groupsOf(groups: readonly GroupDescription[], isOpen: boolean, nextId: NextId): Section {
  const items = groups.map(
    (group) =>
      `<li class="xr-group-item"><div class="xr-obj-type">/${escapeHtml(group.path)}</div>` +
      `<ul class="xr-sections">${renderGroup(group, nextId).join('')}</ul></li>`,
  );
  return { title: 'Groups', count: groups.length, details: `<ul>${items.join('')}</ul>`, isOpen };
}

function renderGroup(group: GroupDescription, nextId: NextId): string[] {
  const { coordinates, variables, attributes } = group;
  const attributeCount = Object.keys(attributes).length;
  const list = (of: readonly VariableDescription[]) =>
    `<ul class="xr-var-list">${of.map((variable) => renderVariable(variable, nextId)).join('')}</ul>`;
  const sections: Section[] = [
    { title: 'Dimensions', count: null, inline: renderDimensions(group), isOpen: false },
    {
      title: 'Coordinates',
      count: coordinates.length,
      details: list(coordinates),
      isOpen: coordinates.length < OPEN_BELOW.coordinates,
    },
    {
      title: 'Data variables',
      count: variables.length,
      details: list(variables),
      isOpen: variables.length < OPEN_BELOW.variables,
    },
    {
      title: 'Attributes',
      count: attributeCount,
      details: renderAttributes(attributes),
      isOpen: attributeCount < OPEN_BELOW.attributes,
    },
  ];
  return sections.map((section) => renderSection(section, nextId));
}

function renderDimensions({ dimensions }: GroupDescription): string {
  const items = dimensions.map(
    ({ name, size, isIndexed }) =>
      `<li><span${isIndexed ? ' class="xr-has-index"' : ''}>${escapeHtml(name)}</span>: ${size}</li>`,
  );
  return `<ul class="xr-dim-list">${items.join('')}</ul>`;
}
