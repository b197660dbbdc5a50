import { defineEntity, p } from '@mikro-orm/core';
import { Timestamptz } from './times.ts';

/** How a production run made its datasets, as it was signed once; never changed. */
export const ProvenanceEntity = defineEntity({
  name: 'Provenance',
  tableName: 'provenance',
  properties: {
    recipe_run_id: p.integer().primary(),
    /** DSSE. */
    envelope: p.json().$type<object>(),
    ro_crate: p.json().$type<object>(),
    /** Whose signature it carries; null without one. */
    key_id: p.text().nullable(),
    made_at: p.type(Timestamptz).$type<string>().defaultRaw('now()'),
  },
});
