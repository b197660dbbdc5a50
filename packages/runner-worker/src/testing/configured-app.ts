import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { appManifest } from '@pangeo-forge/github/app-manifest';
import type { RequestLimits } from '@pangeo-forge/github/request-budget';
import type { LoopbackGitHub } from '@pangeo-forge/loopback-github/loopback-github';
import { populateGitHub } from '@pangeo-forge/loopback-github/populate-github';
import { loadSecrets } from '@pangeo-forge/shared/config/load-secrets';
import { stringify } from 'yaml';
import type { OrchestrateConfig } from '../orchestrate-config.ts';

export const ORGANIZATION = 'pangeo-forge';
export const STAGED_RECIPES = `${ORGANIZATION}/staged-recipes`;
export const DEPLOYMENT = 'pforge-local-test';

/** People, an organization with staged-recipes, and our App installed on it. */
export async function createTestApp(github: LoopbackGitHub) {
  github.createUser('stranger');
  const { default_permissions: permissions, default_events: events } = appManifest({
    name: DEPLOYMENT,
    url: 'http://localhost',
  });
  const { app } = await populateGitHub(github, {
    organization: ORGANIZATION,
    app: { name: DEPLOYMENT, permissions, events },
  });
  return app;
}

export type TestApp = Awaited<ReturnType<typeof createTestApp>>;

export interface TestConfigOptions {
  githubLagMs?: number;
  runOnlyOn?: string[];
  /** `pforge-local-test` unless given. */
  deployment?: string;
  /** Plenty by default: a test does in seconds what takes people hours. */
  requestLimits?: RequestLimits;
  /** Sections of the bakery's file that differ. */
  bakery?: Record<string, unknown>;
  /** Where datasets are read. */
  publicUrl?: string;
}

const PLENTY: RequestLimits = {
  points: { points: 1e6, seconds: 60 },
  contentShort: { points: 1e6, seconds: 60 },
  contentLong: { points: 1e6, seconds: 60 },
};

/** Writes the files of a deployment with one local bakery, and returns the settings of role `orchestrate`. */
export async function testConfig(
  folder: string,
  github: LoopbackGitHub,
  app: TestApp,
  options: TestConfigOptions = {},
): Promise<OrchestrateConfig> {
  const deployment = options.deployment ?? DEPLOYMENT;
  await writeFiles(folder, deployment, app, options);
  return {
    configDir: folder,
    deployment,
    secrets: await loadSecrets(folder, deployment),
    githubApiUrl: github.apiUrl,
    reviewHost: null,
    publicUrl: null,
    frontendUrl: null,
    runPermission: 'write',
    githubLagMs: options.githubLagMs ?? 50,
    requestLimits: options.requestLimits ?? PLENTY,
    searchPath: process.env.PATH,
  };
}

async function writeFiles(
  folder: string,
  deployment: string,
  app: TestApp,
  { runOnlyOn, bakery: sections, publicUrl }: TestConfigOptions,
): Promise<void> {
  for (const name of ['bakeries', 'secrets']) await mkdir(path.join(folder, name));
  const githubApp = {
    app_name: app.slug,
    id: app.id,
    private_key: app.privateKey,
    webhook_secret: app.webhookSecret,
    client_id: app.clientId,
    client_secret: app.clientSecret,
  };
  const secrets = {
    fastapi: { PANGEO_FORGE_API_KEY: 'an-api-key-for-tests' },
    github_app: { ...githubApp, ...(runOnlyOn ? { run_only_on: runOnlyOn } : {}) },
  };
  await writeFile(path.join(folder, 'secrets', `config.${deployment}.yaml`), stringify(secrets));
  const bakery = {
    Bake: { bakery_class: 'pangeo_forge_runner.bakery.local.LocalDirectBakery' },
    TargetStorage: {
      fsspec_class: 'fsspec.implementations.local.LocalFileSystem',
      root_path: `${folder}/data/{subpath}`,
      public_url: publicUrl ?? 'https://data.example.org/{root_path}',
    },
    InputCacheStorage: {
      fsspec_class: 'fsspec.implementations.local.LocalFileSystem',
      root_path: `${folder}/cache`,
    },
    ...sections,
  };
  await writeFile(path.join(folder, 'bakeries', `local.${deployment}.yaml`), stringify(bakery));
}
