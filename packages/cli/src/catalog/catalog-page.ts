import { nodeDetails } from './describe-node.ts';
import type { CatalogNode } from './read-catalog.ts';

const STYLE = `
  body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; color-scheme: light dark; }
  dt { font-weight: 600; }
  dd { margin: 0 0 .5rem; overflow-wrap: anywhere; }
  section { margin-left: 1.5rem; }`;

const SHOWN = ['description', 'license', 'time', 'box', 'dimensions', 'variables', 'data'];

/** The whole catalogue on one page, without scripts. */
export function catalogPage(root: CatalogNode): string {
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escape(titleOf(root))}</title>
<style>${STYLE}</style>
${section(root, 1)}
</html>
`;
}

function section(node: CatalogNode, level: number): string {
  const heading = `h${Math.min(level, 6)}`;
  const { id, ...details } = nodeDetails(node);
  const rows = SHOWN.flatMap((name) => (details[name] ? [`<dt>${name}</dt><dd>${escape(details[name])}</dd>`] : []));
  return `<${heading} id="${escape(id ?? '')}">${escape(titleOf(node))}</${heading}>
<dl>${rows.join('')}</dl>
${node.children.map((child) => `<section>${section(child, level + 1)}</section>`).join('\n')}`;
}

function titleOf({ document }: CatalogNode): string {
  const { id, title, properties } = document as { id: string; title?: string; properties?: { title?: string } };
  return title ?? properties?.title ?? id;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
