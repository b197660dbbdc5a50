import { expect, test } from '@jest/globals';
import { loadGitHubDescription } from './github-description.ts';

const description = loadGitHubDescription();
const comments = '/repos/o/r/issues/1/comments';

test('a request as described has no problems; a wrong call, parameter, field or type is reported', () => {
  expect(description.checkRequest('POST', comments, '', { body: 'x' })).toEqual([]);
  expect(description.checkRequest('POST', '/repos/o/r/issue/1', '', {})).toEqual([
    'POST /repos/o/r/issue/1 is not described',
  ]);
  expect(description.checkRequest('GET', comments, 'per_page=5&pages=2', undefined)).toEqual([
    expect.stringContaining('there is no query parameter pages'),
  ]);
  expect(description.checkRequest('POST', comments, '', { text: 'x' })).toEqual([
    expect.stringContaining("must have required property 'body'"),
    expect.stringContaining('there is no field text'),
  ]);
  expect(description.checkRequest('POST', comments, '', { body: 1 })).toEqual([
    expect.stringContaining('/body must be string'),
  ]);
});

test('an answer that lacks a described field, or has an undescribed status, is reported', () => {
  const reaction = { id: 1, node_id: 'x', user: null, content: 'eyes', created_at: '2026-01-01T00:00:00Z' };
  const path = '/repos/o/r/issues/comments/1/reactions';
  expect(description.checkResponse('POST', path, 201, reaction)).toEqual([]);
  expect(description.checkResponse('POST', path, 201, { ...reaction, content: 'eye' })).toEqual([
    expect.stringContaining('/content must be equal'),
  ]);
  expect(description.checkResponse('POST', path, 201, { ...reaction, created_at: 'now' })).toEqual([
    expect.stringContaining('date-time'),
  ]);
  expect(description.checkResponse('POST', path, 418, {})).toEqual([expect.stringContaining('does not answer 418')]);
});

test('paths with slashes in refs and file names match their call', () => {
  expect(description.operationOf('GET', '/repos/o/r/contents/recipes/a/meta.yaml')).toBe(
    'GET /repos/{owner}/{repo}/contents/{path}',
  );
  expect(description.operationOf('PATCH', '/repos/o/r/git/refs/heads/a/b')).toBe(
    'PATCH /repos/{owner}/{repo}/git/refs/{ref}',
  );
  expect(description.operationOf('GET', '/repos/o/r/commits/a/b/check-runs')).toBe(
    'GET /repos/{owner}/{repo}/commits/{ref}/check-runs',
  );
});

test('a webhook is checked by its event and action', () => {
  expect(description.checkWebhook('issue_comment', { action: 'invented' })).toEqual([
    'the event issue-comment-invented is not described',
  ]);
  expect(description.checkWebhook('issue_comment', { action: 'created' })).toContainEqual(
    expect.stringContaining("'comment'"),
  );
});
