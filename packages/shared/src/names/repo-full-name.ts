import { AppError } from '../errors/app-error.ts';

const PART = /^[A-Za-z0-9._-]{1,100}$/;

/** `owner/name` of a GitHub repository. */
export class RepoFullName {
  readonly owner: string;
  readonly name: string;

  private constructor(owner: string, name: string) {
    this.owner = owner;
    this.name = name;
  }

  static parse(text: string): RepoFullName {
    const [owner, name, ...rest] = text.split('/');
    if (!owner || !name || rest.length > 0 || !PART.test(owner) || !PART.test(name) || name === '.' || name === '..') {
      throw new AppError('invalid_input', `"${text}" is not a repository name: write owner/name.`);
    }
    return new RepoFullName(owner, name);
  }

  /** Recipes live in repositories named `…-feedstock` or `…staged-recipes`, in any case; all others are skipped. */
  get holdsRecipes(): boolean {
    return this.isStagedRecipes || /-feedstock$/i.test(this.name);
  }

  get isStagedRecipes(): boolean {
    return /staged-recipes$/i.test(this.name);
  }

  toString(): string {
    return `${this.owner}/${this.name}`;
  }
}
