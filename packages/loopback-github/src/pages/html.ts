/** Text that is already HTML. */
export interface Html {
  html: string;
}

type Part = Html | string | number | null | undefined | Html[];

/** A template whose parts are escaped unless they are HTML themselves. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  return { html: strings.map((text, index) => text + render(parts[index])).join('') };
}

function render(part: Part): string {
  if (Array.isArray(part)) return part.map((one) => one.html).join('');
  return typeof part === 'object' && part !== null ? part.html : escape(String(part ?? ''));
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escape = (text: string): string => text.replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char);

/** A complete page; without scripts. */
export function page(title: string, body: Html): string {
  return html`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>
  body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color-scheme: light dark }
  article { border: 1px solid #8886; border-radius: 6px; margin: 1rem 0; padding: 0 1rem }
  pre { white-space: pre-wrap; overflow-wrap: anywhere }
  small { opacity: .7 }
</style>
<h1>${title}</h1>
${body}
</html>
`.html;
}
