import { defineEntity, p } from '@mikro-orm/core';
import { Timestamptz } from './times.ts';

export const LogChunkEntity = defineEntity({
  name: 'LogChunk',
  tableName: 'log_chunk',
  properties: {
    invocation_id: p.bigint('string').primary(),
    /** Grows with each try of the invocation. */
    attempt: p.integer().primary(),
    sequence: p.integer().primary(),
    /** Complete redacted lines, joined with newlines. */
    lines: p.text(),
    severity: p.text().defaultRaw(`'INFO'`),
    written_at: p.type(Timestamptz).$type<string>().defaultRaw('now()'),
  },
});
