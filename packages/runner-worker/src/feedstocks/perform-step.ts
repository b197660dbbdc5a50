import type { Perform } from '@pangeo-forge/github/feedstocks/perform';
import { performEffect } from '../effects/perform-effect.ts';
import { effectParts, type PullRequestContext } from '../registry/pull-request-context.ts';

/** Steps as effects of the work in hand, their keys beginning with `key`. */
export function performStep(context: PullRequestContext, key: string): Perform {
  return (name, step) =>
    performEffect(effectParts(context), { key: `${key} ${name}`, subject: context.work.subject, ...step });
}
