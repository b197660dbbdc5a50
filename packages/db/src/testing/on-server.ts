import { Client } from 'pg';

/** Runs the action with one connection to the server, and closes it, which releases its locks too. */
export async function onServer<T>(url: string, action: (server: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  client.on('error', () => {}); // the query that waits on the connection reports it
  await client.connect();
  try {
    return await action(client);
  } finally {
    await client.end();
  }
}

/** The same server, another database on it. */
export function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
