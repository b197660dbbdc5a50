import type { MarkdownRenderer } from 'vitepress';

/** ```mermaid becomes a diagram, drawn by the reader's browser; without script its source is shown. */
export function mermaidFence(markdown: MarkdownRenderer): void {
  const code = markdown.renderer.rules.fence;
  markdown.renderer.rules.fence = (tokens, index, ...rest) => {
    const token = tokens[index];
    if (token?.info.trim() !== 'mermaid') return code?.(tokens, index, ...rest) ?? '';
    return `<MermaidDiagram source="${encodeURIComponent(token.content)}" />`;
  };
}
