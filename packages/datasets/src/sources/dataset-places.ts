import type { BakeryConfig } from '@pangeo-forge/shared/config/load-bakery';

/** Where datasets may lie. */
export interface DatasetPlaces {
  /** `name` or `name:port`. */
  hosts: ReadonlySet<string>;
  /** Folders of this machine; only a local deployment has any. */
  localRoots: readonly string[];
  allowLoopback: boolean;
}

const ROOT_PATH = '{root_path}';

/** The places that the bakeries of a deployment publish to; `isLocal`: the deployment is a developer's machine. */
export function datasetPlacesOf(bakeries: Iterable<Pick<BakeryConfig, 'file'>>, isLocal: boolean): DatasetPlaces {
  const storages = [...bakeries].map(({ file }) => file.TargetStorage);
  const urls = storages.map(({ public_url: url = ROOT_PATH, root_path: root }) => url.replaceAll(ROOT_PATH, root));
  const local = storages.filter(({ fsspec_class: name }) => /\bLocalFileSystem$/.test(name));
  return {
    hosts: new Set(urls.flatMap(hostOf)),
    localRoots: isLocal ? local.map(({ root_path: root }) => root.replace(/[^/]*\{.*$/, '')) : [],
    allowLoopback: isLocal,
  };
}

/** The host that answers for this URL over HTTP; none for a place that does not. */
export function hostOf(url: string): string[] {
  const host = toHttpUrl(url.replaceAll(/[{}]/g, '-'))?.host;
  return host ? [host] : [];
}

/** The same place over HTTP, for the schemes of stores that answer it; null for any other. */
export function toHttpUrl(url: string): URL | null {
  if (!URL.canParse(url)) return null;
  const { protocol, host, pathname } = new URL(url);
  switch (protocol) {
    case 'http:':
    case 'https:':
      return new URL(url);
    case 's3:':
      return new URL(`https://${host}.s3.amazonaws.com${pathname}`);
    case 'gs:':
    case 'gcs:':
      return new URL(`https://storage.googleapis.com/${host}${pathname}`);
    default:
      return null;
  }
}
