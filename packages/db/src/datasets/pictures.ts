import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { affected, build, first, isAnyOf } from '../statements.ts';
import type { Queryable } from '../transaction.ts';

/** A picture of a dataset, for light and for dark pages: PNG. */
export interface FoundPicture {
  light: Buffer;
  dark: Buffer;
  /** What it shows, as text. */
  caption: string;
}

/** Returns the hashes that they are read by. Equal pictures are stored once. */
export async function storePicture(db: Queryable, { light, dark }: FoundPicture) {
  return { light: await store(db, light), dark: await store(db, dark) };
}

async function store(db: Queryable, png: Buffer): Promise<string> {
  const hash = createHash('sha256').update(png).digest('hex');
  const row = build.insertInto('picture').values({ hash, png });
  await affected(
    db,
    row.onConflict((conflict) => conflict.column('hash').doNothing()),
  );
  return hash;
}

/** Deletes those of these pictures that no dataset shows. */
export async function removeUnusedPictures(db: Queryable, hashes: readonly string[]): Promise<void> {
  if (hashes.length === 0) return;
  const shown = build
    .selectFrom('dataset as d')
    .select('d.id')
    .where(sql<boolean>`d.picture_hash = p.hash or d.picture_dark_hash = p.hash`);
  const unused = build
    .deleteFrom('picture as p')
    .where(({ ref }) => isAnyOf(ref('p.hash'), hashes, 'text'))
    .where(({ not, exists }) => not(exists(shown)));
  await affected(db, unused);
}

/** A picture by its hash (SHA-256 in hex); null when there is none. */
export async function readPicture(db: Queryable, hash: string): Promise<Buffer | null> {
  const found = await first(db, build.selectFrom('picture').select('png').where('hash', '=', hash));
  return found === null ? null : Buffer.from(found.png);
}
