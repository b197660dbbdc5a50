import { findMissingMigrations } from '@pangeo-forge/db/migrate';
import { describeServer } from '@pangeo-forge/db/upkeep/describe-server';
import { openDatabase } from '@pangeo-forge/db/open-database';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { redisUrlOn } from '@pangeo-forge/shared/queues/redis-connection';
import { describeRedis } from '@pangeo-forge/shared/queues/write-probe';
import type { CliContext } from '../context/cli-context.ts';
import { withDatabase } from '../db/with-database.ts';
import { bad, type Check, type Finding, good, missing } from './finding.ts';

const READ_ONLY = '25006'; // read_only_sql_transaction
const OLDEST_POSTGRES = 130_000;
const OLDEST_REDIS = 6.2;

/** Postgres and Redis, as far as their addresses are known here. */
export function serverChecks(context: CliContext): Check[] {
  return [
    { what: 'database', run: () => postgres(context) },
    { what: 'database role of `run`', run: () => runRole(context) },
    { what: 'Redis', run: () => redis(context) },
  ];
}

async function postgres(context: CliContext): Promise<Finding[]> {
  const what = 'database';
  try {
    return await describePostgres(context, what);
  } catch (error) {
    if ((error as { code?: string }).code === READ_ONLY)
      return [bad(what, 'Postgres is read-only: DATABASE_URL leads to a standby, or to a demoted primary')];
    if (!(error instanceof AppError) || error.code !== 'invalid_config') throw error;
    return [missing(what, 'not checked: DATABASE_URL is not set here, and none runs in this checkout')];
  }
}

function describePostgres(context: CliContext, what: string): Promise<Finding[]> {
  return withDatabase(context, async (opened) => {
    const { version, versionNumber, connections } = await describeServer(opened.pool);
    if (versionNumber < OLDEST_POSTGRES) return [bad(what, `Postgres ${version} is too old: 13 or newer is needed`)];
    const pending = await findMissingMigrations(opened);
    if (pending.length > 0) return [bad(what, `it is behind by ${pending.length}: \`pangeo-forge db migrate\`.`)];
    const { used, limit } = connections;
    const text = `up to date, Postgres ${version}, ${used} of ${limit} connections in use`;
    return [used > 0.9 * limit ? bad(what, `${text}: lower DATABASE_POOL_SIZE, or raise the limit`) : good(what, text)];
  });
}

async function runRole(context: CliContext): Promise<Finding[]> {
  const what = 'database role of `run`';
  const url = context.environment().RUNNER_DATABASE_URL;
  if (url === undefined)
    return [missing(what, 'RUNNER_DATABASE_URL is not set here: role `run` logs in as the owner of the tables')];
  context.redactor.add([decodeURIComponent(new URL(url).password)]);
  const database = openDatabase({ url, poolSize: 1 });
  try {
    const { user, isSuperuser } = await describeServer(database.pool);
    if (isSuperuser)
      return [bad(what, `${user} is a superuser: name another user in RUNNER_DATABASE_URL, and migrate`)];
    return [good(what, user)];
  } catch (error) {
    const { message } = error as Error;
    throw new AppError('unavailable', `it cannot log in (${message}): \`pnpm migrate\` makes it.`, { cause: error });
  } finally {
    await database.close();
  }
}

async function redis(context: CliContext): Promise<Finding[]> {
  const url = context.environment().REDIS_URL;
  if (url === undefined) return [missing('Redis', 'not checked: REDIS_URL is not set here (an embedded one serves)')];
  const reachable = redisUrlOn(url, { isHeroku: context.variables['DYNO'] !== undefined });
  try {
    const { version, evictionPolicy } = await describeRedis(reachable);
    if (Number.parseFloat(version) < OLDEST_REDIS)
      return [bad('Redis', `${version} is too old: 6.2 or newer is needed`)];
    if (evictionPolicy !== null && evictionPolicy !== 'noeviction')
      return [bad('Redis', `maxmemory-policy is ${evictionPolicy}: jobs may vanish. Set it to noeviction`)];
    return [good('Redis', `takes writes, version ${version}`)];
  } catch (error) {
    const { message } = error as Error;
    if (message.startsWith('READONLY'))
      return [bad('Redis', 'takes no writes: REDIS_URL leads to a replica, or to a demoted primary')];
    return [bad('Redis', `a write failed (${message}): workers find work 2.5 to 3.5 s late until it is back`)];
  }
}
