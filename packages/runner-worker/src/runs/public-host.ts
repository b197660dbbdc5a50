import type { GitHubApp } from '@pangeo-forge/github/connect-github-app';

export interface PublicHostSources {
  github: Pick<GitHubApp, 'hookHost'>;
  /** Where Heroku serves a review app. */
  reviewHost: string | null;
  /** PANGEO_FORGE_PUBLIC_URL */
  publicUrl: string | null;
}

/** Heroku tells it of review apps; else GitHub knows where it sends our webhooks; else the configuration tells. */
export function createPublicHost({ github, reviewHost, publicUrl }: PublicHostSources): () => Promise<string> {
  return async () => {
    if (reviewHost) return reviewHost;
    const configured = publicUrl ? new URL(publicUrl).host : null;
    const told = await github.hookHost();
    return told ?? configured ?? 'localhost';
  };
}
