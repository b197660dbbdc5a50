import { readConfig, sendLine } from '../processes/program-messages.ts';
import type { DrainGitHub } from './drain-github.ts';

export interface BareClientConfig extends Pick<DrainGitHub, 'apiUrl' | 'token' | 'posted'> {
  atOnce: number;
}

/** The requests that an answer to a comment takes, and nothing else: what this GitHub can do at most. */
const { apiUrl, token, posted, atOnce } = readConfig<BareClientConfig>();
const repository = `${apiUrl}/repos/pangeo-forge/staged-recipes`;
const headers = { authorization: `token ${token}`, 'content-type': 'application/json' };

async function ask(path: string, body?: unknown): Promise<void> {
  const answer = await fetch(`${repository}${path}`, {
    headers,
    ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
  });
  await answer.arrayBuffer();
  if (!answer.ok) throw new Error(`${path} was answered ${answer.status}`);
}

const left = [...posted];
async function answerAll(): Promise<void> {
  for (let one = left.pop(); one; one = left.pop()) {
    await ask(`/pulls/${one.number}`);
    await ask(`/issues/comments/${one.commentId}/reactions`, { content: 'eyes' });
    await ask(`/issues/comments/${one.commentId}/reactions`, { content: 'rocket' });
    await ask(`/issues/${one.number}/comments`, { body: 'An answer that is about as long as ours are. '.repeat(30) });
  }
}

sendLine({ ready: true });
const began = performance.now();
await Promise.all(Array.from({ length: atOnce }, answerAll));
sendLine({ perSecond: posted.length / ((performance.now() - began) / 1000) });
process.exit(0);
