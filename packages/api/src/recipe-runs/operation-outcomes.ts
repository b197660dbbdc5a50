import type { CancellationRequest } from '@pangeo-forge/db/runs/request-cancellation';
import type { RetryRequest } from '@pangeo-forge/db/runs/request-retry';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import { notFound } from '../http/row-writes.ts';

/** Work to wake after the commit. @throws AppError with a sentence for whoever asked. */
export function retryOutcome(result: RetryRequest): { runId: number; due: DueWork[] } {
  switch (result.outcome) {
    case 'registered':
      return result;
    case 'asked_before':
      return { runId: result.runId, due: [] };
    case 'asked_for_another_commit':
      throw new AppError(
        'conflict',
        `Run ${result.runId} repeats it at another commit and has not ended: wait for it, or cancel it first.`,
      );
    case 'no_production_run':
      throw new AppError(
        'conflict',
        'Only a production run can be repeated at another commit: a test run belongs to the commit of its pull request.',
      );
    case 'not_ended':
      throw new AppError('conflict', 'This run has not ended: cancel it first.');
    case 'source_unknown':
      throw new AppError(
        'conflict',
        'This run is from the previous system and has no record of its recipe’s repository: start it from its pull request.',
      );
    case 'unknown_run':
      throw notFound('reciperun');
  }
}

/** The same for a cancellation. */
export function cancelOutcome(result: CancellationRequest): DueWork[] {
  switch (result.outcome) {
    case 'cancelled':
    case 'requested':
      return result.due;
    case 'ended_before':
      throw new AppError('conflict', 'This run has already ended.');
    case 'unknown_run':
      throw notFound('reciperun');
  }
}
