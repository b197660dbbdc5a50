import { AppError } from '../src/errors/app-error.ts';
import { serveTasks } from '../src/untrusted/serve-tasks.ts';

const tasks = {
  echo: (text: string) => text,
  environment: () => ({ ...process.env }),
  spin(): never {
    for (;;);
  },
  hoard(): number {
    const kept: unknown[] = [];
    for (;;) kept.push({ kept });
  },
  wait: () => new Promise<never>(() => {}),
  refuse(): never {
    throw new AppError('not_found', 'There is nothing.');
  },
  lintMeta: () => tasks.spin(),
  maintainersOf: () => tasks.spin(),
  fieldsOf: () => tasks.hoard(),
  read: () => tasks.spin(),
  payloadOfForm: () => tasks.spin(),
};

export type HostileTasks = typeof tasks;

serveTasks(tasks);
