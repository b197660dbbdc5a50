import { migrate } from '@pangeo-forge/db/migrate';
import { openDatabase } from '@pangeo-forge/db/open-database';
import { Client, escapeIdentifier } from 'pg';

/** A database of its own on the server, with today's schema and what `fill` puts into it. */
export async function createFilledDatabase(
  serverUrl: string,
  name: string,
  fill: (client: Client) => Promise<void>,
): Promise<string> {
  await onServer(serverUrl, (client) => client.query(`create database ${escapeIdentifier(name)}`));
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const database = openDatabase({ url: url.href, poolSize: 2 });
  try {
    await migrate(database);
  } finally {
    await database.close();
  }
  await onServer(url.href, fill);
  return url.href;
}

async function onServer(url: string, body: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await body(client);
  } finally {
    await client.end();
  }
}
