import type { Queryable } from '../transaction.ts';

export interface PlaceOfDelivery {
  repository: string;
  /** Of the pull request or issue. */
  number: number;
  event: string;
}

/** The pull request or issue that a delivery is about; null when it is about none. */
export async function findPlaceOfDelivery(db: Queryable, id: string): Promise<PlaceOfDelivery | null> {
  const { rows } = await db.query<PlaceOfDelivery>(
    'select repository, number, event from webhook_delivery where id = $1 and repository is not null and number is not null',
    [id],
  );
  return rows[0] ?? null;
}
