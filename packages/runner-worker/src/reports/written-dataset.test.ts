import { expect, test } from '@jest/globals';
import { textOfDatasets, type WrittenDataset } from './written-dataset.ts';

const WRITTEN: WrittenDataset = {
  link: 'https://forge.example.org/dashboard/dataset/3',
  picture: { light: 'https://forge.example.org/a.png', dark: 'https://forge.example.org/b.png' },
  sizeBytes: 2_080_000_000,
  objects: 64,
  changed: {
    sinceRun: 11,
    changes: [
      { of: 'size', name: 'stored', from: '2.0 GB', to: '2.1 GB' },
      { of: 'dimension', name: 'time', from: '30', to: '31' },
      { of: 'variable', name: 'ice', from: null, to: 'float32 (time)' },
      { of: 'attribute', name: 'history', from: 'x', to: null },
    ],
  },
};

test('the comment shows picture, size, page and what changed since the last production run', () => {
  const text = textOfDatasets([{ recipeId: 'sst', written: WRITTEN }]).join('\n');
  expect(text).toContain('srcset="https://forge.example.org/b.png"');
  expect(text).toContain('src="https://forge.example.org/a.png"');
  expect(text).toContain('stored in 64 objects, [page of the dataset](https://forge.example.org/dashboard/dataset/3).');
  expect(text).toContain(
    'Since run 11: size `2.0 GB` → `2.1 GB`; dimension `time` `30` → `31`; variable `ice` is new (`float32 (time)`); attribute `history` is gone.',
  );
});

test('a dataset that cannot be drawn, or is the first, says no more than is known', () => {
  const written = { ...WRITTEN, picture: null, sizeBytes: null, changed: null };
  expect(textOfDatasets([{ recipeId: 'sst', written }])).toEqual([
    '',
    '`sst`: [page of the dataset](https://forge.example.org/dashboard/dataset/3).',
  ]);
});

test('what a recipe chose is code, and cannot end it', () => {
  const name = '`](https://evil.example.org) @everyone\n<img src=x>';
  const changes = [{ of: 'attribute' as const, name, from: name, to: name }];
  const written = { ...WRITTEN, picture: null, changed: { sinceRun: 1, changes } };
  const text = textOfDatasets([{ recipeId: name, written }]).join('\n');
  const outsideOfCode = text.replaceAll(/(`+) ?[\s\S]*?[^`]\1(?!`)/g, '');
  expect(outsideOfCode).not.toMatch(/evil|@everyone|<img/);
});

test('of many datasets only the first pictures are shown', () => {
  const text = textOfDatasets(Array.from({ length: 5 }, () => ({ recipeId: 'sst', written: WRITTEN }))).join('\n');
  expect(text.match(/<picture>/g)).toHaveLength(3);
});
