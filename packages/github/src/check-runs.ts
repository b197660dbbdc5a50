import type { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';
import { cutCheckText } from './cut-markdown.ts';
import { refusalStatus } from './github-error.ts';
import type { OctokitClient } from './octokit.ts';

export interface CheckRunOutput {
  title: string;
  /** Markdown. */
  summary: string;
  text?: string;
  annotations?: CheckRunAnnotation[];
}

export interface CheckRunAnnotation {
  path: string;
  start_line: number;
  end_line: number;
  annotation_level: 'notice' | 'warning' | 'failure';
  message: string;
  title?: string;
  /** Only where `start_line` and `end_line` are the same. */
  start_column?: number;
  end_column?: number;
}

/**
 * A button on the check run, shown once it is completed. Label and identifier hold at most 20 characters, the
 * description 40.
 */
export interface CheckRunAction {
  label: string;
  description: string;
  identifier: string;
}

export type CheckRunConclusion =
  | 'success'
  | 'failure'
  | 'neutral'
  | 'cancelled'
  | 'action_required'
  | 'timed_out'
  | 'skipped';

export type CheckRuns = ReturnType<typeof checkRuns>;

const MAX_ANNOTATIONS = 50;
const UNKNOWN_COMMIT = 422;

export function checkRuns(octokit: OctokitClient, { owner, name: repo }: RepoFullName) {
  return {
    async create(check: {
      name: string;
      headSha: string;
      externalId: string;
      output: CheckRunOutput;
      detailsUrl?: string;
    }): Promise<{ id: number }> {
      const { data } = await octokit.request('POST /repos/{owner}/{repo}/check-runs', {
        owner,
        repo,
        name: check.name,
        head_sha: check.headSha,
        external_id: check.externalId,
        status: 'in_progress',
        started_at: new Date().toISOString(),
        output: withinLimits(check.output),
        ...(check.detailsUrl ? { details_url: check.detailsUrl } : {}),
      });
      return { id: Number(data.id) };
    },

    /** Changes the output while it is in progress. */
    async say(id: number, output: CheckRunOutput): Promise<void> {
      await octokit.request('PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', {
        owner,
        repo,
        check_run_id: id,
        output: withinLimits(output),
      });
    },

    /**
     * Annotations beyond GitHub's fifty a request are left out: sent in several requests, some would come twice after a
     * crash.
     */
    async complete(
      id: number,
      conclusion: CheckRunConclusion,
      output: CheckRunOutput,
      actions: readonly CheckRunAction[] = [],
    ): Promise<void> {
      await octokit.request('PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', {
        owner,
        repo,
        check_run_id: id,
        status: 'completed',
        conclusion,
        completed_at: new Date().toISOString(),
        output: { ...withinLimits(output), annotations: (output.annotations ?? []).slice(0, MAX_ANNOTATIONS) },
        actions: [...actions],
      });
    },

    /** How it was completed; null while it is not. */
    async conclusionOf(id: number): Promise<string | null> {
      const { data } = await octokit.request('GET /repos/{owner}/{repo}/check-runs/{check_run_id}', {
        owner,
        repo,
        check_run_id: id,
      });
      return data.status === 'completed' ? data.conclusion : null;
    },

    /**
     * Check runs cannot be queried by external id: this searches those of the commit. Null too where GitHub knows the
     * commit no more.
     */
    async findByExternalId(headSha: string, name: string, externalId: string): Promise<{ id: number } | null> {
      const runs = octokit.paginate.iterator('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', {
        owner,
        repo,
        ref: headSha,
        check_name: name,
        filter: 'all',
        per_page: 100,
      });
      try {
        for await (const { data } of runs) {
          const found = data.find((run) => run.external_id === externalId);
          if (found) return { id: Number(found.id) };
        }
      } catch (error) {
        if (refusalStatus(error) !== UNKNOWN_COMMIT) throw error;
      }
      return null;
    },
  };
}

function withinLimits({ title, summary, text }: CheckRunOutput): { title: string; summary: string; text?: string } {
  return { title, summary: cutCheckText(summary), ...(text === undefined ? {} : { text: cutCheckText(text) }) };
}
