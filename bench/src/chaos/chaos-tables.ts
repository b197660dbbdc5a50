import type { Table } from '../benchmark.ts';
import type { RecoverySample } from './measure/watch-recovery.ts';
import type { ChaosOutcome } from './run-chaos.ts';

export function faultsTable({ faults }: ChaosOutcome): Table {
  return {
    title: 'Faults',
    columns: ['', 'times'],
    rows: Object.entries(faults).toSorted(([a], [b]) => a.localeCompare(b)),
  };
}

export function recoveryTable({ recovery }: ChaosOutcome): Table {
  return {
    title: 'From the end of a fault until the next work of a role that it hit was finished',
    columns: ['', 'count', 'median s', 'max s', 'alone: count', 'alone: max s'],
    rows: rowsOf(recovery, ({ fault, role }) => `${fault} → ${role}`),
  };
}

export function heldTable({ recoveryOfHeld }: ChaosOutcome): Table {
  return {
    title: 'From the kill of a worker until another had all that it held in hand',
    columns: ['', 'count', 'median s', 'max s', 'alone: count', 'alone: max s'],
    rows: rowsOf(recoveryOfHeld, ({ fault }) => fault),
  };
}

export function connectionsTable({ connections, lives }: ChaosOutcome): Table {
  const servers = connections
    ? (['postgres', 'redis'] as const).map((name) => [
        `connections to ${name}`,
        connections.before[name],
        connections.after[name],
        '',
        '',
      ])
    : [];
  return {
    title: 'Before (of a process: its most in its first half-minute) and after, at rest',
    columns: ['', 'descriptors before', 'after', 'MB before', 'MB after'],
    rows: [
      ...servers,
      ...lives.map(({ name, seconds, descriptors, megabytes }) => [
        `${name}, ${Math.round(seconds)} s old`,
        descriptors.first,
        descriptors.last,
        Math.round(megabytes.first),
        Math.round(megabytes.last),
      ]),
    ] as Table['rows'],
  };
}

function rowsOf(samples: readonly RecoverySample[], nameOf: (sample: RecoverySample) => string): Table['rows'] {
  const names = [...new Set(samples.map(nameOf))].toSorted((a, b) => a.localeCompare(b));
  return names.map((name) => {
    const own = samples.filter((sample) => nameOf(sample) === name);
    const alone = own.filter(({ undisturbed }) => undisturbed);
    return [
      name,
      own.length,
      secondsAt(own, 0.5),
      secondsAt(own, 1),
      alone.length,
      alone.length > 0 ? secondsAt(alone, 1) : '–',
    ];
  });
}

function secondsAt(samples: readonly RecoverySample[], share: number): number {
  const sorted = samples.map(({ ms }) => ms).toSorted((a, b) => a - b);
  const at = Math.min(sorted.length - 1, Math.floor(sorted.length * share));
  return Math.round((sorted[at] ?? 0) / 100) / 10;
}
