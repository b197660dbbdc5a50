import type { HttpMount, MountContext } from '@pangeo-forge/service/http-service';
import { securityHeaders } from '../http/response-headers.ts';
import { createRequestLimits } from '../limits/request-limits.ts';
import { browserCookies } from './browser-cookies.ts';
import { signInRoutes } from './sign-in.routes.ts';
import type { SignInApp, SignInConfig } from './sign-in-parts.ts';
import { createViewers, type Viewers } from './viewers.ts';

export interface SignInServiceConfig extends SignInConfig {
  connectApp(redis: MountContext['servers']['redis']): SignInApp;
}

export interface SignInService extends HttpMount {
  /** For pages that are mounted later. @throws before this is mounted. */
  viewers(): Viewers;
}

/** People sign in with GitHub, and press the buttons that are theirs. */
export function signIn({ connectApp, ...config }: SignInServiceConfig): SignInService {
  let viewers: Viewers | undefined;
  return {
    name: 'sign-in',
    viewers() {
      if (!viewers) throw new Error('signing in is not mounted yet: mount it before the pages');
      return viewers;
    },
    mount(app, { servers }) {
      const parts = {
        ...config,
        ...servers,
        app: connectApp(servers.redis),
        limits: createRequestLimits(servers.redis),
        cookies: browserCookies(config.publicUrl),
      };
      viewers = createViewers(parts);
      app.use('/session', securityHeaders());
      app.use(signInRoutes(parts, viewers));
    },
  };
}
