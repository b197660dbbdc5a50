import { bakeryKindOf } from '@pangeo-forge/bakeries/bakery-kind';
import type { BakeryFile } from '@pangeo-forge/shared/config/bakery-file.schema';

/** What a bake gets as files, by the variables that name them: of its own bakery only. */
export function secretFilesFor(file: BakeryFile, googleCredentials: string | null): Record<string, string> {
  switch (bakeryKindOf(file)) {
    case 'dataflow':
      return googleCredentials === null ? {} : { GOOGLE_APPLICATION_CREDENTIALS: googleCredentials };
    case 'flink': {
      const kubeconfig = file.PangeoForge.flink?.kubeconfig;
      return kubeconfig ? { KUBECONFIG: JSON.stringify(kubeconfig) } : {};
    }
    default:
      return {};
  }
}
