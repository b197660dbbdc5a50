import { setTimeout as pause } from 'node:timers/promises';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { type ChaosStage, STAGED_RECIPES, startChaosStage } from './chaos-stage.ts';
import { checkOutcome } from './check-outcome.ts';
import { createRandom, type Fault, planFaults } from './fault-plan.ts';
import { healAll, inflict } from './inflict.ts';
import { startTraffic } from './traffic.ts';

export interface ChaosOptions {
  seed: number;
  forMs: number;
  faultEveryMs: number;
  trafficEveryMs: number;
  longestPauseMs: number;
  convergeWithinMs: number;
  /** Puts a gateway before ours that answers before anything is recorded, to see that the checker notices. */
  lyingGateway?: boolean;
  say: (message: string) => void;
}

export interface ChaosOutcome {
  violations: string[];
  faults: Record<string, number>;
  kills: number;
  acknowledged: number;
  contributions: number;
  runsAskedFor: number;
  /** From the last fault to the moment when all promises were kept. */
  convergedAfterMs: number | null;
}

const SAY_EVERY_MS = 10_000;

/** The whole system under load and under fault, and then the question whether every promise was kept. */
export async function runChaos(options: ChaosOptions): Promise<ChaosOutcome> {
  const stage = await startChaosStage({ appendonly: createRandom(options.seed)() < 0.5 });
  const liar = options.lyingGateway ? await startLyingGateway(stage) : null;
  try {
    return await run(stage, options);
  } finally {
    liar?.close();
    await stage.stop();
  }
}

async function run(stage: ChaosStage, options: ChaosOptions): Promise<ChaosOutcome> {
  const { seed, forMs, faultEveryMs, longestPauseMs, say } = options;
  const traffic = startTraffic(stage, options.trafficEveryMs);
  const faults: Record<string, number> = {};
  let kills = 0;
  const began = performance.now();
  const underWay: Promise<void>[] = [];
  for (const { atMs, fault } of planFaults({ seed, forMs, everyMs: faultEveryMs, longestPauseMs })) {
    await pause(Math.max(0, began + atMs - performance.now()));
    const name = nameOf(fault);
    say(`${(atMs / 1000).toFixed(1)} s: ${name}`);
    faults[name] = (faults[name] ?? 0) + 1;
    if (fault.kind === 'kill') kills++;
    const damage = inflict(stage, fault);
    underWay.push(damage);
    if (fault.kind === 'kill') await damage; // two at once would start one server twice
  }
  await Promise.all(underWay);
  await healAll(stage);
  await traffic.end();
  const healed = performance.now();
  say('nothing is broken any more; what GitHub could not deliver is delivered again');
  const violations = await converge(stage, traffic, options);
  return {
    violations,
    faults,
    kills,
    acknowledged: acknowledgedOf(stage, traffic.acknowledged).length,
    contributions: traffic.contributions.length,
    runsAskedFor: traffic.contributions.filter(({ commentId }) => commentId !== null).length,
    convergedAfterMs: violations.length === 0 ? Math.round(performance.now() - healed) : null,
  };
}

async function converge(
  stage: ChaosStage,
  { acknowledged, contributions }: ReturnType<typeof startTraffic>,
  { convergeWithinMs, say }: ChaosOptions,
): Promise<string[]> {
  const deadline = performance.now() + convergeWithinMs;
  let said = 0;
  for (;;) {
    await stage.github.drainWebhooks();
    for (const { guid, attempts } of stage.github.deliveries())
      if (!attempts.some(({ statusCode }) => statusCode === 202)) stage.github.redeliver(guid);
    const violations = await checkOutcome({
      databaseUrl: stage.databaseUrl(),
      github: stage.github,
      repository: STAGED_RECIPES,
      acknowledged: acknowledgedOf(stage, acknowledged),
      contributions,
    }).catch((error: unknown) => [`the checker could not look: ${String(error)}`]);
    if (violations.length === 0 || performance.now() > deadline) return violations;
    if (performance.now() - said > SAY_EVERY_MS) {
      said = performance.now();
      say(`not yet: ${violations.length}, such as ${violations[0]}`);
    }
    await pause(250);
  }
}

function acknowledgedOf({ github }: ChaosStage, pastGitHub: readonly string[]): string[] {
  const delivered = github
    .deliveries()
    .filter(({ attempts }) => attempts.some(({ statusCode }) => statusCode === 202))
    .map(({ guid }) => guid);
  return [...delivered, ...pastGitHub];
}

function nameOf(fault: Fault): string {
  if (fault.kind === 'github') return `GitHub: ${fault.how}`;
  return 'target' in fault ? `${fault.kind} ${fault.target}` : fault.kind;
}

/** Says 202 and passes the delivery on as well as it can. */
async function startLyingGateway(stage: ChaosStage): Promise<{ close(): void }> {
  const truthful = stage.webhookUrl;
  const server = createServer((request, response) => {
    void buffer(request).then((body) => {
      response.writeHead(202).end('{"status":"ok"}');
      const headers = Object.entries(request.headers).filter(
        ([name]) => name.startsWith('x-') || name === 'content-type',
      );
      fetch(truthful, { method: 'POST', body, headers: headers as [string, string][] }).catch(() => {});
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  stage.webhookUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  stage.github.setWebhookUrl(stage.appId, stage.webhookUrl);
  return server;
}
