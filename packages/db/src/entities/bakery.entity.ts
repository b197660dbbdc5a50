import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

export const BakeryEntity = defineEntity({
  name: 'Bakery',
  tableName: 'bakery',
  properties: {
    id: p.integer().primary().autoincrement(),
    region: p.string(),
    name: p.string(),
    description: p.string(),
  },
});

export type Bakery = InferEntity<typeof BakeryEntity>;
