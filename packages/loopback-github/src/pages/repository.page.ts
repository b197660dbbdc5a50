import { readTree } from '../git/read-tree.ts';
import { branchTip, fullName, type Repository } from '../store/repository.ts';
import { type Html, html, page } from './html.ts';

/** A repository: its files, pull requests, issues and deployments. */
export async function repositoryPage(repository: Repository): Promise<string> {
  const name = fullName(repository);
  const tip = branchTip(repository, repository.defaultBranch);
  const files = tip ? (await readTree(repository.git, tip, true)).filter(({ type }) => type === 'blob') : [];
  const item = (href: string, text: string, more = ''): Html =>
    html`<li><a href="/${name}/${href}">${text}</a> <small>${more}</small></li>`;
  const section = (title: string, items: Html[]): Html[] =>
    items.length > 0 ? [html`<h2>${title}</h2><ul>${items}</ul>`] : [];
  const issues = [...repository.issues.values()];
  return page(
    name,
    html`<p>${repository.description}</p>
${[
  ...section(
    'Files',
    files.map(({ path }) => item(`raw/${repository.defaultBranch}/${path}`, path)),
  ),
  ...section(
    'Pull requests',
    issues
      .filter(({ pull }) => pull)
      .map((one) =>
        item(`pull/${one.number}`, `#${one.number} ${one.title}`, one.pull?.mergedAt ? 'merged' : one.state),
      ),
  ),
  ...section(
    'Issues',
    issues
      .filter(({ pull }) => !pull)
      .map((one) => item(`issues/${one.number}`, `#${one.number} ${one.title}`, one.state)),
  ),
  ...section(
    'Deployments',
    [...repository.deployments.values()].map(({ environment, statuses }) => {
      const last = statuses.at(-1);
      return html`<li>${environment} <small>${last?.state ?? 'pending'}</small> <a href="${last?.environmentUrl}">${last?.environmentUrl}</a></li>`;
    }),
  ),
]}`,
  );
}
