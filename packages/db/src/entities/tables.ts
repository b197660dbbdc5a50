import type { InferKyselyDB } from '@mikro-orm/postgresql';
import type { Selectable } from 'kysely';
import { ApiKeyEntity } from './api-key.entity.ts';
import { BakeryEntity } from './bakery.entity.ts';
import { CatalogEntryEntity } from './catalog-entry.entity.ts';
import { CounterEntity } from './counter.entity.ts';
import { DatasetEntity, PictureEntity } from './dataset.entity.ts';
import { EffectEntity } from './effect.entity.ts';
import { FeedstockEntity } from './feedstock.entity.ts';
import { JournalEntity } from './journal.entity.ts';
import { LogChunkEntity } from './log-chunk.entity.ts';
import { ProvenanceEntity } from './provenance.entity.ts';
import { RecipeRunEntity } from './recipe-run.entity.ts';
import { RunPhaseEntity } from './run-phase.entity.ts';
import { RunnerInvocationEntity } from './runner-invocation.entity.ts';
import { ScheduleEntity } from './schedule.entity.ts';
import { SessionEntity } from './session.entity.ts';
import { SettingEntity } from './setting.entity.ts';
import { StacItemEntity } from './stac-item.entity.ts';
import { WebhookDeliveryEntity } from './webhook-delivery.entity.ts';
import { WorkEntity } from './work.entity.ts';

/** Every table that the code works on. */
export const ENTITIES = [
  ApiKeyEntity,
  BakeryEntity,
  CatalogEntryEntity,
  CounterEntity,
  DatasetEntity,
  EffectEntity,
  FeedstockEntity,
  JournalEntity,
  LogChunkEntity,
  PictureEntity,
  ProvenanceEntity,
  RecipeRunEntity,
  RunPhaseEntity,
  RunnerInvocationEntity,
  ScheduleEntity,
  SessionEntity,
  SettingEntity,
  StacItemEntity,
  WebhookDeliveryEntity,
  WorkEntity,
];

/** The tables as Kysely knows them. Times are text, as the connections read them. */
export type Tables = InferKyselyDB<(typeof ENTITIES)[number]>;

/** A row as it is read. */
export type Row<Table extends keyof Tables> = Selectable<Tables[Table]>;
