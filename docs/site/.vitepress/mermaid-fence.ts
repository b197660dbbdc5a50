import type { MarkdownRenderer } from 'vitepress';

/** Turns ```mermaid into a diagram that the browser draws; without JavaScript readers see its source. */
export function mermaidFence(markdown: MarkdownRenderer): void {
  const code = markdown.renderer.rules.fence;
  markdown.renderer.rules.fence = (tokens, index, ...rest) => {
    const token = tokens[index];
    if (token?.info.trim() !== 'mermaid') return code?.(tokens, index, ...rest) ?? '';
    return `<MermaidDiagram source="${encodeURIComponent(token.content)}" />`;
  };
}
