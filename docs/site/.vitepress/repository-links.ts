import { posix } from 'node:path';
import type { MarkdownRenderer } from 'vitepress';

/** Makes links to anything but a page (sources, folders, files outside docs/) lead to the repository. */
export function repositoryLinks(markdown: MarkdownRenderer, repository: string): void {
  markdown.core.ruler.push('repository-links', (state) => {
    const folder = posix.dirname(posix.join('docs', state.env.relativePath));
    for (const token of state.tokens.flatMap(({ children }) => children ?? [])) {
      const target = token.attrGet('href');
      if (token.type !== 'link_open' || !target || /^([a-z]+:|#)/.test(target)) continue;
      const path = posix.join(folder, target);
      const isPage = path.startsWith('docs/') && (/\.md(#|$)/.test(path) || path === 'docs/adr/');
      if (!isPage) token.attrSet('href', `${repository}/blob/main/${path}`);
    }
  });
}
