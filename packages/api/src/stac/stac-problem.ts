import type { Answer } from '../http/answer.ts';
import type { RequestProblem } from '../http/problems.ts';

/** A request that STAC API refuses: 400, with a code and a description. */
export class StacProblem extends Error {
  constructor(description: string) {
    super(description);
    this.name = 'StacProblem';
  }
}

/** @throws whatever is no StacProblem. */
export async function orProblem(answer: () => Promise<Answer>): Promise<Answer> {
  try {
    return await answer();
  } catch (error) {
    if (!(error instanceof StacProblem)) throw error;
    return refusal(error.message);
  }
}

/** A request that could not be read, such as a body that is no JSON. */
export function refuse({ problems }: RequestProblem): Answer {
  return refusal(problems.map(({ loc, msg }) => `${loc.join('.')}: ${msg}`).join('; '));
}

function refusal(description: string): Answer {
  const body = JSON.stringify({ code: 'InvalidParameterValue', description });
  return { body, type: 'application/json', status: 400 };
}
