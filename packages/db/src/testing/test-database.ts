import { randomBytes } from 'node:crypto';
import { type Client, escapeIdentifier } from 'pg';
import { onServer, withDatabase } from './on-server.ts';

export interface TestDatabase {
  url: string;
  /** Removes it, and closes the connections to it that are still open. */
  drop(): Promise<void>;
}

export interface TestDatabaseOptions {
  /** Fills the template from which the database is cloned. */
  template: (url: string) => Promise<void>;
  /** Identifies the content, such as a hash of the migrations: each template is filled once per test run. */
  templateName: string;
}

/** A database for one test file: empty, or cloned from a template in about 0.05 s. */
export async function createTestDatabase(options?: TestDatabaseOptions): Promise<TestDatabase> {
  const serverUrl = await testServerUrl();
  const template = options && `template_${options.templateName}`.slice(0, 63);
  if (options && template) await ensureTemplate(serverUrl, template, options.template);

  const name = `test_${process.pid}_${randomBytes(6).toString('hex')}`;
  const from = escapeIdentifier(template ?? 'template0');
  await onServer(serverUrl, (server) => server.query(`create database ${escapeIdentifier(name)} template ${from}`));
  return {
    url: withDatabase(serverUrl, name),
    async drop() {
      await onServer(serverUrl, (server) =>
        server.query(`drop database if exists ${escapeIdentifier(name)} with (force)`),
      );
    },
  };
}

/**
 * The Postgres server of this test run: TEST_DATABASE_URL, else the one that Jest's main process starts when a test
 * first asks for it (tools/jest/global-setup.js).
 * @throws when the test does not run with the repository's Jest preset.
 */
async function testServerUrl(): Promise<string> {
  const given = process.env['TEST_DATABASE_URL'];
  if (given) return given;
  const broker = process.env['PANGEO_FORGE_TEST_SERVERS'];
  if (!broker)
    throw new Error('No test server: set TEST_DATABASE_URL, or run Jest with this repository’s jest.preset.js');
  const answer = await fetch(`${broker}/postgres`);
  const text = await answer.text();
  if (!answer.ok) throw new Error(`The Postgres for the tests did not start: ${text}`);
  return text;
}

/** Creates and fills the template unless it is complete; one process at a time. A half-filled one is replaced. */
async function ensureTemplate(serverUrl: string, name: string, fill: (url: string) => Promise<void>): Promise<void> {
  await onServer(serverUrl, async (server) => {
    if (await isComplete(server, name)) return;
    await server.query('select pg_advisory_lock(hashtextextended($1, 0))', [name]);
    if (await isComplete(server, name)) return;
    const identifier = escapeIdentifier(name);
    await server.query(`drop database if exists ${identifier} with (force)`);
    await server.query(`create database ${identifier}`);
    await fill(withDatabase(serverUrl, name));
    // marks it as complete, and keeps a forgotten connection from blocking the clones
    await server.query(`alter database ${identifier} with is_template true allow_connections false`);
    await server.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
  });
}

async function isComplete(server: Client, name: string): Promise<boolean> {
  const { rowCount } = await server.query('select from pg_database where datname = $1 and datistemplate', [name]);
  return rowCount === 1;
}
