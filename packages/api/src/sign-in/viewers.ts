import { countRetries } from '@pangeo-forge/db/runs/request-retry';
import { findSession } from '@pangeo-forge/db/sessions/session';
import { createAnswerCache } from '@pangeo-forge/shared/caching/keep-answers';
import { withTimeout } from '@pangeo-forge/shared/process/with-timeout';
import type { Request } from 'express';
import { csrfTokenOf } from './browser-cookies.ts';
import { type RunRights, rightsOnRun } from './rights-on-run.ts';
import type { SignInParts } from './sign-in-parts.ts';

/** Who is signed in in a browser. */
export interface Viewer {
  login: string;
  /** What the browser holds; for the tokens of forms, and for nothing that is sent or logged. */
  sessionToken: string;
  /** To be a hidden field, `csrf`, of each form. */
  csrf: string;
}

export interface Viewers {
  /** Null where nobody is signed in. */
  viewerOf(request: Request): Promise<Viewer | null>;
  /** As the configuration and GitHub say: false when GitHub cannot be asked. */
  isOperator(login: string): Promise<boolean>;
  /** What a run's page offers to the person, as GitHub said in the last minute; null where that is not known. */
  buttonsOn(login: string, runId: number): Promise<RunButtons | null>;
}

export interface RunButtons extends RunRights {
  /** Which retry of the run a press would be: pressed twice, it is the same one. */
  attempt: number;
  /** Names of those that it can run on. */
  bakeries: readonly string[];
}

const KEEP_MS = 60_000;
/** A page does not wait longer for GitHub. */
const RIGHTS_LIMIT_MS = 3_000;

export function createViewers(parts: SignInParts): Viewers {
  const { cookies, database, operators, app, logger } = parts;
  const answers = createAnswerCache();
  const named = new Set(operators.logins.map((login) => login.toLowerCase()));
  const isInTeam = async (login: string): Promise<boolean> => {
    if (operators.team === null) return false;
    try {
      return await app.isInTeam(operators.team, login);
    } catch (error) {
      logger.warn({ err: error, team: operators.team }, 'the team of operators could not be read');
      return false;
    }
  };
  return {
    async viewerOf(request) {
      const sessionToken = cookies.readSession(request);
      const session = sessionToken === null ? null : await findSession(database.pool, sessionToken);
      if (sessionToken === null || session === null) return null;
      return { login: session.login, sessionToken, csrf: csrfTokenOf(sessionToken) };
    },
    async isOperator(login) {
      const key = login.toLowerCase();
      return named.has(key) || answers.read(`team ${key}`, KEEP_MS, () => isInTeam(login));
    },
    async buttonsOn(login, runId) {
      const rights = await answers.read(`${login} ${runId}`, KEEP_MS, () =>
        withTimeout(rightsOnRun(parts, login, runId), RIGHTS_LIMIT_MS, () => null),
      );
      const attempt = (await countRetries(database.pool, runId)) + 1;
      return rights && { ...rights, attempt, bakeries: parts.bakeries };
    },
  };
}
