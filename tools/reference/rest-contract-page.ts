import { CONTRACT_POINTS, type ContractPoint } from '@pangeo-forge/api/testing/contract-points';
import { markdownTable } from './markdown-table.ts';

/** What clients of the Python service may rely on, and the test that shows each point. */
export function restContractPage(): string {
  return [
    '# REST: what carries over',
    'Clients of the Python service find the same paths, statuses, shapes and headers. Points marked **better** correct errors of that service. The tests are in `packages/api`, and run against a database as that service left it.',
    markdownTable(['point', 'tested by'], CONTRACT_POINTS.map(rowOf)),
  ].join('\n\n');
}

function rowOf({ point, better, file, test }: ContractPoint): string[] {
  return [`${better ? '**better**: ' : ''}${point}`, `${test} (\`${file}\`)`];
}
