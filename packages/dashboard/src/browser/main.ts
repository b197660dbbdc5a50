// The pages are whole without this: it keeps them fresh, follows logs, and sends what key holders ask for.
import { followLog } from './follow-log.ts';
import { onFilters } from './on-filters.ts';
import { onKeys } from './on-keys.ts';
import { refreshPage } from './refresh-page.ts';
import { offerActions } from './run-actions.ts';
import { offerCopying } from './copy-code.ts';
import { searchLog } from './search-log.ts';
import { tellTimes } from './tell-times.ts';

tellTimes();
onKeys();
onFilters();
offerActions();
offerCopying();
refreshPage(() => {
  offerActions();
  offerCopying();
});
const log = document.querySelector<HTMLElement>('[data-log]');
if (log) {
  searchLog(log);
  void followLog(log);
}
