import type { BakeryConfig } from '@pangeo-forge/shared/config/load-bakery';

/** Where datasets may lie. */
export interface DatasetPlaces {
  /** URLs: what is at or below one of them may be read. A host alone does not do: everybody has a bucket there. */
  stores: readonly string[];
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
    stores: urls.map(beforePlaceholder),
    localRoots: isLocal ? local.map(({ root_path: root }) => root.replace(/[^/]*\{.*$/, '')) : [],
    allowLoopback: isLocal,
  };
}

/** The folder that all names of a template share: `https://host/bucket/{subpath}` is `https://host/bucket/`. */
function beforePlaceholder(template: string): string {
  return template.replace(/[^/]*\{.*$/s, '');
}

/**
 * Whether a URL is at or below one of these stores, whatever their schemes. A store that is one file of references has
 * its folder.
 */
export function createPlaceCheck(stores: readonly string[]): (url: URL) => boolean {
  const places = stores.flatMap((store) => {
    const url = toHttpUrl(store);
    const path = url && plainPath(url);
    return path === null ? [] : [{ host: url?.host, path: path.replace(/\/[^/]*\.json$|\/+$/, '') }];
  });
  return (url) => {
    const path = plainPath(url);
    return (
      path !== null &&
      places.some((place) => place.host === url.host && (path === place.path || path.startsWith(`${place.path}/`)))
    );
  };
}

/** Decoded; of a bucket's listing, the folder that is listed. Null for a path with steps that lead out of a folder. */
function plainPath({ pathname, searchParams }: URL): string | null {
  try {
    const listed = searchParams.get('list-type') === '2' ? `/${searchParams.get('prefix') ?? ''}` : '';
    const path = decodeURIComponent(pathname).replace(/\/$/, '') + listed;
    return /[/\\]\.\.?(?:[/\\]|$)/.test(path) ? null : path;
  } catch {
    return null;
  }
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
