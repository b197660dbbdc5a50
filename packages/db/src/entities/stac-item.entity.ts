import { defineEntity, p } from '@mikro-orm/core';
import { Timestamptz } from './times.ts';

const time = () => p.type(Timestamptz).$type<string>();

/** One dataset of the STAC catalogue: what the newest successful production run of a recipe wrote. */
export const StacItemEntity = defineEntity({
  name: 'StacItem',
  tableName: 'stac_item',
  properties: {
    feedstock_id: p.integer().primary(),
    recipe_id: p.text().primary(),
    recipe_run_id: p.integer(),
    item: p.json().$type<object>(),
    collection: p.json().$type<object>(),
    /** Its dataset was opened; otherwise the item says what is known without. */
    is_described: p.boolean(),
    attempts: p.integer().defaultRaw('0'),
    /** Why it could not be opened. */
    problem: p.text().nullable(),
    look_again_at: time().nullable(),
    written_at: time().defaultRaw('now()'),
    // generated from the item, to search by; null where it does not say
    item_id: p.text().nullable(),
    west: p.double().nullable(),
    south: p.double().nullable(),
    /** More than 180 where the 180th meridian is crossed. */
    east: p.double().nullable(),
    north: p.double().nullable(),
    starts_at: time().nullable(),
    ends_at: time().nullable(),
  },
});
