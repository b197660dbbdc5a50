import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { createDashboardRouter } from '../src/dashboard.routes.ts';
import type { Viewers } from '../src/http/page-session.ts';
import { createStandInApi, type StandInApi } from './stand-in-api.ts';

export interface TestDashboard {
  url: string;
  api: StandInApi;
  stop(): Promise<void>;
}

/** The pages and an API of a few rows on one port of loopback, as they are served. */
export async function startDashboard(api = createStandInApi(), viewers?: Viewers): Promise<TestDashboard> {
  const app = express();
  const server = createServer(app);
  const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const now = () => Date.UTC(2026, 10, 21, 12);
  app.use(
    await createDashboardRouter({ apiUrl: url, githubUrl: 'https://github.com', now, ...(viewers ? { viewers } : {}) }),
  );
  app.use(api.router);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: url(),
    api,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
