import { type Client, escapeIdentifier } from 'pg';
import { onServer, withDatabase } from './on-server.ts';

/**
 * Makes the template database when it is not there, and fills it. However many processes ask at once, one does it and the
 * others wait; a template that was left half-filled is made anew.
 */
export async function ensureTemplate(
  serverUrl: string,
  name: string,
  fill: (url: string) => Promise<void>,
): Promise<void> {
  await onServer(serverUrl, async (server) => {
    if (await isComplete(server, name)) return;
    await server.query('select pg_advisory_lock(hashtextextended($1, 0))', [name]);
    if (await isComplete(server, name)) return;
    const identifier = escapeIdentifier(name);
    await server.query(`drop database if exists ${identifier} with (force)`);
    await server.query(`create database ${identifier}`);
    await fill(withDatabase(serverUrl, name));
    // marks it as complete, and keeps a forgotten connection from getting in the way of the clones
    await server.query(`alter database ${identifier} with is_template true allow_connections false`);
    await server.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
  });
}

async function isComplete(server: Client, name: string): Promise<boolean> {
  const { rowCount } = await server.query('select from pg_database where datname = $1 and datistemplate', [name]);
  return rowCount === 1;
}
