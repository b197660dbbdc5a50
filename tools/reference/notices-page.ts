import {
  EVENT_NOTICES,
  type Notice,
  OTHER_NOTICES,
  RUN_NOTICES,
  WAIT_NOTICES,
} from '@pangeo-forge/runner-worker/reports/notices';
import { markdownTable } from './markdown-table.ts';

/** What is reported to whom, for every event and state. */
export function noticesPage(): string {
  return [
    '# Who reads what, and when',
    'GitHub notifies people of new comments and new issues, and of no edit, reaction, check or deployment. So the end of runs is a new comment, and what changes meanwhile is edited. A contribution with one recipe has at most 3 comments of the App (the end of its test run; the feedstock; the end of its production run), and one with ten recipes 4 (also the table of `/run all`).',
    '## Events of GitHub',
    table('event', EVENT_NOTICES),
    '## States of a run',
    table('state', RUN_NOTICES),
    '## What a run waits for',
    table('waits for', WAIT_NOTICES),
    '## What has no event',
    table('what', OTHER_NOTICES, false),
  ].join('\n\n');
}

function table(of: string, notices: Readonly<Record<string, Notice>>, isCode = true): string {
  const rows = Object.entries(notices).map(([name, { whom, where, when }]) => [
    isCode ? `\`${name}\`` : name,
    whom,
    where,
    when,
  ]);
  return markdownTable([of, 'who reads it', 'where', 'when'], rows);
}
