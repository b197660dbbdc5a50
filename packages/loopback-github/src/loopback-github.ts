import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express, { type NextFunction, type Request, type Response } from 'express';
import { createApiRouter } from './http/api-server.ts';
import { createFaults, type Faults } from './http/faults.ts';
import { createGitRouter } from './http/git-server.ts';
import { createInvoke } from './http/invoke.ts';
import { createManifestRouter } from './http/manifest-server.ts';
import { createOAuthRouter } from './http/oauth-server.ts';
import { createRateLimits } from './http/rate-limit.ts';
import { createSecondaryLimits, type SecondaryLimitOptions } from './http/secondary-limits.ts';
import type { RecordedRequest } from './http/request-log.ts';
import { createPagesRouter } from './pages/create-pages-router.ts';
import { allEndpoints } from './routes/all-endpoints.ts';
import { createWorld } from './store/world.ts';
import { createWebhooks } from './webhooks/create-webhooks.ts';
import { type PeopleControls, peopleControls } from './controls/people-controls.ts';
import { type AppControls, appControls } from './controls/app-controls.ts';
import { type RepositoryControls, repositoryControls } from './controls/repository-controls.ts';
import { type PullRequestControls, pullRequestControls } from './controls/pull-request-controls.ts';
import { type DeliveryControls, deliveryControls } from './controls/delivery-controls.ts';
import { type Inspection, inspection } from './controls/inspection.ts';

export interface LoopbackGitHubOptions {
  /** 0, the default, takes any free port. */
  port?: number;
  /** Folder of the bare repositories; by default a temporary one that `stop` removes. */
  rootDir?: string;
  /** Eventual consistency: lists and searches show new items only after this time. 0 by default. */
  consistencyDelayMs?: number;
  /**
   * How long a webhook's receiver may take to answer; GitHub's own 10 seconds by default. Deliveries are never retried.
   */
  webhookLimitMs?: number;
  /** The clock of tokens, limits, timestamps and `Date` headers; the system's by default. */
  now?: () => Date;
  /** Enforced limits; none by default. `faults` can answer like a limit at any time. */
  limits?: Limits;
}

/** Per actor. GitHub's own figures: 5,000 and 100, 900, 80, 500. */
export interface Limits extends SecondaryLimitOptions {
  requestsPerHour?: number;
}

export interface LoopbackGitHub
  extends PeopleControls,
    AppControls,
    RepositoryControls,
    PullRequestControls,
    DeliveryControls,
    Inspection {
  /** `http://127.0.0.1:PORT`, as GITHUB_SERVER_URL: clone URLs are `{serverUrl}/{owner}/{repo}.git`. */
  serverUrl: string;
  /** `{serverUrl}/api/v3`, as GITHUB_API_URL and on GitHub Enterprise Server. */
  apiUrl: string;
  faults: Faults;
  /** The API requests answered so far, oldest first, without those of the methods here. */
  requests(): RecordedRequest[];
  clearRequests(): void;
  /** Closes every connection, and removes the repositories unless `rootDir` was given. */
  stop(): Promise<void>;
}

/**
 * Starts a GitHub on loopback: the REST API, webhooks, git over HTTP on real bare repositories, the pages of the App
 * manifest flow, and plain pages at each `html_url`. It behaves like api.github.com wherever a GitHub App could notice
 * a difference: rights, status codes, error bodies, pagination, redeliveries. Metadata is kept in memory, git objects
 * on disk. Where GitHub is slow and eventually consistent, this is immediate, unless `consistencyDelayMs` or a fault
 * delays it.
 *
 *   const github = await startLoopbackGitHub();
 *   github.createUser('maintainer');
 *   github.createOrganization('pangeo-forge', { owners: ['maintainer'] });
 *   const app = github.createApp({ name: 'Pangeo Forge', owner: 'pangeo-forge', webhookUrl });
 *   github.installApp(app.id, 'pangeo-forge');
 *   await github.createRepository({ owner: 'pangeo-forge', name: 'staged-recipes', files: { 'README.md': '# Recipes' } });
 *
 * Needs git on PATH; 2.38 or newer for merging branches that have both moved.
 */
export async function startLoopbackGitHub(options: LoopbackGitHubOptions = {}): Promise<LoopbackGitHub> {
  const rootDir = options.rootDir ?? (await mkdtemp(join(tmpdir(), 'loopback-github-')));
  await mkdir(rootDir, { recursive: true });
  const app = express().disable('x-powered-by').disable('etag').set('query parser', false);
  const server = createServer(app);
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const serverUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const world = createWorld({
    serverUrl,
    rootDir,
    consistencyDelayMs: options.consistencyDelayMs ?? 0,
    webhookLimitMs: options.webhookLimitMs ?? 10_000,
    now: options.now ?? (() => new Date()),
    createWebhooks,
  });
  const faults = createFaults(world.now);
  const rateLimits = createRateLimits(world.now, options.limits?.requestsPerHour);
  const secondaryLimits = createSecondaryLimits(world.now, options.limits ?? {});
  const endpoints = allEndpoints(world, rateLimits);
  const requests: RecordedRequest[] = [];
  app.use(createOAuthRouter(world));
  app.use(
    '/api/v3',
    createApiRouter({
      world,
      endpoints,
      faults,
      rateLimits,
      secondaryLimits,
      record: (request) => requests.push(request),
    }),
  );
  app.use(createManifestRouter(world));
  app.use(createGitRouter(world, faults));
  app.use(createPagesRouter(world));
  app.use(answerError);
  const invoke = createInvoke(world, endpoints);

  return {
    serverUrl,
    apiUrl: world.apiUrl,
    faults,
    ...peopleControls(world),
    ...appControls(world),
    ...repositoryControls(world),
    ...pullRequestControls(world, invoke),
    ...deliveryControls(world),
    ...inspection(world),
    requests: () => [...requests],
    clearRequests() {
      requests.length = 0;
    },
    async stop() {
      server.close();
      server.closeAllConnections();
      await world.webhooks.stop();
      await world.backgroundDone();
      for (const { git } of world.repositories.values()) git.close();
      if (options.rootDir === undefined) await rm(rootDir, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** Errors of express itself, such as a malformed escape in a path. */
function answerError(
  error: { status?: number; message?: string },
  _request: Request,
  response: Response,
  next: NextFunction,
): void {
  if (response.headersSent) return next(error);
  const status = error.status ?? 500;
  response.status(status).json({ message: error.message, status: String(status) });
}
