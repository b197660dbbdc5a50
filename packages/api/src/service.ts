import { createHttpService, type HttpService } from '@pangeo-forge/service/create-http-service';
import type { ServerConfig } from '@pangeo-forge/service/open-servers';
import type { Logger } from 'pino';
import { type ApiParts, createApiRouter } from './api.routes.ts';
import { answerFreshFirst } from './http/answer-fresh-first.ts';
import { createFreshAnswers } from './http/fresh-answers.ts';
import { READ_LIMIT_MS } from './read-limit.ts';

export interface ApiConfig extends ServerConfig, Omit<ApiParts, 'database' | 'waker' | 'logger' | 'redis' | 'fresh'> {
  port: number;
}

/** The API alone in its process. */
export function createApi(config: ApiConfig, logger: Logger): HttpService {
  return createHttpService({
    name: 'api',
    config,
    logger,
    statementLimitMs: READ_LIMIT_MS,
    mount(app, servers) {
      const fresh = createFreshAnswers();
      app.use(createApiRouter({ ...config, ...servers, fresh }));
      return answerFreshFirst(fresh, app);
    },
  });
}
