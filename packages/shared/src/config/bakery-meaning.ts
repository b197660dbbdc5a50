import path from 'node:path';
import { editDistance } from '../names/nearest-name.ts';
import type { BakeryFile } from './bakery-file.schema.ts';
import type { SchemaProblem } from './schema-problems.ts';

/** Classes that pangeo-forge-runner brings. */
const BAKERY_CLASSES = [
  'pangeo_forge_runner.bakery.local.LocalDirectBakery',
  'pangeo_forge_runner.bakery.dataflow.DataflowBakery',
  'pangeo_forge_runner.bakery.flink.FlinkOperatorBakery',
];
/** File systems that the managed environment brings, each with the schemes of its addresses. */
const FILE_SYSTEMS: Readonly<Record<string, readonly string[]>> = {
  'fsspec.implementations.local.LocalFileSystem': ['file', 'local'],
  's3fs.S3FileSystem': ['s3', 's3a'],
  's3fs.core.S3FileSystem': ['s3', 's3a'],
  'gcsfs.GCSFileSystem': ['gs', 'gcs'],
  'gcsfs.core.GCSFileSystem': ['gs', 'gcs'],
  'fsspec.implementations.memory.MemoryFileSystem': ['memory'],
  'adlfs.AzureBlobFileSystem': ['abfs', 'az', 'abfss'],
};
const LIKELY_TYPO = 3;
const STORAGES = ['TargetStorage', 'InputCacheStorage', 'MetadataCacheStorage'] as const;

/** A Python class that a bakery names, and whether it is one that every deployment has. */
export interface NamedClass {
  path: string[];
  name: string;
  kind: 'bakery' | 'file system';
  isKnown: boolean;
}

/** The classes of a bakery’s file in the order of the file. */
export function classesOf(file: BakeryFile): NamedClass[] {
  const storages = STORAGES.flatMap((section): NamedClass[] => {
    const name = file[section]?.fsspec_class;
    if (name === undefined) return [];
    return [{ path: [section, 'fsspec_class'], name, kind: 'file system', isKnown: Object.hasOwn(FILE_SYSTEMS, name) }];
  });
  const name = file.Bake.bakery_class;
  return [
    { path: ['Bake', 'bakery_class'], name, kind: 'bakery', isKnown: BAKERY_CLASSES.includes(name) },
    ...storages,
  ];
}

/** What the schema accepts in a bakery’s file, and no run can work with. Looks at nothing but the file. */
export function bakeryMeaningProblems(file: BakeryFile): SchemaProblem[] {
  return [
    ...classesOf(file).flatMap(misspeltClass),
    ...STORAGES.flatMap((section) => storageProblems(file, section)),
    ...publicUrlProblems(file),
    ...sectionProblems(file),
  ];
}

/** Only what is certain without Python: a name that is no class, or a letter away from a known one. */
function misspeltClass({ path: at, name, kind, isKnown }: NamedClass): SchemaProblem[] {
  if (isKnown) return [];
  const known = kind === 'bakery' ? BAKERY_CLASSES : Object.keys(FILE_SYSTEMS);
  if (!/^[A-Za-z_]\w*(\.[A-Za-z_]\w*)+$/.test(name))
    return [problem(at, `is not the full name of a Python class. Known: ${known.join(', ')}.`)];
  const nearest = known.find((one) => editDistance(one.toLowerCase(), name.toLowerCase()) <= LIKELY_TYPO);
  if (nearest !== undefined) return [problem(at, `is not known. Did you mean "${nearest}"?`)];
  const isOfRunner = kind === 'bakery' && name.startsWith('pangeo_forge_runner.');
  return isOfRunner ? [problem(at, `is not in pangeo-forge-runner. Known: ${known.join(', ')}.`)] : [];
}

function storageProblems(file: BakeryFile, section: (typeof STORAGES)[number]): SchemaProblem[] {
  const storage = file[section];
  if (!storage) return [];
  const { root_path: root, fsspec_class: fsspecClass, fsspec_args: args } = storage;
  if (root === undefined || fsspecClass === undefined) {
    if (root === undefined && fsspecClass === undefined) return [];
    return [problem([section], `has only one of fsspec_class and root_path: write both, or leave the section out.`)];
  }
  return [
    ...rootPathProblems([section, 'root_path'], root, section === 'TargetStorage'),
    ...schemeProblems([section, 'root_path'], root, fsspecClass),
    ...endpointProblems([section, 'fsspec_args'], args),
  ];
}

function rootPathProblems(at: string[], root: string, mustDiffer: boolean): SchemaProblem[] {
  const names = [...root.matchAll(/\{([^{}]*)\}/g)].map(([, name]) => name ?? '');
  const rest = root.replace(/\{[^{}]*\}/g, '');
  if (/[{}]/.test(rest)) return [problem(at, 'has a brace without its partner.')];
  // the runner fills in the job's name, which is right for caches
  const foreign = names.find((name) => name !== 'subpath' && (mustDiffer || name !== 'job_name'));
  if (foreign === 'job_name')
    return [problem(at, 'write {subpath} for {job_name}: only then the dataset’s address is known here.')];
  if (foreign !== undefined) return [problem(at, `{${foreign}} is filled in by nobody. Known: {subpath}.`)];
  if (mustDiffer && names.length === 0)
    return [
      problem(at, `has no {subpath}: all runs would write to one place. Write "${root.replace(/\/$/, '')}/{subpath}".`),
    ];
  return [];
}

function schemeProblems(at: string[], root: string, fsspecClass: string): SchemaProblem[] {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(root)?.[1]?.toLowerCase();
  const known = FILE_SYSTEMS[fsspecClass];
  if (scheme !== undefined && known && !known.includes(scheme))
    return [problem(at, `is an address of another file system (${scheme}://) than ${fsspecClass}.`)];
  if (scheme === undefined && fsspecClass.endsWith('.LocalFileSystem') && !path.isAbsolute(root))
    return [
      problem(at, 'must be an absolute path: a relative one is below the folder of each run, and removed with it.'),
    ];
  return [];
}

function endpointProblems(at: string[], args: Readonly<Record<string, unknown>> = {}): SchemaProblem[] {
  const client = args['client_kwargs'];
  const nested = typeof client === 'object' && client !== null ? (client as Record<string, unknown>) : {};
  const given = [
    [[...at, 'endpoint_url'], args['endpoint_url']],
    [[...at, 'client_kwargs', 'endpoint_url'], nested['endpoint_url']],
  ] as const;
  return given.flatMap(([place, value]) =>
    value === undefined || isWebAddress(value) ? [] : [problem([...place], 'must be a URL such as https://host.')],
  );
}

function publicUrlProblems({ TargetStorage: { public_url: url, root_path: root, fsspec_class } }: BakeryFile) {
  const at = ['TargetStorage', 'public_url'];
  if (url === undefined) return [];
  const foreign = /\{(?!root_path\})[^{}]*\}?/.exec(url)?.[0];
  if (foreign !== undefined) return [problem(at, `${foreign} is filled in by nobody. Known: {root_path}.`)];
  if (!url.includes('{root_path}')) return [problem(at, 'has no {root_path}: all datasets would have one address.')];
  if (fsspec_class.endsWith('.LocalFileSystem') && /^(file:\/\/)?\{root_path\}/.test(url)) return [];
  if (/[a-z]:\/\/.*\{root_path\}/i.test(url) && /^[a-z0-9+.-]+:\/\//i.test(root))
    return [problem(at, `{root_path} already begins with a scheme: write TargetStorage.root_path without it.`)];
  const filled = url.replaceAll('{root_path}', () => root).replaceAll('{subpath}', 'x');
  return URL.canParse(filled)
    ? []
    : [problem(at, `is not a URL once {root_path} is filled in (https://host/{root_path}).`)];
}

function sectionProblems({ Bake, PangeoForge: { flink, script_targets: targets = [] }, ...file }: BakeryFile) {
  const problems: SchemaProblem[] = [];
  const temp = file.DataflowBakery?.['temp_gcs_location'];
  if (Bake.bakery_class.endsWith('.DataflowBakery') && !(typeof temp === 'string' && /^gs:\/\/[^/]/.test(temp))) {
    const at = temp === undefined ? ['DataflowBakery'] : ['DataflowBakery', 'temp_gcs_location'];
    problems.push(problem(at, 'needs temp_gcs_location, such as gs://bucket/temp: Dataflow stages jobs there.'));
  }
  if (flink && !isWebAddress(flink.rest_url.replaceAll('{deployment}', 'x')))
    problems.push(
      problem(['PangeoForge', 'flink', 'rest_url'], 'must be a URL such as http://{deployment}-rest:8081.'),
    );
  targets.forEach((target, index) => {
    if (!/^[a-z][a-z0-9+.-]*:\/\/[^/]/i.test(target) && !path.isAbsolute(target))
      problems.push(
        problem(['PangeoForge', 'script_targets', String(index)], 'must be an address or an absolute path.'),
      );
  });
  if (Bake.container_image !== undefined && /\s|^https?:/.test(Bake.container_image))
    problems.push(
      problem(['Bake', 'container_image'], 'must be the name of an image, such as quay.io/pangeo/forge:5e51a29.'),
    );
  return problems;
}

function isWebAddress(value: unknown): boolean {
  return typeof value === 'string' && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}

function problem(at: string[], message: string): SchemaProblem {
  return { path: at, message: `${at.join('.')}: ${message}` };
}
