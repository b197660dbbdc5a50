import { CONTRACT_POINTS, type ContractPoint } from '@pangeo-forge/api/testing/contract-points';
import { markdownTable } from './markdown-table.ts';

/** What clients of the Python service may rely on, and the test that shows each point. */
export function restContractPage(): string {
  return [
    '# REST: what carries over',
    'A client that was written against the Python service finds the same paths, statuses, shapes and headers. Where that service was wrong, this one is not: those points are marked **better**. Tests are under `packages/api`, and run against a database as that service left it.',
    markdownTable(['point', 'shown by'], CONTRACT_POINTS.map(rowOf)),
  ].join('\n\n');
}

function rowOf({ point, better, file, test }: ContractPoint): string[] {
  return [`${better ? '**better**: ' : ''}${point}`, `${test} (\`${file}\`)`];
}
