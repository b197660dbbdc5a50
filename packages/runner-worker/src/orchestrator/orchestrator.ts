import { type Signer, signerOf } from '@pangeo-forge/datasets/provenance/envelope';
import { ensureBakery } from '@pangeo-forge/db/bakeries/bakery';
import type { Database } from '@pangeo-forge/db/open-database';
import { connectGitHubApp, type GitHubApp } from '@pangeo-forge/github/connect-github-app';
import type { RequestBudget } from '@pangeo-forge/github/request-budget';
import { type BakeryConfig, loadBakeries } from '@pangeo-forge/shared/config/load-bakeries';
import type { Waker } from '@pangeo-forge/shared/queues/waker';
import type { Logger } from 'pino';
import { createRecipeReader, type RecipeReader } from './read-committed-recipe.ts';
import type { OrchestrateConfig, RunPermission } from '../orchestrate-config.ts';

/** GitHub shows what was sent to it within this time. */
const GITHUB_LAG_MS = 5_000;

/** What every handler of role `orchestrate` may use. */
export interface Orchestrator {
  database: Database;
  waker: Waker;
  github: GitHubApp;
  /** Without their secret arguments: this role starts no runner. */
  bakeries: ReadonlyMap<string, BakeryConfig>;
  /** Name of the deployment's App: the first part of storage paths. */
  appName: string;
  /** Named `pforge-local-…`: it runs on somebody's own machine. */
  isLocalDeployment: boolean;
  runOnlyOn: readonly string[];
  runPermission: RunPermission;
  /** Public host of this deployment, from GitHub or the configuration. */
  publicHost: () => Promise<string>;
  frontendUrl: string | null;
  /** How long GitHub may take to show what was sent. */
  githubLagMs: number;
  /** Schedules follow it. */
  clock: () => Date;
  /** Signs the provenance of datasets; null where no key is named. */
  signer: Signer | null;
  /** For lint. */
  readRecipe: RecipeReader;
  logger: Logger;
}

export interface OrchestratorParts {
  database: Database;
  waker: Waker;
  logger: Logger;
  /** GitHub's limits, shared with all processes; none when left out. */
  budget?: RequestBudget;
}

/** What the handlers of role `orchestrate` use: the App, and the bakeries without their secrets. */
export async function createOrchestrator(
  config: OrchestrateConfig,
  { budget, ...parts }: OrchestratorParts,
): Promise<Orchestrator> {
  const { id: appId, privateKey, name: appName, runOnlyOn } = config.secrets.githubApp;
  const signingKey = config.secrets.provenance?.signingKey;
  const github = connectGitHubApp({
    appId,
    privateKey,
    apiUrl: config.githubApiUrl,
    ...(budget ? { budget } : {}),
    ...(config.fetch ? { fetch: config.fetch } : {}),
  });
  const { configDir, deployment, reviewHost, publicUrl } = config;
  const bakeries = await loadBakeries({ configDir, deployment, withSecretArguments: false });
  for (const [name, { file }] of bakeries) {
    const { region = '', description = '' } = file.PangeoForge;
    await ensureBakery(parts.database.pool, { name, region, description });
  }
  return {
    ...parts,
    github,
    bakeries,
    appName,
    isLocalDeployment: deployment.startsWith('pforge-local-'),
    runOnlyOn,
    signer: signingKey ? signerOf(signingKey) : null,
    runPermission: config.runPermission,
    publicHost: createPublicHost({ github, reviewHost, publicUrl }),
    frontendUrl: config.frontendUrl,
    githubLagMs: config.githubLagMs ?? GITHUB_LAG_MS,
    clock: config.clock ?? (() => new Date()),
    readRecipe: createRecipeReader(config.searchPath),
  };
}

export interface PublicHostSources {
  github: Pick<GitHubApp, 'hookHost'>;
  /** Where Heroku serves a review app. */
  reviewHost: string | null;
  /** PANGEO_FORGE_PUBLIC_URL */
  publicUrl: string | null;
}

/** Heroku names the host of review apps; otherwise it is where GitHub sends our webhooks, or the configured one. */
export function createPublicHost({ github, reviewHost, publicUrl }: PublicHostSources): () => Promise<string> {
  return async () => {
    if (reviewHost) return reviewHost;
    const configured = publicUrl ? new URL(publicUrl).host : null;
    const ofWebhook = await github.hookHost();
    return ofWebhook ?? configured ?? 'localhost';
  };
}
