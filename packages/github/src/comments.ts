import type { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';
import { cutBody } from './cut-markdown.ts';
import { hasMarker } from './hidden-markers.ts';
import type { OctokitClient } from './octokit.ts';

export interface Comment {
  id: number;
  body: string;
  author: string;
  url: string;
}

export type Reaction = 'eyes' | 'rocket' | 'confused' | '+1';

export type Comments = ReturnType<typeof comments>;

/** Comments of pull requests and issues: to GitHub a pull request is an issue. */
export function comments(octokit: OctokitClient, { owner, name: repo }: RepoFullName) {
  return {
    async create(number: number, body: string): Promise<Comment> {
      const { data } = await octokit.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', {
        owner,
        repo,
        issue_number: number,
        body: cutBody(body),
      });
      return toComment(data);
    },

    async update(id: number, body: string): Promise<void> {
      await octokit.request('PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', {
        owner,
        repo,
        comment_id: id,
        body: cutBody(body),
      });
    },

    async delete(id: number): Promise<void> {
      await octokit.request('DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}', {
        owner,
        repo,
        comment_id: id,
      });
    },

    /** All that were written by this author and carry the hidden marker at their end, oldest first. */
    async findByMarker(number: number, marker: string, author: string): Promise<Comment[]> {
      const all = await octokit.paginate('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', {
        owner,
        repo,
        issue_number: number,
        per_page: 100,
      });
      return all.map(toComment).filter((comment) => comment.author === author && hasMarker(comment.body, marker));
    },

    /** GitHub answers 200 when the reaction is there already: sending it again changes nothing. */
    async react(commentId: number, content: Reaction): Promise<void> {
      await octokit.request('POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions', {
        owner,
        repo,
        comment_id: commentId,
        content,
      });
    },
  };
}

function toComment(data: {
  id: number | bigint;
  body?: string;
  user: { login: string } | null;
  html_url: string;
}): Comment {
  return { id: Number(data.id), body: data.body ?? '', author: data.user?.login ?? '', url: data.html_url };
}
