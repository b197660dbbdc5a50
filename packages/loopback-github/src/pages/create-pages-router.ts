import { type Request, type Response, Router } from 'express';
import { readBlob, readTreeEntry } from '../git/read-tree.ts';
import { resolveCommit } from '../git/read-commit.ts';
import { branchTip, type Repository } from '../store/repository.ts';
import type { App } from '../store/account.ts';
import { findRepository, type World } from '../store/world.ts';
import { checkRunPage } from './check-run.page.ts';
import { issuePage } from './issue.page.ts';
import { repositoryPage } from './repository.page.ts';
import { appPage, appPermissionsPage, installationPage } from './settings.page.ts';

type Page = string | Buffer | undefined;

/** Plain pages at `html_url` and `download_url`, of public repositories. */
export function createPagesRouter(world: World): Router {
  const router = Router();
  const show = (
    path: string,
    render: (repository: Repository, parameters: Record<string, string>) => Page | Promise<Page>,
  ): void => {
    router.get(path, async (request: Request, response: Response) => {
      const parameters = Object.fromEntries(
        Object.entries(request.params).map(([key, value]) => [key, [value].flat().join('/')]),
      );
      const repository = findRepository(world, parameters.owner ?? '', parameters.repo ?? '');
      const shown = repository && !repository.isPrivate ? await render(repository, parameters) : undefined;
      send(response, shown);
    });
  };
  for (const settings of ['/settings', '/organizations/:org/settings']) {
    router.get(
      [`${settings}/installations/:id`, `${settings}/installations/:id/permissions/update`],
      (request, response) => {
        const installation = world.installations.get(Number(request.params['id']));
        send(response, installation && installationPage(installation));
      },
    );
    router.get(`${settings}/apps/:slug/permissions`, (request, response) => {
      const app = appOfSlug(world, request.params['slug']);
      send(response, app && appPermissionsPage(app));
    });
  }
  router.get(['/apps/:slug', '/apps/:slug/installations/new'], (request, response) => {
    const app = appOfSlug(world, request.params['slug']);
    send(response, app && appPage(app));
  });
  show('/:owner/:repo', (repository) => repositoryPage(repository));
  for (const kind of ['pull', 'issues']) {
    show(`/:owner/:repo/${kind}/:number`, (repository, { number }) => {
      const issue = repository.issues.get(Number(number));
      return issue && issuePage(repository, issue);
    });
  }
  show('/:owner/:repo/runs/:id', (repository, { id }) => {
    const run = repository.checkRuns.get(Number(id));
    return run && checkRunPage(repository, run);
  });
  for (const kind of ['raw', 'blob']) {
    show(`/:owner/:repo/${kind}/:ref/*path`, (repository, { ref = '', path = '' }) => readFile(repository, ref, path));
  }
  return router;
}

/** Files are shown as text whatever they are: nothing that a contributor wrote runs in a browser. */
function send(response: Response, shown: Page): void {
  const type = typeof shown === 'string' ? 'text/html; charset=utf-8' : 'text/plain; charset=utf-8';
  response.status(shown === undefined ? 404 : 200).set({ 'content-type': type, 'x-content-type-options': 'nosniff' });
  response.end(shown ?? 'Not Found\n');
}

function appOfSlug(world: World, slug: unknown): App | undefined {
  return [...world.apps.values()].find((app) => app.slug === slug);
}

async function readFile(repository: Repository, ref: string, path: string): Promise<Buffer | undefined> {
  const commit = branchTip(repository, ref) ?? (await resolveCommit(repository.git, ref));
  const entry = commit && (await readTreeEntry(repository.git, commit, path));
  return entry && entry.type === 'blob' ? readBlob(repository.git, entry.sha) : undefined;
}
