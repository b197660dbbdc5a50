import type { Pool } from '@pangeo-forge/db/open-database';
import type { Client } from 'pg';

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  Plans?: PlanNode[];
}

interface Explained {
  Plan: PlanNode;
  'Planning Time': number;
  'Execution Time': number;
}

export interface QueryCost {
  /** Of all its statements, planning included: the middle of a few. */
  ms: number;
  /** Where it reads most rows: `Index Scan of reciperun_pkey`. */
  reads: string;
  rows: number;
}

const TIMES = 5;

/**
 * Runs a function of the product, explains each statement that it makes as it would have been run, and takes back what
 * it wrote.
 */
export async function explainStatements(client: Client, run: (db: Pool) => Promise<unknown>): Promise<QueryCost> {
  const costs: QueryCost[] = [];
  for (let time = 0; time < TIMES; time++) {
    const plans: Explained[] = [];
    await client.query('begin');
    try {
      await run(spyOn(client, plans));
    } finally {
      await client.query('rollback');
    }
    const ms = plans.reduce((sum, plan) => sum + plan['Planning Time'] + plan['Execution Time'], 0);
    costs.push({ ms, ...busiest(plans.flatMap(({ Plan }) => scansOf(Plan))) });
  }
  return costs.sort((a, b) => a.ms - b.ms)[Math.floor(TIMES / 2)] as QueryCost;
}

type Statement = string | { text: string; values?: unknown[] };

/** Each statement runs twice: explained, whose changes are taken back, and for its answer. */
function spyOn(client: Client, plans: Explained[]): Pool {
  const query = async (statement: Statement, given?: unknown[]) => {
    const { text, values = [] } = typeof statement === 'string' ? { text: statement, values: given ?? [] } : statement;
    if (!text.startsWith('explain')) {
      await client.query('savepoint explained');
      const { rows } = await client.query<{ 'QUERY PLAN': [Explained] }>(
        `explain (analyze, timing off, format json) ${text}`,
        values,
      );
      await client.query('rollback to savepoint explained');
      plans.push(rows[0]?.['QUERY PLAN'][0] as Explained);
    }
    return client.query(text, values);
  };
  return { query } as unknown as Pool;
}

interface Scan {
  reads: string;
  rows: number;
}

function scansOf(node: PlanNode): Scan[] {
  const below = (node.Plans ?? []).flatMap(scansOf);
  const of = node['Index Name'] ?? node['Relation Name'];
  if (!of || !node['Node Type'].includes('Scan')) return below;
  return [{ reads: `${node['Node Type']} of ${of}`, rows: node['Actual Rows'] * node['Actual Loops'] }, ...below];
}

/** A scan of a whole table is reported even if another one reads more rows by an index. */
function busiest(scans: Scan[]): Scan {
  const isWhole = ({ reads, rows }: Scan) => reads.startsWith('Seq Scan') && rows > 2_000;
  const [first] = scans.sort((a, b) => Number(isWhole(b)) - Number(isWhole(a)) || b.rows - a.rows);
  return first ?? { reads: '', rows: 0 };
}
