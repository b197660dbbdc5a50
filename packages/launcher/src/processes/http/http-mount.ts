import type { RequestListener } from 'node:http';
import type { OpenBakeries } from '@pangeo-forge/bakeries/open-bakeries';
import type { Servers } from '@pangeo-forge/service/open-servers';
import type { DeploymentSecrets } from '@pangeo-forge/shared/config/load-secrets';
import type { Express } from 'express';
import type { Deployment } from '../deployment.ts';

export interface HttpMountParts {
  deployment: Deployment;
  secrets: DeploymentSecrets;
  servers: Servers;
  /** Read when first asked for: they hold secrets that not every service needs. */
  bakeries(): Promise<OpenBakeries>;
  /** Of the process, once it listens. */
  port(): number;
}

/** Adds a service's routes, and may answer with what stands before the app. */
export type HttpMount = (
  app: Express,
  parts: HttpMountParts,
) => Promise<RequestListener | void> | RequestListener | void;
