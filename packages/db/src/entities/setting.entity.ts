import { defineEntity, p } from '@mikro-orm/core';
import { Timestamptz } from './times.ts';

/** A switch of the operators, or what processes announce to each other. */
export const SettingEntity = defineEntity({
  name: 'Setting',
  tableName: 'setting',
  properties: {
    key: p.text().primary(),
    value: p.json().$type<unknown>(),
    updated_at: p.type(Timestamptz).$type<string>().defaultRaw('now()'),
  },
});
