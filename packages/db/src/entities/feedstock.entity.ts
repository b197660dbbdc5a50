import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

export const FeedstockEntity = defineEntity({
  name: 'Feedstock',
  tableName: 'feedstock',
  properties: {
    id: p.integer().primary().autoincrement(),
    /** `owner/name` of its repository. */
    spec: p.string(),
    provider: p.string(),
  },
});

export type Feedstock = InferEntity<typeof FeedstockEntity>;
