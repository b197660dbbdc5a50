import { z } from 'zod';
import { expandedMetaSchema, type RunnerRequest, type RunnerResult } from './recipe-runner.ts';
import type { FailureFacts } from '../failures/clues.ts';
import { explainFailure } from '../failures/explain-failure.ts';
import { NO_RECIPES } from '../failures/recipe-failure.ts';
import type { Evidence } from './read-output.ts';

export type Verdict = Pick<
  RunnerResult,
  'outcome' | 'reason' | 'fault' | 'traceback' | 'printed' | 'meta' | 'submitted'
>;

export interface RunFacts {
  exitCode: number | null;
  signal: string | null;
  evidence: Evidence;
  /** meta.yaml as it stands in the repository. */
  authorsMeta: Readonly<Record<string, unknown>>;
  /** More that explains a failure. */
  clues?: Pick<FailureFacts, 'network' | 'metaError' | 'requirements'>;
}

const submittedSchema = z.object({ job_name: z.string(), job_id: z.string(), recipe: z.string() });

/**
 * What a run that ended by itself came to. The exit code decides, since recipe code can print any line; an expansion
 * also needs the last `completed` line, and that its content is an expanded meta.yaml.
 */
export function judgeRun(request: RunnerRequest, facts: RunFacts): Verdict {
  const { evidence } = facts;
  if (facts.exitCode !== 0) {
    const { reason, fault, outOfMemory } = explainFailure(
      { ...facts, ...facts.clues, kind: request.kind },
      request.feedstockSubdir ?? 'feedstock',
    );
    const printed = [evidence.traceback, ...evidence.tail].filter(Boolean).join('\n');
    return { outcome: outOfMemory ? 'out_of_memory' : 'failed', reason, fault, traceback: evidence.traceback, printed };
  }
  return request.kind === 'expand_meta' ? judgeExpansion(facts) : judgeBake(evidence);
}

function judgeExpansion({ evidence, authorsMeta }: RunFacts): Verdict {
  if (!evidence.completed) return failed('the runner ended without expanding meta.yaml', evidence);
  const expanded = z.looseObject({ recipes: z.unknown() }).safeParse(evidence.completed['meta']).data;
  // Runner 0.10 leaves out an empty list.
  const isEmpty = Array.isArray(expanded?.recipes) ? expanded.recipes.length === 0 : expanded?.recipes === undefined;
  if (isEmpty && authorsMeta['recipes'] !== undefined) return failed(NO_RECIPES, evidence);
  // Only the list of recipes comes from the runner; the other fields are as the author wrote them.
  const parsed = expandedMetaSchema.safeParse({
    ...expanded,
    ...withoutNulls(authorsMeta),
    recipes: expanded?.recipes,
  });
  if (!parsed.success)
    return failed(`meta.yaml is not valid: ${z.prettifyError(parsed.error).slice(0, 500)}`, evidence);
  return { outcome: 'succeeded', reason: null, fault: null, traceback: null, meta: parsed.data };
}

function judgeBake(evidence: Evidence): Verdict {
  const claim = submittedSchema.safeParse(evidence.submitted).data;
  const submitted = claim && { jobName: claim.job_name, jobId: claim.job_id, recipe: claim.recipe };
  return { outcome: 'succeeded', reason: null, fault: null, traceback: null, ...(submitted ? { submitted } : {}) };
}

function failed(reason: string, evidence: Evidence): Verdict {
  return { outcome: 'failed', reason, fault: 'author', traceback: evidence.traceback };
}

function withoutNulls(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}
