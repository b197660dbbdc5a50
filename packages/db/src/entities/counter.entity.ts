import { defineEntity, p } from '@mikro-orm/core';
import { Timestamptz } from './times.ts';

/** What needs no row of its own to be counted. */
export const CounterEntity = defineEntity({
  name: 'Counter',
  tableName: 'counter',
  properties: {
    name: p.text().primary(),
    count: p.bigint('string'),
    last_at: p.type(Timestamptz).$type<string>().defaultRaw('now()'),
  },
});
