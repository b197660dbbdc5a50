import { userInfo } from 'node:os';

/** Who works at the terminal, for the journal. */
export function operatorName(): string {
  return `${userInfo().username} (command line)`;
}
