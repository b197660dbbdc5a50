import { expect, test } from '@jest/globals';
import { chmodSync, readdirSync, rmSync } from 'node:fs';
import { ensureServers } from './ensure-servers.ts';
import { temporaryDirectory } from './process/temporary-directory.ts';
import { LOCAL_DIRECTORY } from './local-directory.ts';

test('given servers are used as they are', async () => {
  const directory = temporaryDirectory();
  try {
    const given = { databaseUrl: 'postgres://elsewhere/db', redisUrl: 'rediss://elsewhere' };
    expect(await ensureServers({ ...given, directory })).toMatchObject(given);
    expect(readdirSync(directory)).toEqual([]);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test('missing servers are started', async () => {
  const directory = temporaryDirectory();
  chmodSync(directory, 0o755);
  try {
    const servers = await ensureServers({ redisUrl: 'redis://elsewhere', directory });
    expect(servers.databaseUrl).toMatch(/^postgres:\/\/postgres:.+@127\.0\.0\.1:\d+\/postgres$/);
    expect(servers.redisUrl).toBe('redis://elsewhere');
    await servers.stop();
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test('SQLite is refused, with what to do instead', async () => {
  const refused = ensureServers({ databaseUrl: 'sqlite:///./database.sqlite', directory: LOCAL_DIRECTORY });
  await expect(refused).rejects.toThrow(/SQLite.*Unset DATABASE_URL/);
});
