import { approveRun } from '@pangeo-forge/db/admission/budget';
import { findBakeryId } from '@pangeo-forge/db/bakeries/bakery';
import { recordPressedRun } from '@pangeo-forge/db/deliveries/record-deliveries';
import { requestRunCancellation } from '@pangeo-forge/db/runs/request-cancellation';
import { requestRetry, type RetryChanges } from '@pangeo-forge/db/runs/request-retry';
import { inTransaction } from '@pangeo-forge/db/transaction';
import type { Right } from '@pangeo-forge/shared/authorization/authorize';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { type Request, Router } from 'express';
import { cancelOutcome, retryOutcome } from '../recipe-runs/operation-outcomes.ts';
import { notFound } from '../http/row-writes.ts';
import { clientOf } from '../limits/request-limits.ts';
import { asPage } from './message-page.ts';
import { requireViewer } from './own-form.ts';
import { openRun, type RunAccess } from './rights-on-run.ts';
import type { SignInParts } from './sign-in-parts.ts';
import type { Viewers } from './viewers.ts';

/** The buttons on a run's page. They do what the REST API and the commands do, on the same rows. */
export function pressRoutes(parts: SignInParts, viewers: Viewers): Router {
  const router = Router();
  const press = (handle: (press: Press) => Promise<number>) =>
    asPage(parts.logger, async (request, response) => {
      const shown = await handle(await openPress(parts, viewers, request));
      response.redirect(303, `/dashboard/recipe-run/${shown}`);
    });
  router.post(
    '/session/runs/:id/retry',
    press(async (pressed) => {
      const changes = await readChanges(parts, pressed);
      await assertMay(pressed, rightFor(pressed.access, changes));
      const { pool } = parts.database;
      const { runId, due } = retryOutcome(
        await inTransaction(pool, (client) => requestRetry(client, pressed.access.run.id, pressed.login, changes)),
      );
      await parts.waker.wake(due);
      return runId;
    }),
  );
  router.post(
    '/session/runs/:id/cancel',
    press(async (pressed) => {
      await assertMay(pressed, 'run');
      const { id } = pressed.access.run;
      const due = cancelOutcome(
        await inTransaction(parts.database.pool, (client) => requestRunCancellation(client, id, pressed.login)),
      );
      await parts.waker.wake(due);
      return id;
    }),
  );
  router.post(
    '/session/runs/:id/start',
    press(async (pressed) => {
      await assertMay(pressed, 'run');
      const { run, pull } = pressed.access;
      if (run.status !== 'queued' || pull === null)
        throw new AppError('conflict', 'This run waits for nobody: its page shows how it stands.');
      if (pull.headSha !== run.headSha || pull.state === 'closed')
        throw new AppError('conflict', 'This run is of a commit that is not the newest of its pull request any more.');
      const about = { runId: run.id, headSha: run.headSha, repository: run.feedstockSpec, number: pull.number };
      await parts.waker.wake(await recordPressedRun(parts.database.pool, { ...about, login: pressed.login }));
      return run.id;
    }),
  );
  router.post(
    '/session/runs/:id/approve',
    press(async (pressed) => {
      await assertMay(pressed, 'production');
      const { id } = pressed.access.run;
      const approval = { runId: id, by: pressed.login, deliveryId: null };
      const due = await inTransaction(parts.database.pool, (client) => approveRun(client, approval));
      await parts.waker.wake(due ?? []);
      return id;
    }),
  );
  return router;
}

interface Press {
  login: string;
  access: RunAccess;
  form: Record<string, string>;
}

async function openPress(parts: SignInParts, viewers: Viewers, request: Request): Promise<Press> {
  const { viewer, form } = await requireViewer(parts, viewers, request);
  await parts.limits.spend('presses', clientOf(request));
  const id = String(request.params['id']);
  const access = /^\d{1,15}$/.test(id) ? await openRun(parts, viewer.login, Number(id)) : null;
  if (!access) throw notFound('reciperun');
  return { login: viewer.login, access, form };
}

/** @throws AppError `forbidden` that says who may. */
async function assertMay({ login, access }: Press, right: Right): Promise<void> {
  if (await access.may(right)) return;
  const what =
    right === 'production' ? 'run this in full, at another commit, on another bakery or beyond a budget' : 'do this';
  const who = (await access.whoMay()).replaceAll('`', '');
  const rule = right === 'production' ? 'That needs the permission on the repository itself.' : `Please ask ${who}.`;
  throw new AppError('forbidden', `${login}, you are not allowed to ${what}. ${rule}`);
}

/** What was merged may be repeated by its maintainers; all else in production needs the right on the repository. */
function rightFor({ run }: RunAccess, changes: RetryChanges): Right {
  const isTest = changes.isTest ?? run.isTest;
  const isAsMerged = !run.isTest && !changes.at && changes.bakeryId === undefined;
  return isTest || isAsMerged ? 'run' : 'production';
}

async function readChanges(parts: SignInParts, { access, form }: Press): Promise<RetryChanges> {
  const { run, repo, repository } = access;
  const isTest = form['size'] === 'pruned' ? true : form['size'] === 'full' ? false : run.isTest;
  const changes: RetryChanges = { isTest };
  if (/^\d{1,6}$/.test(form['attempt'] ?? '')) changes.attempt = Number(form['attempt']);
  if (form['bakery'] && form['bakery'] !== run.bakery) {
    const isConfigured = parts.bakeries.includes(form['bakery']);
    const bakeryId = isConfigured ? await findBakeryId(parts.database.pool, form['bakery']) : null;
    if (bakeryId === null) throw new AppError('invalid_input', 'There is no bakery of this name in the configuration.');
    changes.bakeryId = bakeryId;
  }
  const ref = form['ref']?.trim() ?? '';
  if (!isTest && run.isTest) return { ...changes, ...(await mergedCommit(access, ref)) };
  if (ref === '') return changes;
  return { ...changes, at: await resolve(repo, `${repository}`, ref) };
}

/** Where a test run can be repeated in full: what its pull request merged into a feedstock, or a ref of it. */
async function mergedCommit(
  { repository, repo, pull }: RunAccess,
  ref: string,
): Promise<Pick<RetryChanges, 'at' | 'cloneUrl'>> {
  if (repository.isStagedRecipes)
    throw new AppError(
      'conflict',
      'Full runs start in the recipe’s own feedstock, which is created when its pull request is merged.',
    );
  if (!pull?.merged || pull.mergeCommitSha === null)
    throw new AppError('conflict', 'Only merged recipes run in full: this pull request is not merged.');
  const at =
    ref === '' ? { ref: `#${pull.number}`, sha: pull.mergeCommitSha } : await resolve(repo, `${repository}`, ref);
  return { at, cloneUrl: pull.baseCloneUrl };
}

/** Only commits of the repository itself: one that only a fork has was not reviewed. */
async function resolve(
  repo: RunAccess['repo'],
  repository: string,
  ref: string,
): Promise<{ ref: string; sha: string }> {
  const resolved = await repo.git.resolveRef(ref.slice(0, 250));
  switch (resolved.outcome) {
    case 'resolved':
      return { ref, sha: resolved.sha };
    case 'unknown':
      throw new AppError('invalid_input', `${repository} has no branch, tag or commit of this name.`);
    case 'not_in_repository':
      throw new AppError('invalid_input', `No branch of ${repository} holds this commit: it may be a fork’s.`);
  }
}
