import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { stringify } from 'yaml';
import { prometheusRules } from '@pangeo-forge/api/metrics/alert-rules';

const file = path.join(import.meta.dirname, '..', 'docs', 'operations', 'alerts.yaml');
await writeFile(file, stringify(prometheusRules()));
