/** One table of a benchmark: the first row names the columns. */
export interface Table {
  title: string;
  columns: readonly string[];
  rows: readonly (readonly (string | number)[])[];
}

export interface BenchmarkResult {
  tables: Table[];
  /** What was promised, and whether it was kept in this run. */
  targets: { what: string; wanted: string; got: string; met: boolean }[];
  /** What a reader needs to know to judge the numbers. */
  notes: string[];
}

export interface BenchmarkOptions {
  /** Shorter, for a look; its numbers are rougher. */
  quick: boolean;
  seed: number;
  /** Of what runs for a given time, when the user says so. */
  seconds: number | null;
  /** How long `pnpm test` took, for who has run it. */
  testSeconds: number | null;
  /** Where chaos keeps what the processes said, for who looks for a cause. */
  logFolder: string | null;
  log: (message: string) => void;
}

export interface Benchmark {
  summary: string;
  run(options: BenchmarkOptions): Promise<BenchmarkResult>;
}
