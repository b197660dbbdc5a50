import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { nodeDetails } from './describe-node.ts';
import type { CatalogNode } from './read-catalog.ts';

const STYLE = `
  body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; color-scheme: light dark; }
  dt { font-weight: 600; }
  dd { margin: 0 0 .5rem; overflow-wrap: anywhere; }
  section { margin-left: 1.5rem; }`;

const SHOWN = ['description', 'license', 'time', 'box', 'dimensions', 'variables', 'data'];

/** The catalogue on one page, without scripts. */
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

/** Serves one page on loopback until it is interrupted. */
export async function servePage(
  html: string,
  { port, signal, onReady }: { port: number; signal: AbortSignal; onReady: (url: string) => void },
): Promise<void> {
  const server = createServer((request, response) => {
    if (request.url !== '/') return response.writeHead(404).end('Not here.');
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.setHeader('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'");
    return response.end(html);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  onReady(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  if (!signal.aborted) await once(signal, 'abort');
  server.close();
  server.closeAllConnections();
}
