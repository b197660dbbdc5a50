import type { GitHubApp } from '@pangeo-forge/github/connect-github-app';

export interface PublicHostSources {
  github: Pick<GitHubApp, 'hookHost'>;
  /** HEROKU_APP_NAME, set on review apps. */
  herokuAppName: string | null;
  /** PANGEO_FORGE_PUBLIC_URL */
  publicUrl: string | null;
}

/** Review apps are named by Heroku; else GitHub knows where it sends our webhooks; else the configuration tells. */
export function createPublicHost({ github, herokuAppName, publicUrl }: PublicHostSources): () => Promise<string> {
  return async () => {
    if (herokuAppName) return `${herokuAppName}.herokuapp.com`;
    const configured = publicUrl ? new URL(publicUrl).host : null;
    const told = await github.hookHost();
    return told ?? configured ?? 'localhost';
  };
}
