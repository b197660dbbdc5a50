import type { Bakery } from '@pangeo-forge/bakeries/bakery';
import type { Redactor } from '@pangeo-forge/shared/redaction/redactor';
import type { RepositoryAccess, TaskContext } from '../orchestrator/contexts.ts';

/** A report's context. The repository is opened once the report knows where it belongs. */
export interface ReportContext extends TaskContext {
  redactor: Redactor;
  /** For the reason of a failure, from the bakeries' logs. */
  bakeryAdapters: ReadonlyMap<string, Pick<Bakery, 'explainFailure'>>;
  /** Opens a feedstock or staged-recipes, by `owner/name`. */
  openRepository(fullName: string): Promise<RepositoryReportContext>;
}

export interface RepositoryReportContext extends ReportContext, RepositoryAccess {}
