import { defineEntity, p } from '@mikro-orm/core';
import { Timestamptz } from './times.ts';

const time = () => p.type(Timestamptz).$type<string>();

/** A recipe of a feedstock that runs in production at fixed times, as meta.yaml on the default branch says. */
export const ScheduleEntity = defineEntity({
  name: 'Schedule',
  tableName: 'schedule',
  properties: {
    id: p.integer().primary().autoincrement(),
    feedstock_id: p.integer(),
    recipe_id: p.text(),
    /** Five fields, UTC. */
    cron: p.text(),
    next_due_at: time(),
    last_run_id: p.integer().nullable(),
    /** The last due time that started nothing, and why. */
    skipped_at: time().nullable(),
    skip_reason: p.text().nullable(),
    /** How often in a row the recipes could not be read. */
    failed_reads: p.integer().defaultRaw('0'),
    paused_at: time().nullable(),
    /** A login; null when it was paused after failures. */
    paused_by: p.text().nullable(),
    pause_reason: p.text().nullable(),
    resumed_at: time().nullable(),
    /** Open, and says that the schedule is paused. */
    issue_number: p.integer().nullable(),
    created_at: time().defaultRaw('now()'),
  },
});
