import type { HttpMount } from '@pangeo-forge/service/http-service';
import type { Redis } from 'ioredis';
import type { ApiParts } from './api-parts.ts';
import { createApiRouter } from './api.routes.ts';
import { answerFreshFirst } from './http/answer-fresh-first.ts';
import { createFreshAnswers } from './http/fresh-answers.ts';
import type { Viewers } from './sign-in/viewers.ts';

export interface ApiConfig
  extends Omit<ApiParts, 'database' | 'waker' | 'logger' | 'redis' | 'fresh' | 'github' | 'viewers'> {
  /** Who is signed in; asked when this is mounted. */
  viewers?: () => Viewers;
  /** Redis holds the request budget that all processes share. Without it, routes that ask GitHub answer 404. */
  connectGitHub?: (redis: Redis) => NonNullable<ApiParts['github']>;
}

/**
 * REST over the database, logs, and the operators' pages. Mounted last: paths that it does not know have no other
 * taker.
 */
export function api({ connectGitHub, viewers, ...config }: ApiConfig): HttpMount {
  return {
    name: 'api',
    mount(app, { servers }) {
      const fresh = createFreshAnswers();
      const github = connectGitHub ? { github: connectGitHub(servers.redis) } : {};
      const signedIn = viewers ? { viewers: viewers() } : {};
      app.use(createApiRouter({ ...config, ...servers, ...github, ...signedIn, fresh }));
      return (next) => answerFreshFirst(fresh, next);
    },
  };
}
