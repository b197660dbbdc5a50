import type { Account, App } from './account.ts';

export interface DeploymentStatus {
  id: number;
  state: string;
  description: string;
  environment: string;
  environmentUrl: string;
  logUrl: string;
  creator: Account;
  app: App | null;
  createdAt: Date;
}

export interface Deployment {
  id: number;
  sha: string;
  ref: string;
  task: string;
  payload: unknown;
  environment: string;
  description: string | null;
  isTransient: boolean;
  isProduction: boolean;
  creator: Account;
  app: App | null;
  createdAt: Date;
  updatedAt: Date;
  statuses: DeploymentStatus[];
}
