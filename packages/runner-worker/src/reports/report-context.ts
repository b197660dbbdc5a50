import type { Bakery } from '@pangeo-forge/bakeries/bakery';
import type { Redactor } from '@pangeo-forge/shared/redaction/redactor';
import type { RepositoryAccess, TaskContext } from '../orchestrator/contexts.ts';

/** What reports need besides: nothing of GitHub is opened before it is known where to report. */
export interface ReportContext extends TaskContext {
  redactor: Redactor;
  /** Their bakeries' logs are asked why a run failed. */
  bakeryAdapters: ReadonlyMap<string, Pick<Bakery, 'explainFailure'>>;
  /** The run's feedstock, or staged-recipes, as `owner/name`. */
  openRepository(fullName: string): Promise<RepositoryReportContext>;
}

export interface RepositoryReportContext extends ReportContext, RepositoryAccess {}
