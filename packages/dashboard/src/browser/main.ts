// The pages work without this script. It refreshes them, follows logs, and retries or cancels runs with an API key.
import { followLog } from './follow-log.ts';
import { offerCopying, onFilters, onKeys } from './page-controls.ts';
import { refreshPage } from './refresh-page.ts';
import { offerActions } from './run-actions.ts';
import { searchLog } from './search-log.ts';
import { updateTimes } from './update-times.ts';

updateTimes();
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
