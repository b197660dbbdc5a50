import { apiCommand } from './commands/api/api.command.ts';
import { appApiCommand } from './commands/app/api.command.ts';
import { appCreateCommand } from './commands/app/create.command.ts';
import { appHookUrlCommand } from './commands/app/hook-url.command.ts';
import { appJwtCommand } from './commands/app/jwt.command.ts';
import { appTokenCommand } from './commands/app/token.command.ts';
import { bakeriesListCommand } from './commands/bakeries/list.command.ts';
import { bakeriesShowCommand } from './commands/bakeries/show.command.ts';
import { configCheckCommand } from './commands/config/check.command.ts';
import { datasetsListCommand } from './commands/datasets/list.command.ts';
import { datasetsOpenCommand } from './commands/datasets/open.command.ts';
import { dbAdoptCommand } from './commands/db/adopt.command.ts';
import { dbCheckCommand } from './commands/db/check.command.ts';
import { dbMigrateCommand } from './commands/db/migrate.command.ts';
import { dbMigrationNewCommand } from './commands/db/migration-new.command.ts';
import { dbSeedCommand } from './commands/db/seed.command.ts';
import { deliveriesListCommand } from './commands/deliveries/list.command.ts';
import { deliveriesRedeliverCommand } from './commands/deliveries/redeliver.command.ts';
import { deliveriesReplayCommand } from './commands/deliveries/replay.command.ts';
import { deliveriesShowCommand } from './commands/deliveries/show.command.ts';
import { deploymentNewCommand } from './commands/deployment/new.command.ts';
import { deploymentReleaseCommand } from './commands/deployment/release.command.ts';
import { deploymentRmCommand } from './commands/deployment/rm.command.ts';
import { doctorCommand } from './commands/doctor/doctor.command.ts';
import { explainCommand } from './commands/explain/explain.command.ts';
import { keysCreateCommand } from './commands/keys/create.command.ts';
import { keysListCommand } from './commands/keys/list.command.ts';
import { keysRevokeCommand } from './commands/keys/revoke.command.ts';
import { keysRotateCommand } from './commands/keys/rotate.command.ts';
import { queuesDrainCommand } from './commands/queues/drain.command.ts';
import { queuesPauseCommand } from './commands/queues/pause.command.ts';
import { queuesResumeCommand } from './commands/queues/resume.command.ts';
import { queuesStatusCommand } from './commands/queues/status.command.ts';
import { recipeInitCommand } from './commands/recipe/init.command.ts';
import { recipeLintCommand } from './commands/recipe/lint.command.ts';
import { recipeRunCommand } from './commands/recipe/run.command.ts';
import { recipeTestCommand } from './commands/recipe/test.command.ts';
import { runsCancelCommand } from './commands/runs/cancel.command.ts';
import { runsListCommand } from './commands/runs/list.command.ts';
import { runsLogsCommand } from './commands/runs/logs.command.ts';
import { runsRetryCommand } from './commands/runs/retry.command.ts';
import { runsShowCommand } from './commands/runs/show.command.ts';
import type { Command } from './define-command.ts';

/** In the order of the help: contributors' commands first. */
export const COMMANDS: readonly Command[] = [
  recipeInitCommand,
  recipeLintCommand,
  recipeTestCommand,
  recipeRunCommand,
  bakeriesListCommand,
  bakeriesShowCommand,
  runsListCommand,
  runsShowCommand,
  runsLogsCommand,
  runsCancelCommand,
  runsRetryCommand,
  datasetsListCommand,
  datasetsOpenCommand,
  explainCommand,
  apiCommand,
  configCheckCommand,
  deploymentNewCommand,
  deploymentRmCommand,
  deploymentReleaseCommand,
  appCreateCommand,
  appHookUrlCommand,
  appTokenCommand,
  appJwtCommand,
  appApiCommand,
  keysListCommand,
  keysCreateCommand,
  keysRevokeCommand,
  keysRotateCommand,
  dbMigrateCommand,
  dbAdoptCommand,
  dbCheckCommand,
  dbMigrationNewCommand,
  dbSeedCommand,
  deliveriesListCommand,
  deliveriesShowCommand,
  deliveriesRedeliverCommand,
  deliveriesReplayCommand,
  queuesDrainCommand,
  queuesPauseCommand,
  queuesResumeCommand,
  queuesStatusCommand,
  doctorCommand,
];
