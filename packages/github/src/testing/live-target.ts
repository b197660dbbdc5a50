import { readFileSync } from 'node:fs';
import { startLoopbackGitHub } from '@pangeo-forge/loopback-github/loopback-github';
import { populateGitHub } from '@pangeo-forge/loopback-github/populate-github';
import { appManifest } from '../app-manifest.ts';

/** A GitHub with an organization on which our App is installed. */
export interface LiveTarget {
  apiUrl: string;
  appId: string;
  privateKey: string;
  organization: string;
  stop(): Promise<void>;
}

export const LIVE_VARIABLES = [
  'PANGEO_FORGE_LIVE_ORGANIZATION',
  'PANGEO_FORGE_LIVE_APP_ID',
  'PANGEO_FORGE_LIVE_PRIVATE_KEY_FILE',
] as const;

const ORGANIZATION = 'pangeo-forge';

/** The stand-in, with the permissions of the manifest and no more. */
export async function loopbackTarget(): Promise<LiveTarget> {
  const github = await startLoopbackGitHub();
  const {
    name,
    default_permissions: permissions,
    default_events: events,
  } = appManifest({
    name: 'Live',
    url: 'http://localhost',
  });
  const { app } = await populateGitHub(github, { organization: ORGANIZATION, app: { name, permissions, events } });
  return {
    apiUrl: github.apiUrl,
    appId: String(app.id),
    privateKey: app.privateKey,
    organization: ORGANIZATION,
    stop: () => github.stop(),
  };
}

/** The one that the environment names; null when it names none. */
export function liveTargetOf(environment: Record<string, string | undefined>): LiveTarget | null {
  const [organization, appId, keyFile] = LIVE_VARIABLES.map((name) => environment[name]);
  if (!organization || !appId || !keyFile) return null;
  return {
    apiUrl: environment['GITHUB_API_URL'] ?? 'https://api.github.com',
    appId,
    privateKey: readFileSync(keyFile, 'utf8'),
    organization,
    stop: async () => {},
  };
}
