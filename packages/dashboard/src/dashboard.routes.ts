import { type Request, type RequestHandler, type Response, Router } from 'express';
import { ApiRefusal } from '@pangeo-forge/api-client/api-refusal';
import { createAnswerCache } from '@pangeo-forge/shared/caching/keep-answers';
import { type ApiAccess, connectApi } from './api/connect-api.ts';
import { bakeriesPage } from './bakeries/bakeries-page.ts';
import { datasetPage } from './datasets/dataset-page.ts';
import { datasetsPage } from './datasets/datasets-page.ts';
import { feedstockPage } from './feedstocks/feedstock-page.ts';
import { feedstocksPage } from './feedstocks/feedstocks-page.ts';
import { buildAssets, type DashboardAssets, sendAsset } from './http/assets.ts';
import type { PageContext } from './http/page-context.ts';
import { type PageSession, readPageSession, type Viewers } from './http/page-session.ts';
import { sendPage } from './http/send-page.ts';
import { FRAME_POLICY, xarrayFrame } from './http/xarray-frame.ts';
import { failurePage, notFoundPage } from './layout/failure-page.ts';
import { BAKERIES_PATH, DATASETS_PATH, FEEDSTOCKS_PATH, RUNS_PATH } from './layout/links.ts';
import { type Page, renderPage } from './layout/page.ts';
import { elsewherePage } from './run/elsewhere-page.ts';
import { runPage } from './run/run-page.ts';
import { runsPage } from './runs/runs-page.ts';

export interface DashboardParts extends ApiAccess {
  /** Web address of GitHub, for links to repositories. */
  githubUrl: string;
  /** Hosts of other deployments, to which links in check runs may lead. None unless given. */
  deploymentHosts?: readonly string[];
  /** Where people can sign in with GitHub; nobody can unless given. */
  viewers?: Viewers;
  now?: () => number;
}

const FRAME_TIMEOUT_MS = 28_000; // less than the 30 s that Heroku waits

type MakePage = (context: PageContext, id: number) => Promise<Page>;

/**
 * The web pages at `/dashboard`, to be mounted at the root of the host that also serves the API: the script in the
 * pages asks it for logs. Resolves when script and styles are built.
 */
export async function createDashboardRouter(parts: DashboardParts): Promise<Router> {
  const assets = await buildAssets();
  const answers = createAnswerCache();
  const now = parts.now ?? Date.now;
  const contextOf = async (request: Request): Promise<PageContext> => ({
    session: await readPageSession(parts.viewers, request),
    api: connectApi(parts, request.ip),
    answers,
    githubUrl: parts.githubUrl.replace(/\/$/, ''),
    nowMs: now(),
    search: new URLSearchParams(searchOf(request)),
  });
  const known = parts.deploymentHosts ?? [];
  const serve = (make: MakePage): RequestHandler => servePage(assets, { contextOf, known, make });

  const router = Router();
  for (const asset of [assets.script, assets.style]) router.get(asset.path, sendAsset(asset));
  router.get('/dashboard', (_request, response) => response.redirect(302, RUNS_PATH));
  router.get(RUNS_PATH, serve(runsPage));
  router.get('/dashboard/recipe-run/:id', serve(runPage));
  router.get(FEEDSTOCKS_PATH, serve(feedstocksPage));
  router.get('/dashboard/feedstock/:id', serve(feedstockPage));
  router.get(DATASETS_PATH, serve(datasetsPage));
  router.get('/dashboard/dataset/:id', serve(datasetPage));
  router.get(BAKERIES_PATH, serve(bakeriesPage));
  router.get('/dashboard/xarray', async (request, response) => {
    sendPage(request, response, await frameOf(parts, request), { policy: FRAME_POLICY });
  });
  router.use('/dashboard', async (request, response) => {
    const { status, page } = notFoundPage();
    const session = await readPageSession(parts.viewers, request);
    send(assets, request, response, { status, page, session });
  });
  return router;
}

/** The API reads the dataset from its storage, which may take long. */
function frameOf(parts: DashboardParts, request: Request) {
  const api = connectApi({ ...parts, timeoutMs: FRAME_TIMEOUT_MS }, request.ip);
  return xarrayFrame(api, new URL(request.url, 'http://localhost').searchParams.get('url') ?? '');
}

function servePage(
  assets: DashboardAssets,
  {
    contextOf,
    known,
    make,
  }: { contextOf: (request: Request) => Promise<PageContext>; known: readonly string[]; make: MakePage },
): RequestHandler {
  return async (request, response) => {
    const context = await contextOf(request);
    const { session } = context;
    const endpoint = context.search.get('orchestratorEndpoint');
    const elsewhere = elsewherePage(endpoint, { host: request.get('host') ?? '', known, path: request.path });
    if (elsewhere) {
      send(assets, request, response, { status: 200, page: elsewhere, session });
      return;
    }
    try {
      const id = String(request.params['id'] ?? '');
      if (!/^\d{0,15}$/.test(id)) throw new ApiRefusal(404, 'an id is a number');
      send(assets, request, response, { status: 200, page: await make(context, Number(id)), session });
    } catch (error) {
      const failure = failurePage(error, request.path + searchOf(request));
      if (!failure) throw error;
      send(assets, request, response, { ...failure, session });
    }
  };
}

/** With its question mark. The rest of a URL may name another host (`GET http://other/dashboard`). */
function searchOf(request: Request): string {
  const at = request.url.indexOf('?');
  return at < 0 ? '' : request.url.slice(at);
}

function send(
  { script, style }: DashboardAssets,
  request: Request,
  response: Response,
  { status, page, session }: { status: number; page: Page; session: PageSession | null },
): void {
  const paths = { scriptPath: script.path, stylePath: style.path };
  const readers = session === null ? 'one' : session.viewer ? 'signed in' : 'signed out';
  sendPage(request, response, { status, page: renderPage(page, paths, session) }, { readers });
}
