import { readFeedstockSpec } from '@pangeo-forge/db/feedstocks/feedstock';
import type { GitHubPassThrough } from '@pangeo-forge/github/pass-through';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';
import { z } from 'zod';
import type { RouteParts } from '../api-parts.ts';
import { json } from '../http/answer.ts';
import { defineRoute, type Route } from '../http/define-route.ts';
import { notFound } from '../http/row-writes.ts';
import { idPathSchema } from '../http/row.schema.ts';

const asGitHubAnswers = z.record(z.string(), z.unknown()).meta({ description: 'As GitHub answers.' });
/** Requests to GitHub count against the App's hourly budget. */
const FRESH_MS = 10_000;

const failures = {
  404: 'The feedstock is unknown, or the GitHub App is not installed there.',
  502: 'GitHub did not answer, or refused.',
};

export const githubRoutes: Route[] = [
  defineRoute({
    method: 'get',
    path: '/feedstocks/{id}/deliveries',
    operationId: 'get_feedstock_hook_deliveries_feedstocks__id__deliveries_get',
    summary: 'Webhook deliveries that GitHub made for a feedstock',
    tags: ['github_app', 'feedstock'],
    access: 'public',
    freshMs: FRESH_MS,
    limit: 'github',
    params: idPathSchema,
    answers: { description: 'GitHub’s rows, newest first.', schema: z.array(asGitHubAnswers) },
    failures,
    handle: async ({ parts, params }) =>
      json(await connected(parts).listHookDeliveriesOf(await repositoryOf(parts, params.id))),
  }),
  defineRoute({
    method: 'get',
    path: '/feedstocks/{id}/commits/{commit_sha}/check-runs',
    operationId: 'get_feedstock_check_runs_feedstocks__id__commits__commit_sha__check_runs_get',
    summary: 'Check runs of a commit of a feedstock',
    tags: ['github_app', 'feedstock'],
    access: 'public',
    freshMs: FRESH_MS,
    limit: 'github',
    params: idPathSchema.extend({ commit_sha: z.string() }),
    answers: { description: 'GitHub’s list of check runs.', schema: asGitHubAnswers },
    failures,
    handle: async ({ parts, params }) =>
      json(await connected(parts).listCheckRuns(await repositoryOf(parts, params.id), params.commit_sha)),
  }),
  defineRoute({
    method: 'get',
    path: '/github/hooks/deliveries',
    operationId: 'get_deliveries_github_hooks_deliveries_get',
    summary: 'The newest webhook deliveries to the GitHub App',
    tags: ['github_app'],
    access: 'public',
    freshMs: FRESH_MS,
    limit: 'github',
    answers: { description: 'GitHub’s rows, newest first.', schema: z.array(asGitHubAnswers) },
    failures: { 502: failures[502] },
    handle: async ({ parts }) => json(await connected(parts).listHookDeliveries()),
  }),
  defineRoute({
    method: 'get',
    path: '/github/hooks/deliveries/{id}',
    operationId: 'get_delivery_github_hooks_deliveries__id__get',
    summary: 'One webhook delivery to the GitHub App',
    description: 'Headers and payload are never shown: they may come from private repositories.',
    tags: ['github_app'],
    access: 'public',
    freshMs: FRESH_MS,
    limit: 'github',
    params: idPathSchema,
    query: z.object({ response_only: z.boolean().default(true) }),
    answers: { description: 'Our answer, or GitHub’s row without the payload.', schema: asGitHubAnswers },
    failures: { 404: 'GitHub does not know the delivery (it keeps them for three days).', 502: failures[502] },
    async handle({ parts, params, query }) {
      const delivery = await connected(parts).getHookDelivery(params.id);
      if (!delivery) throw new AppError('not_found', 'delivery not found');
      return json(query.response_only ? delivery.response : publicPartOf(delivery));
    },
  }),
];

function connected({ github }: RouteParts): GitHubPassThrough {
  if (!github) throw new AppError('not_found', 'This deployment has no GitHub App in its configuration.');
  return github.passThrough;
}

async function repositoryOf({ database }: RouteParts, feedstockId: number): Promise<RepoFullName> {
  const spec = await readFeedstockSpec(database.pool, feedstockId);
  if (spec === null) throw notFound('feedstock');
  return RepoFullName.parse(spec);
}

/** GitHub's row of a delivery without its headers and payload: they may come from a private repository. */
function publicPartOf(delivery: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return { ...delivery, request: { headers: {}, payload: null } };
}
