import type { CheckRun } from '../store/check.ts';
import { fullName, type Repository } from '../store/repository.ts';
import { html, page } from './html.ts';

/** A check run with its output and annotations. */
export function checkRunPage(repository: Repository, run: CheckRun): string {
  const { title, summary, text, annotations } = run.output;
  const name = fullName(repository);
  return page(
    `${run.name}: ${title ?? run.conclusion ?? run.status}`,
    html`<p><a href="/${name}">${name}</a> · ${run.suite.headSha.slice(0, 12)} · ${run.conclusion ?? run.status}</p>
<pre>${summary}</pre>
<pre>${text}</pre>
${annotations.map((one) => html`<article><p>${one.annotation_level} · ${one.path}:${one.start_line}</p><pre>${one.message}</pre></article>`)}`,
  );
}
