import type { App } from './account.ts';

export type CheckStatus = 'queued' | 'in_progress' | 'completed';

export interface CheckAnnotation {
  path: string;
  start_line: number;
  end_line: number;
  start_column: number | null;
  end_column: number | null;
  annotation_level: string;
  title: string | null;
  message: string;
  raw_details: string | null;
}

export interface CheckAction {
  label: string;
  description: string;
  identifier: string;
}

/** All check runs of one App on one commit. */
export interface CheckSuite {
  id: number;
  app: App;
  headSha: string;
  headBranch: string | null;
  before: string | null;
  status: CheckStatus;
  conclusion: string | null;
  createdAt: Date;
  updatedAt: Date;
}

export interface CheckRun {
  id: number;
  suite: CheckSuite;
  name: string;
  externalId: string;
  detailsUrl: string | null;
  status: CheckStatus;
  conclusion: string | null;
  startedAt: Date;
  completedAt: Date | null;
  output: { title: string | null; summary: string | null; text: string | null; annotations: CheckAnnotation[] };
  actions: CheckAction[];
  createdAt: Date;
}
