import type { Database } from '@pangeo-forge/db/open-database';
import type { RightsSource } from '@pangeo-forge/github/permissions/may-run';
import type { RepositoryClient } from '@pangeo-forge/github/repository-client';
import type { SignInWithGitHub } from '@pangeo-forge/github/sign-in-with-github';
import type { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';
import type { Waker } from '@pangeo-forge/shared/queues/waker';
import type { Logger } from 'pino';
import type { RequestLimits } from '../limits/request-limits.ts';
import type { BrowserCookies } from './browser-cookies.ts';

/** Who may use the operators' pages without a key. */
export interface Operators {
  logins: readonly string[];
  team: { organization: string; slug: string } | null;
}

/** What the rights of a person, and the commit of a ref, are read from. */
export interface SignInRepository {
  settings: Pick<RepositoryClient['settings'], 'roleOf' | 'get'>;
  git: Pick<RepositoryClient['git'], 'readPlainFile' | 'resolveRef'>;
  pulls: Pick<RepositoryClient['pulls'], 'get'>;
}

/** GitHub, as the App sees it. */
export interface SignInApp {
  repository(name: RepoFullName): Promise<SignInRepository>;
  isInTeam(team: { organization: string; slug: string }, login: string): Promise<boolean>;
}

export interface SignInConfig {
  github: SignInWithGitHub;
  /** Public URL of this deployment; by default what the browser asked for. */
  publicUrl?: string;
  runPermission: RightsSource['runPermission'];
  operators: Operators;
  /** Names of the configured bakeries. */
  bakeries: readonly string[];
}

export interface SignInParts extends SignInConfig {
  app: SignInApp;
  database: Database;
  waker: Waker;
  logger: Logger;
  limits: RequestLimits;
  cookies: BrowserCookies;
}
