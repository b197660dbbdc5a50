/** Names directly below a path of the hierarchy; null where the storage does not tell. */
export type ListNames = (path: string) => Promise<string[] | null>;

const MOST_NODES = 200;

/** Visits the nodes of a hierarchy that is not consolidated; `isGroup` reads the node at a path and tells whether there is more below it. */
export async function walkNodes(list: ListNames, isGroup: (path: string) => Promise<boolean>): Promise<void> {
  const groups = [''];
  let visited = 0;
  for (let group = groups.shift(); group !== undefined; group = groups.shift()) {
    const names = ((await list(group)) ?? []).filter((name) => !/^\.z|^zarr\.json$|^[\d.]+$|^c$/.test(name));
    const paths = names.map((name) => (group === '' ? name : `${group}/${name}`)).slice(0, MOST_NODES - visited);
    visited += paths.length;
    const found = await Promise.all(paths.map(isGroup));
    groups.push(...paths.filter((_path, index) => found[index]));
  }
}
