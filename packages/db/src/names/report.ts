/** What work of kind `reports` shows on GitHub. */
export type Report =
  /** How a run stands: its comment, or its deployment. */
  | { of: 'run'; runId: number }
  /** The one comment that says what the runs that a delivery asked for wait for. */
  | { of: 'wait'; deliveryId: string }
  /** The comments on all runs that one command or merge started. */
  | { of: 'requested_runs'; deliveryId: string }
  /** The one comment that names the feedstock that a contribution became, and its first production runs. */
  | { of: 'made_feedstock'; feedstockId: number }
  /** The issue that is open while the newest production run of a target is a failure. */
  | { of: 'target'; feedstockId: number; bakery: string; recipeId: string };

/** The report as `work.ref` stores it. */
export function formatReport(report: Report): string {
  switch (report.of) {
    case 'run':
      return String(report.runId);
    case 'wait':
      return `wait of ${report.deliveryId}`;
    case 'requested_runs':
      return `runs of ${report.deliveryId}`;
    case 'made_feedstock':
      return `made feedstock ${report.feedstockId}`;
    case 'target':
      return `production of ${report.feedstockId} ${report.bakery} ${report.recipeId}`;
  }
}

/** Null for a text that no version of this system made. */
export function parseReport(ref: string): Report | null {
  if (/^\d+$/.test(ref)) return { of: 'run', runId: Number(ref) };
  const deliveryId = /^wait of (.+)$/s.exec(ref)?.[1];
  if (deliveryId !== undefined) return { of: 'wait', deliveryId };
  const requestedBy = /^runs of (.+)$/s.exec(ref)?.[1];
  if (requestedBy !== undefined) return { of: 'requested_runs', deliveryId: requestedBy };
  const made = /^made feedstock (\d+)$/.exec(ref)?.[1];
  if (made !== undefined) return { of: 'made_feedstock', feedstockId: Number(made) };
  // an id of a bakery is a part of a file's name, without blanks; a recipe id of an adopted run may hold some
  const [, feedstockId, bakery, recipeId] = /^production of (\d+) (\S+) (.+)$/s.exec(ref) ?? [];
  if (bakery === undefined || recipeId === undefined) return null;
  return { of: 'target', feedstockId: Number(feedstockId), bakery, recipeId };
}
