import type { Answer } from '../http/answer.ts';

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
    const body = JSON.stringify({ code: 'InvalidParameterValue', description: error.message });
    return { body, type: 'application/json', status: 400 };
  }
}
