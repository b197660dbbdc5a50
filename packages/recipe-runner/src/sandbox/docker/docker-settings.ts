import type { Environment } from '@pangeo-forge/shared/config/environment';

export interface DockerSettings {
  /** DOCKER_HOST; not given, the usual socket. */
  host?: string | undefined;
  /** Image that holds the runner; `{line}` in it stands for the runner's line, such as `0.10`. */
  image: string;
  /** Network of bakes; made when it is not there. */
  network: string;
  /** Processors that one container may use. */
  cpus?: number | undefined;
}

export const DEFAULT_DOCKER_SETTINGS: DockerSettings = { image: 'pangeo-forge/runner', network: 'pangeo-forge-bakes' };

/** Null where a runner of this machine is asked for. */
export function dockerSettingsOf(environment: Environment): DockerSettings | null {
  if (environment.PANGEO_FORGE_RUNNER) return null;
  return {
    host: environment.DOCKER_HOST,
    image: environment.PANGEO_FORGE_DOCKER_IMAGE,
    network: environment.PANGEO_FORGE_DOCKER_NETWORK,
    cpus: environment.PANGEO_FORGE_DOCKER_CPUS,
  };
}

const LINE = '{line}';
export const hasImagePerLine = (template: string): boolean => template.includes(LINE);
export const imageOfLine = (template: string, line: string): string => template.replaceAll(LINE, line);
