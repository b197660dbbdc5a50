import type { BenchServers } from '../servers/bench-servers.ts';
import { startDrainStage } from './drain-stage.ts';
import type { GitHubReport } from './drain-github.ts';
import type { Sent } from './sender.program.ts';

const PULLS = 60;
const WARM_UP = 20;

export interface Latency {
  deliveries: number;
  p50: number;
  p99: number;
  max: number;
}

/** From the gateway’s 202 to the first request that reaches GitHub, both as the other side saw them. */
export async function measureLatency(servers: BenchServers, perSecond: number, seconds: number): Promise<Latency> {
  const comments = perSecond * seconds + WARM_UP;
  const stage = await startDrainStage(servers, { pulls: PULLS, comments, answerAfterMs: 0 });
  try {
    await stage.startWorkers(1);
    const { posted } = stage.github;
    await stage.send({ posted: posted.slice(0, WARM_UP), connections: 4, perSecond }); // App, installation, token
    await stage.untilDrained();
    const sent = await stage.send({ posted: posted.slice(WARM_UP), connections: 16, perSecond });
    await stage.untilDrained();
    const latencies = latenciesOf(sent, await stage.report()).sort((a, b) => a - b);
    const at = (share: number) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0;
    return { deliveries: latencies.length, p50: at(0.5), p99: at(0.99), max: at(1) };
  } finally {
    await stage.stop();
  }
}

/** Deliveries of one pull request are seconds apart: the first look at it after one was sent is about that one. */
function latenciesOf(sent: readonly Sent[], { requests }: GitHubReport): number[] {
  return sent.map(({ number, sentAt, answeredAt, status }) => {
    const first = requests.find(({ path, at }) => path.endsWith(`/pulls/${number}`) && at >= sentAt);
    if (status !== 202 || !first)
      throw new Error(`the delivery about #${number} was answered ${status}, and not handled`);
    return first.at - answeredAt;
  });
}
