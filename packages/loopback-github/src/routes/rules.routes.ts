import { notFound } from '../http/api-error.ts';
import { type Endpoint, ok, page } from '../http/endpoint.ts';
import type { Actor } from '../store/actor.ts';
import { type BranchProtection, fullName, type Repository } from '../store/repository.ts';
import type { World } from '../store/world.ts';
import { rights } from './rights.ts';

/** Rulesets: the rules of a branch, and who may bypass them. Classic branch protection is not listed, as on GitHub. */
export function ruleRoutes(world: World): Endpoint[] {
  return [
    {
      method: 'GET',
      path: '/repos/:owner/:repo/rules/branches/*branch',
      access: rights.readMetadata,
      handle: ({ repository, params }) => {
        const protection = repository.protections.get(params.branch ?? '');
        const source = { ruleset_source_type: 'Repository', ruleset_source: fullName(repository) };
        const rules = protection?.ruleset ? rulesOf(protection) : [];
        return page(rules, (rule) => ({ ...rule, ...source, ruleset_id: protection?.ruleset?.id }));
      },
    },
    {
      method: 'GET',
      path: '/repos/:owner/:repo/rulesets/:id',
      access: rights.readMetadata,
      handle: ({ repository, params, actor }) => {
        const [branch, found] = rulesetOf(repository, Number(params.id));
        return ok({
          id: found.ruleset?.id,
          name: `Rules of ${branch}`,
          target: 'branch',
          source_type: 'Repository',
          source: fullName(repository),
          enforcement: 'active',
          node_id: `RRS_${found.ruleset?.id}`,
          current_user_can_bypass: mayBypass(found, actor) ? 'always' : 'never',
          conditions: { ref_name: { include: [`refs/heads/${branch}`], exclude: [] } },
          rules: rulesOf(found),
          created_at: world.now().toISOString(),
          updated_at: world.now().toISOString(),
          _links: {
            self: { href: `${world.serverUrl}/repos/${fullName(repository)}/rulesets/${found.ruleset?.id}` },
            html: { href: `${world.serverUrl}/${fullName(repository)}/rules/${found.ruleset?.id}` },
          },
        });
      },
    },
  ];
}

function rulesetOf(repository: Repository, id: number): [string, BranchProtection] {
  const found = [...repository.protections].find(([, { ruleset }]) => ruleset?.id === id);
  if (!found) throw notFound();
  return found;
}

function mayBypass({ ruleset }: BranchProtection, actor: Actor): boolean {
  return actor.kind === 'installation' && (ruleset?.appsMayBypass?.includes(actor.installation.app.id) ?? false);
}

function rulesOf({ pushers, mergeQueue, requiredReviews, requiredStatusChecks = [] }: BranchProtection) {
  return [
    ...(pushers ? [{ type: 'update' }] : []),
    ...(mergeQueue
      ? [
          {
            type: 'merge_queue',
            parameters: {
              check_response_timeout_minutes: 60,
              grouping_strategy: 'ALLGREEN',
              max_entries_to_build: 5,
              max_entries_to_merge: 5,
              merge_method: 'MERGE',
              min_entries_to_merge: 1,
              min_entries_to_merge_wait_minutes: 5,
            },
          },
        ]
      : []),
    ...(requiredReviews
      ? [
          {
            type: 'pull_request',
            parameters: {
              dismiss_stale_reviews_on_push: false,
              require_code_owner_review: false,
              require_last_push_approval: false,
              required_approving_review_count: requiredReviews,
              required_review_thread_resolution: false,
            },
          },
        ]
      : []),
    ...(requiredStatusChecks.length > 0
      ? [
          {
            type: 'required_status_checks',
            parameters: {
              required_status_checks: requiredStatusChecks.map((context) => ({ context })),
              strict_required_status_checks_policy: false,
            },
          },
        ]
      : []),
  ];
}
