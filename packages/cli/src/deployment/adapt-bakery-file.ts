import { isMap, parseDocument } from 'yaml';
import type { TerraformEnvironment } from '../release/terraform-environment-of.ts';

const PUSH = ['PangeoForge', 'push'];
/** As terraform/modules/dataflow-status names the account: df-push-{environment}. */
const PUSH_ACCOUNT = /^df-push-[a-z-]+(?=@)/;

/**
 * A bakery's file for another deployment. Pushes are for one host and come from the account of one terraform
 * environment: with those of the deployment that it was copied from every push would be refused. Without a host there
 * are none, and runs are followed by the schedule.
 */
export function adaptBakeryFile(
  text: string,
  { environment, pushHost }: { environment: TerraformEnvironment; pushHost: string | null },
): string {
  const file = parseDocument(text);
  // SOPS signs the entire file, so an encrypted one can only be changed with `sops edit`
  if (!isMap(file.contents) || file.has('sops') || !file.hasIn(PUSH)) return text;
  if (pushHost === null) {
    file.deleteIn(PUSH);
    return file.toString({ lineWidth: 0 });
  }
  file.setIn([...PUSH, 'audience'], `https://${pushHost}/dataflow/push`);
  const account = file.getIn([...PUSH, 'service_account_email']);
  if (typeof account === 'string')
    file.setIn([...PUSH, 'service_account_email'], account.replace(PUSH_ACCOUNT, `df-push-${environment}`));
  return file.toString({ lineWidth: 0 });
}
