import type { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';
import { cutBody } from './cut-markdown.ts';
import { refusalStatus } from './github-error.ts';
import { hasMarker } from './hidden-markers.ts';
import type { OctokitClient } from './octokit.ts';

export interface Issue {
  number: number;
  body: string;
}

export type Issues = ReturnType<typeof issues>;

export function issues(octokit: OctokitClient, { owner, name: repo }: RepoFullName) {
  return {
    async create({ title, body: text }: { title: string; body: string }): Promise<Issue> {
      const body = cutBody(text);
      const { data } = await octokit.request('POST /repos/{owner}/{repo}/issues', { owner, repo, title, body });
      return { number: data.number, body };
    },

    async update(
      number: number,
      changes: { title?: string; body?: string; state?: 'closed'; state_reason?: 'completed' },
    ): Promise<void> {
      await octokit.request('PATCH /repos/{owner}/{repo}/issues/{issue_number}', {
        owner,
        repo,
        issue_number: number,
        ...changes,
        ...(changes.body === undefined ? {} : { body: cutBody(changes.body) }),
      });
    },

    /** Of an issue or a pull request; one that is not there is no error. */
    async removeLabel(number: number, name: string): Promise<void> {
      try {
        await octokit.request('DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}', {
          owner,
          repo,
          issue_number: number,
          name,
        });
      } catch (error) {
        if (refusalStatus(error) !== 404) throw error;
      }
    },

    /** Open issues of this author with the hidden marker at their end, oldest first. Pull requests are none. */
    async findOpenByMarker(marker: string, author: string): Promise<Issue[]> {
      const open = await octokit.paginate('GET /repos/{owner}/{repo}/issues', {
        owner,
        repo,
        state: 'open',
        creator: author,
        direction: 'asc',
        per_page: 100,
      });
      return open
        .filter((issue) => !issue.pull_request && hasMarker(issue.body, marker))
        .map(({ number, body }) => ({ number, body: body ?? '' }));
    },
  };
}
