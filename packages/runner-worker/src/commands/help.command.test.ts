import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type HandlerStage, startHandlerStage } from '../testing/handler-stage.ts';
import { openFromFork } from '../testing/pull-request-life.ts';
import { COMMANDS } from './command-registry.ts';
import { helpCommand } from './help.command.ts';

let stage: HandlerStage;

beforeAll(async () => {
  stage = await startHandlerStage();
});

afterAll(() => stage.stop());

test('/help lists every command with its usage, and says who may run', async () => {
  const { number } = await openFromFork(stage, 'help');
  const { outcome, reply = '' } = await helpCommand.handle(await stage.command(number, [], 'stranger'));
  expect(outcome).toBe('ran');
  for (const { usage, summary } of COMMANDS) {
    expect(reply).toContain(`| \`${usage.replaceAll('|', '\\|')}\` | ${summary} |`);
  }
  expect(reply).toContain('Who may run: somebody with `write` permission on `pangeo-forge/staged-recipes`.');
});
