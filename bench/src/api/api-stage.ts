import { Client } from 'pg';
import { type MeasuredLoad, runReads } from '../load/run-load.ts';
import type { LoadShape } from '../load/load-shape.ts';
import type { ReadPlan } from '../load/read-plan.ts';
import { processorSecondsOf } from '../processes/measure-usage.ts';
import { asInProduction } from '../processes/as-in-production.ts';
import { startProgram } from '../processes/start-program.ts';
import type { ApiProgramConfig } from './api.program.ts';
import type { BareAnswerConfig } from './bare-answer.program.ts';

export interface Reads {
  paths: string[];
  neverAskedBefore: boolean;
  headers?: Record<string, string>;
  shape: LoadShape;
}

/**
 * What reads cost besides their time: microseconds of processor an answer, which a busy machine stretches less than
 * time.
 */
export type ApiLoad = MeasuredLoad & { apiMicroseconds: number; postgresMicroseconds: number };

export interface ApiStage {
  url: string;
  pid: number;
  /** Statements of another process than the API. */
  query(sql: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
  read(reads: Reads): Promise<ApiLoad>;
  /** A bare server that sends what the API answers to the path, to whatever it is asked. */
  startBare(path: string): Promise<BareStage>;
  stop(): Promise<void>;
}

export interface BareStage {
  read(reads: Reads): Promise<MeasuredLoad>;
  stop(): Promise<void>;
}

const CONNECTIONS = 32;
/**
 * Until generator and server run the machine code that they will run: at a given rate, what waits before that would be
 * the slowest of a hundred.
 */
const WARM_MS = 2_000;
/** Of the machinery, not of the answers: node:http adds them by itself. */
const OF_THE_CONNECTION = new Set(['date', 'connection', 'keep-alive', 'content-length']);

/** The API in a process of its own over a database. */
export async function startApiStage(config: ApiProgramConfig): Promise<ApiStage> {
  const api = await startProgram<{ port: number }>(
    new URL('./api.program.ts', import.meta.url),
    config,
    asInProduction(),
  );
  const url = `http://127.0.0.1:${api.ready.port}`;
  const client = new Client({ connectionString: config.databaseUrl });
  await client.connect();

  async function backends(): Promise<number[]> {
    const { rows } = await client.query<{ pid: number }>(
      `select pid from pg_stat_activity where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()`,
    );
    return rows.map(({ pid }) => pid);
  }

  return {
    url,
    pid: api.pid,
    query: (sql, values = []) => client.query(sql, values),
    async read(reads) {
      let before = new Map<number, number>();
      const load = await runReads(planOf(api.ready.port, reads), api.pid, async () => {
        before = new Map((await backends()).map((pid) => [pid, processorSecondsOf(pid)]));
      });
      const still = (await backends()).filter((pid) => before.has(pid));
      const used = still.reduce((sum, pid) => sum + processorSecondsOf(pid) - (before.get(pid) ?? 0), 0);
      return {
        ...load,
        apiMicroseconds: ((load.server.processors * load.seconds) / load.answers) * 1e6,
        postgresMicroseconds: (used / load.answers) * 1e6,
      };
    },
    async startBare(path) {
      const answer = await fetch(`${url}${path}`);
      const kept = [...answer.headers].filter(([name]) => !OF_THE_CONNECTION.has(name));
      const answered: BareAnswerConfig = { headers: Object.fromEntries(kept), body: await answer.text() };
      const bare = await startProgram<{ port: number }>(new URL('./bare-answer.program.ts', import.meta.url), answered);
      return { read: (reads) => runReads(planOf(bare.ready.port, reads), bare.pid), stop: bare.stop };
    },
    async stop() {
      await client.end();
      await api.stop();
    },
  };
}

function planOf(port: number, { headers = {}, ...reads }: Reads): ReadPlan {
  return { port, connections: CONNECTIONS, warmMs: WARM_MS, headers, ...reads };
}
