import type { Request } from 'express';

/** Who is signed in in the reader's browser. */
export interface PageViewer {
  login: string;
  /** The hidden field `csrf` of each form. */
  csrf: string;
}

/** What a run's page offers to somebody. */
export interface RunButtons {
  /** Repeat it as it was, and cancel it. */
  run: boolean;
  /** Run it in full, at another commit or on another bakery. */
  production: boolean;
  /** The subject of a sentence, in Markdown: who may. */
  whoMay: string;
  /** Which retry of the run a press would be. */
  attempt: number;
  bakeries: readonly string[];
}

/** Where people can sign in with GitHub. */
export interface Viewers {
  viewerOf(request: Request): Promise<PageViewer | null>;
  isOperator(login: string): Promise<boolean>;
  buttonsOn(login: string, runId: number): Promise<RunButtons | null>;
}

/** The reader of a page, where people can sign in. */
export interface PageSession {
  viewer: PageViewer | null;
  isOperator: boolean;
  /** The page to come back to. */
  here: string;
  buttonsOn(runId: number): Promise<RunButtons | null>;
}

/** Null where nobody can sign in: then no page offers it. */
export async function readPageSession(viewers: Viewers | undefined, request: Request): Promise<PageSession | null> {
  if (!viewers) return null;
  const viewer = await viewers.viewerOf(request);
  return {
    viewer,
    isOperator: viewer !== null && (await viewers.isOperator(viewer.login)),
    here: pathOf(request.originalUrl),
    buttonsOn: async (runId) => (viewer ? viewers.buttonsOn(viewer.login, runId) : null),
  };
}

/** Without what only the script asks for. A request line may name another host, which is no page of ours. */
function pathOf(given: string): string {
  if (!given.startsWith('/') || !URL.canParse(given, 'http://here.invalid')) return '/dashboard';
  const url = new URL(given, 'http://here.invalid');
  url.searchParams.delete('refresh');
  return url.pathname + url.search;
}
