import type { Account } from './account.ts';
import type { App } from './app.ts';
import type { PullRequest } from './pull-request.ts';

export interface Label {
  id: number;
  name: string;
  color: string;
  description: string | null;
}

export interface Reaction {
  id: number;
  content: string;
  user: Account;
  createdAt: Date;
}

/** What every post has: issues, pull requests and comments. */
export interface Post {
  id: number;
  body: string | null;
  author: Account;
  /** The App that wrote it, when one did. */
  app: App | null;
  reactions: Reaction[];
  createdAt: Date;
  updatedAt: Date;
}

/** An issue, or with `pull` a pull request: both share one sequence of numbers. */
export interface Issue extends Post {
  number: number;
  title: string;
  state: 'open' | 'closed';
  stateReason: string | null;
  labels: Label[];
  closedAt: Date | null;
  closedBy: Account | null;
  pull: PullRequest | null;
}

export interface Comment extends Post {
  issue: Issue;
}
