import { z } from 'zod';
import { type ExpandedMeta, expandedMetaSchema } from './expanded-meta.schema.ts';
import { explainFailure } from './explain-failure.ts';
import type { Evidence } from './read-output.ts';
import type { RunnerRequest, RunnerResult } from './recipe-runner.ts';

type Verdict = Pick<RunnerResult, 'outcome' | 'reason' | 'fault' | 'traceback' | 'meta' | 'submitted'>;

export interface Exit {
  exitCode: number | null;
  signal: string | null;
}

const submittedSchema = z.object({ job_name: z.string(), job_id: z.string(), recipe: z.string() });

/**
 * What a run that ended by itself came to. The exit code decides, since recipe code can print any line; an expansion also needs the last `completed` line,
 * and that its content is an expanded meta.yaml.
 */
export function judgeRun(request: RunnerRequest, exit: Exit, evidence: Evidence): Verdict {
  if (exit.exitCode !== 0) {
    const facts = { evidence, ...exit, subdir: request.feedstockSubdir ?? 'feedstock' };
    const { reason, fault, outOfMemory } = explainFailure(facts);
    return { outcome: outOfMemory ? 'out_of_memory' : 'failed', reason, fault, traceback: evidence.traceback };
  }
  return request.kind === 'expand_meta' ? judgeExpansion(evidence) : judgeBake(evidence);
}

function judgeExpansion(evidence: Evidence): Verdict {
  if (!evidence.completed) return failed('the runner ended without expanding meta.yaml', evidence);
  const parsed = expandedMetaSchema.safeParse(evidence.completed['meta']);
  if (!parsed.success)
    return failed(`the expanded meta.yaml is not valid: ${z.prettifyError(parsed.error).slice(0, 500)}`, evidence);
  const meta: ExpandedMeta = parsed.data;
  return { outcome: 'succeeded', reason: null, fault: null, traceback: null, meta };
}

function judgeBake(evidence: Evidence): Verdict {
  const claim = submittedSchema.safeParse(evidence.submitted).data;
  return {
    outcome: 'succeeded',
    reason: null,
    fault: null,
    traceback: null,
    ...(claim ? { submitted: { jobName: claim.job_name, jobId: claim.job_id, recipe: claim.recipe } } : {}),
  };
}

function failed(reason: string, evidence: Evidence): Verdict {
  return { outcome: 'failed', reason, fault: 'author', traceback: evidence.traceback };
}
