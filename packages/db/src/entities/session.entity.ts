import { defineEntity, p } from '@mikro-orm/core';
import { Timestamptz } from './times.ts';

const time = () => p.type(Timestamptz).$type<string>();

/** Somebody who signed in with GitHub in a browser. A session that ended has no row. */
export const SessionEntity = defineEntity({
  name: 'Session',
  tableName: 'session',
  properties: {
    id: p.bigint('string').primary().autoincrement(),
    /** SHA-256 of the random id in the browser's cookie. */
    hash: p.text(),
    /** GitHub's number of the account, which stays when its login changes. */
    github_id: p.bigint('string'),
    login: p.text(),
    created_at: time().defaultRaw('now()'),
    last_used_at: time().defaultRaw('now()'),
    expires_at: time(),
  },
});
