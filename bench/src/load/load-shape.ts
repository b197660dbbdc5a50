import { setTimeout as pause } from 'node:timers/promises';

/**
 * `closed`: each connection sends as soon as it has its answer. `rate`: so many a second, whatever the answers.
 * `burst`: all at once.
 */
export type LoadShape =
  | { kind: 'closed'; forMs: number }
  | { kind: 'rate'; perSecond: number; forMs: number }
  | { kind: 'burst'; count: number };

/** Sends one request on the connection; false when it has ended. Latency counts from `since`. */
export type Send<Connection> = (connection: Connection, since: number) => Promise<boolean>;

export async function sendInShape<Connection>(
  shape: LoadShape,
  connections: readonly Connection[],
  send: Send<Connection>,
): Promise<void> {
  switch (shape.kind) {
    case 'closed':
      return closedLoop(connections, shape.forMs, send);
    case 'rate':
      return atRate(connections, shape, send);
    case 'burst':
      await Promise.all(connections.slice(0, shape.count).map((connection) => send(connection, performance.now())));
  }
}

async function closedLoop<Connection>(
  connections: readonly Connection[],
  forMs: number,
  send: Send<Connection>,
): Promise<void> {
  const until = performance.now() + forMs;
  await Promise.all(
    connections.map(async (connection) => {
      while (performance.now() < until && (await send(connection, performance.now())));
    }),
  );
}

/** Latency counts from when a request was due: a generator that waits for slow answers would hide them. */
async function atRate<Connection>(
  connections: readonly Connection[],
  { perSecond, forMs }: { perSecond: number; forMs: number },
  send: Send<Connection>,
): Promise<void> {
  const idle = [...connections];
  const waiting: number[] = [];
  const began = performance.now();
  const underWay = new Set<Promise<void>>();
  const begin = () => {
    for (let due = waiting[0]; due !== undefined && idle.length > 0; due = waiting[0]) {
      waiting.shift();
      const connection = idle.pop() as Connection;
      const one = send(connection, due).then((alive) => {
        underWay.delete(one);
        if (alive) idle.push(connection);
        begin();
      });
      underWay.add(one);
    }
  };
  for (let asked = 0; performance.now() - began < forMs; ) {
    const dueCount = ((performance.now() - began) / 1000) * perSecond;
    for (; asked < dueCount; asked++) waiting.push(began + (asked / perSecond) * 1000);
    begin();
    await pause(1);
  }
  while (underWay.size > 0) await Promise.race(underWay);
}
