import { existsSync } from 'node:fs';
import { open, readdir, realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { findExecutable } from '@pangeo-forge/shared/process/find-executable';
import { execa } from 'execa';
import { z } from 'zod';
import { RUNNER_LINES, type RunnerLine } from './read-runner-lock.ts';
import { RunnerEnvironmentError } from './runner-environment-error.ts';

/** A `pangeo-forge-runner` executable and what it needs to run where little else is visible. */
export interface RunnerProgram {
  executable: string;
  /** Directories for PATH, most important first. */
  searchPath: readonly string[];
  /** Files and directories that must be readable. */
  visible: readonly string[];
  /** The packages beside it; null when it is not a Python program. */
  sitePackages: string | null;
  /** Its interpreter, when it is a Python program. */
  python?: string;
  /** Of the managed environments, or as the version beside the executable says. */
  line?: RunnerLine;
}

const ASK_PYTHON = `
import json, os, sys, sysconfig
print(json.dumps([sys.prefix, os.path.realpath(sys.base_prefix), sysconfig.get_paths()["purelib"], sysconfig.get_paths()["platlib"]]))
`;

/**
 * Inspects a runner executable (the managed one, or the one that PANGEO_FORGE_RUNNER names) and finds its interpreter
 * and packages.
 * @param searchPath PATH, for a bare name and for interpreters named through `env`.
 * @throws RunnerEnvironmentError `runner_unusable`
 */
export async function describeRunner(executable: string, searchPath: string): Promise<RunnerProgram> {
  const path = await locate(executable, searchPath);
  if (!path) throw unusable(executable, 'it is not an executable file');
  const interpreter = await findInterpreter(path, searchPath);
  const ownDirectories = [dirname(path), dirname(await realpath(path))];
  if (!interpreter)
    return { executable: path, searchPath: [dirname(path)], visible: unique(ownDirectories), sitePackages: null };
  if (!/python[\d.]*$/.test(interpreter)) {
    const visible = unique([...ownDirectories, ...modulesAbove(await realpath(path)), await realpath(interpreter)]);
    return {
      executable: path,
      searchPath: unique([dirname(path), dirname(await realpath(interpreter))]),
      visible,
      sitePackages: null,
    };
  }
  const asked = await askPython(interpreter);
  if ('said' in asked) throw unusable(executable, `its interpreter ${interpreter} does not run: ${asked.said}`);
  const { prefix, basePrefix, purelib, platlib } = asked;
  const line = await lineIn(purelib);
  return {
    executable: path,
    searchPath: unique([dirname(path), dirname(interpreter), join(basePrefix, 'bin')]),
    visible: unique([...ownDirectories, prefix, basePrefix, purelib, platlib]),
    sitePackages: purelib,
    python: interpreter,
    ...(line ? { line } : {}),
  };
}

/** The line of the pangeo-forge-runner that is installed there; null for a version of none. */
async function lineIn(sitePackages: string): Promise<RunnerLine | null> {
  const names = await readdir(sitePackages).catch(() => []);
  const version = names.flatMap((name) => /^pangeo_forge_runner-(\d+\.\d+)[\w.]*\.dist-info$/.exec(name)?.[1] ?? [])[0];
  return RUNNER_LINES.find((line) => line === version) ?? null;
}

/**
 * A Python interpreter with its packages, for sandboxes in which little else is visible.
 * @throws RunnerEnvironmentError `runner_unusable`
 */
export async function describePython(executable: string): Promise<Omit<RunnerProgram, 'sitePackages'>> {
  const asked = await askPython(executable);
  if ('said' in asked) throw new RunnerEnvironmentError('runner_unusable', `${executable} does not run: ${asked.said}`);
  const { prefix, basePrefix, purelib, platlib } = asked;
  return {
    executable,
    searchPath: unique([dirname(executable), join(basePrefix, 'bin')]),
    visible: unique([prefix, basePrefix, purelib, platlib]),
  };
}

async function askPython(interpreter: string) {
  const answer = await execa(interpreter, ['-I', '-c', ASK_PYTHON], {
    extendEnv: false,
    env: {},
    reject: false,
    stdin: 'ignore',
    timeout: 120_000,
  });
  if (answer.failed) return { said: answer.stderr.slice(-300) };
  const [prefix, basePrefix, purelib, platlib] = z
    .tuple([z.string(), z.string(), z.string(), z.string()])
    .parse(JSON.parse(answer.stdout));
  return { prefix, basePrefix, purelib, platlib };
}

/** Where a Node program finds its packages. */
function modulesAbove(path: string): string[] {
  const found: string[] = [];
  for (let directory = dirname(path); directory !== dirname(directory); directory = dirname(directory)) {
    const modules = join(directory, 'node_modules');
    if (existsSync(modules)) found.push(modules);
  }
  return found;
}

/** From the `#!` line; installers write `#!/bin/sh` and an exec line instead when the path is long or holds a space. */
async function findInterpreter(path: string, searchPath: string): Promise<string | null> {
  await using file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(1024), 0, 1024, 0);
  const [first = '', second = ''] = buffer.toString('utf8', 0, bytesRead).split('\n');
  if (!first.startsWith('#!')) return null;
  const throughShell = /^'''exec' ("[^"]+"|'[^']+'|\S+)/.exec(second)?.[1];
  if (throughShell) return throughShell.replace(/^["']|["']$/g, '');
  const [program = '', ...args] = first.slice(2).trim().split(/\s+/);
  if (!program.endsWith('/env')) return program;
  const named = args.find((arg) => !arg.startsWith('-'));
  return named ? locate(named, searchPath) : null;
}

async function locate(name: string, searchPath: string): Promise<string | null> {
  if (!name.includes('/')) return findExecutable(name, searchPath);
  return findExecutable(basename(name), dirname(resolve(name)));
}

function unusable(executable: string, why: string): RunnerEnvironmentError {
  return new RunnerEnvironmentError(
    'runner_unusable',
    `the runner ${executable} (PANGEO_FORGE_RUNNER) cannot be used: ${why}. Name a pangeo-forge-runner executable, or unset the variable to let the managed environment be made.`,
  );
}

const unique = (paths: readonly string[]): string[] => [...new Set(paths)];
