import { createHmac, randomUUID } from 'node:crypto';
import type { Dice } from '../dice.ts';
import type { ChaosStage } from '../stage/chaos-stage.ts';
import { stagedRecipesOf } from '../stage/populate-github.ts';

/** Issues of such numbers are nobody's else. */
const ISSUES = [1_000_000, 2_000_000] as const;

/**
 * A signed delivery that asks for nothing and must be recorded and handled all the same: a push, which the gateway
 * resolves, or a comment on an issue, which a worker reads. Returns its id if it was answered 202.
 */
export async function sendPastGitHub(stage: ChaosStage, dice: Dice, limitMs: number): Promise<string | null> {
  const id = randomUUID();
  const repository = { full_name: stagedRecipesOf(stage.organizations[0] ?? '') };
  const isPush = dice.roll() < 0.7;
  const body = JSON.stringify(isPush ? { ref: 'refs/heads/main', repository } : wordsOnAnIssue(repository, dice));
  const { status } = await fetch(stage.webhookUrl, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-github-event': isPush ? 'push' : 'issue_comment',
      'x-github-delivery': id,
      'x-hub-signature-256': `sha256=${createHmac('sha256', stage.webhookSecret).update(body).digest('hex')}`,
    },
    signal: AbortSignal.timeout(limitMs),
  });
  return status === 202 ? id : null;
}

function wordsOnAnIssue(repository: { full_name: string }, dice: Dice) {
  const user = { login: 'contributor-1', type: 'User' };
  const comment = { id: dice.between(...ISSUES), body: 'Thank you!', user, created_at: new Date().toISOString() };
  return { action: 'created', repository, issue: { number: dice.between(...ISSUES) }, comment, sender: user };
}
