import type { Signature } from '../git/write-commit.ts';
import type { Account } from '../store/account.ts';

/** How an account signs commits that GitHub makes for it: `id+login@users.noreply.github.com`. */
export function signatureOf(account: Account, date: Date): Signature {
  return { name: account.login, email: `${account.id}+${account.login}@users.noreply.github.com`, date };
}

/** The committer of what GitHub commits through its web interface and merge button. */
export const webFlow = (date: Date): Signature => ({ name: 'GitHub', email: 'noreply@github.com', date });
