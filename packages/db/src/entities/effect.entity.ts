import { defineEntity, p } from '@mikro-orm/core';
import { Timestamptz } from './times.ts';

const time = () => p.type(Timestamptz).$type<string>();

/** One thing done on GitHub. */
export const EffectEntity = defineEntity({
  name: 'Effect',
  tableName: 'effect',
  properties: {
    key: p.text().primary(),
    subject: p.text(),
    /** Of the work that meant to do it, or did it. */
    fence: p.bigint('string'),
    state: p.text().$type<'intended' | 'done'>().defaultRaw(`'intended'`),
    result: p.json().$type<unknown>().nullable(),
    intended_at: time().defaultRaw('now()'),
    done_at: time().nullable(),
  },
});
