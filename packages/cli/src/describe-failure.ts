import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { ZodError } from 'zod';
import type { Command } from './define-command.ts';
import { EXIT_CODES, exitCodeOf } from './exit-codes.ts';

export interface Failure {
  message: string;
  /** For `--json`. */
  code: string;
  exitCode: number;
}

const ISSUES = 'https://github.com/pangeo-forge/pangeo-forge-orchestrator/issues';

/** What a failure means to the person at the terminal. Only what nothing else explains is called a bug. */
export function describeFailure(error: unknown, command: Command): Failure {
  if (error instanceof AppError)
    return { message: error.publicMessage, code: error.code, exitCode: exitCodeOf(error.code) };
  if (error instanceof ZodError) return usage(error.issues.map((issue) => problemOf(issue, command)).join('\n'));
  const environment = causesOf(error).map(faultOfEnvironment).find(Boolean);
  if (environment) return environment;
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    message: `This is a bug in pangeo-forge. Please report it at ${ISSUES}.\n${stack}`,
    code: 'fault',
    exitCode: EXIT_CODES.no.code,
  };
}

function problemOf({ path, message, ...issue }: ZodError['issues'][number], { options = [] }: Command): string {
  const name = path.join('.');
  const flag = `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  const isOption = options.some(([flags]) => flags.split(/[ ,]+/).includes(flag));
  const isNumber = issue.code === 'invalid_type' && issue.expected === 'number' && message.startsWith('Invalid input');
  const problem = isNumber ? 'must be a number' : message.replace(/^Invalid input: /, '');
  // some messages name their option themselves
  return problem.startsWith(flag) ? problem : `${isOption ? flag : name}: ${problem}`;
}

function usage(message: string): Failure {
  return { message, code: 'usage', exitCode: EXIT_CODES.usage.code };
}

/** The error and what caused it, outermost first. */
function causesOf(error: unknown): unknown[] {
  const causes: unknown[] = [];
  for (let at = error; typeof at === 'object' && at !== null && causes.length < 5; at = (at as Error).cause)
    causes.push(at);
  return causes;
}

interface SystemError extends Error {
  code?: string;
  syscall?: string;
  path?: string;
  port?: number;
  input?: string;
}

const UNREACHABLE =
  /^(?:E(?:CONNREFUSED|CONNRESET|NOTFOUND|AI_AGAIN|TIMEDOUT|HOSTUNREACH|NETUNREACH|PIPE)|UND_ERR_\w+)$/;
const NOT_ALLOWED = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'EISDIR', 'ENOENT', 'ELOOP']);

/** A fault of this machine, its disk, its programs or its network; null for anything else. */
function faultOfEnvironment(error: unknown): Failure | null {
  if ((error as Error).name === 'ExecaError') return faultOfProgram(error as ProgramError);
  const { code = '', syscall = '', path, port, input, message, name } = error as SystemError;
  if (UNREACHABLE.test(code)) return unreachable(`The network did not answer as expected (${message}).`);
  if (name === 'TimeoutError') return unreachable('The network did not answer in time.');
  if (code === 'ERR_INVALID_URL') return usage(`${JSON.stringify(input)} is not a URL.`);
  if (code === 'EADDRINUSE') return ofEnvironment(`Port ${port} is in use: choose another one.`);
  if (code === 'ENOSPC' || code === 'EDQUOT') return ofEnvironment(`The disk is full (${message}).`);
  if (code === 'ENOENT' && syscall.startsWith('spawn')) return missing(syscall.slice('spawn '.length));
  if (NOT_ALLOWED.has(code) && path !== undefined)
    return ofEnvironment(`${path} cannot be used: this machine answered ${code} to ${syscall}.`);
  return null;
}

/** As execa throws it: not imported, since most commands never load it. */
interface ProgramError extends Error {
  code?: string;
  command: string;
  shortMessage: string;
  stderr?: unknown;
}

function faultOfProgram({ code, command, shortMessage, stderr }: ProgramError): Failure {
  const program = command.split(' ')[0] ?? command;
  if (code === 'ENOENT') return missing(program);
  const last = typeof stderr === 'string' ? stderr.trim().split('\n').at(-1) : '';
  return ofEnvironment(`The program ${program} failed: ${last || shortMessage}`);
}

function missing(program: string): Failure {
  return ofEnvironment(`The program ${program} is not on PATH: install it.`);
}

function ofEnvironment(message: string): Failure {
  return { message, code: 'environment', exitCode: EXIT_CODES.no.code };
}

function unreachable(message: string): Failure {
  return { message, code: 'unavailable', exitCode: EXIT_CODES.unreachable.code };
}
