import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { serveTasks } from '@pangeo-forge/shared/untrusted/serve-tasks';
import type { DatasetDescription } from '../description/dataset-description.ts';
import { describeAt, type DescribeAtOptions } from '../description/describe-at.ts';
import { renderDataset } from '../html/render-dataset.ts';

/** Of what leaves the thread: the event loop copies it, and sends it on. */
const MAX_CHARACTERS = 4 * 1024 * 1024;

const tasks = {
  async describe(url: string, options: DescribeAtOptions): Promise<DatasetDescription> {
    const description = await describeAt(url, options);
    assertShort(JSON.stringify(description));
    return description;
  },
  /** `stored` is how it was described when it was opened after its bake; null reads it now. */
  async render(url: string, stored: DatasetDescription | null, options: DescribeAtOptions): Promise<string> {
    const html = renderDataset(stored ?? (await describeAt(url, options)), url);
    assertShort(html);
    return html;
  },
};

function assertShort(text: string): void {
  if (text.length > MAX_CHARACTERS)
    throw new AppError('too_large', `The description of the dataset is larger than ${MAX_CHARACTERS / 1024 ** 2} MB.`);
}

export type DatasetTasks = typeof tasks;

serveTasks(tasks);
