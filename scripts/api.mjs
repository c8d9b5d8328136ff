/**
 * The API report of each entry point: fails when the committed one in etc/ is not what dist exports.
 * `--update` (`npm run api:update`) writes them.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Extractor, ExtractorConfig } from '@microsoft/api-extractor';
import { root } from './run.mjs';

const update = process.argv.includes('--update');
const base = ExtractorConfig.loadFile(path.join(root, 'api-extractor.json'));

/** @type {{ name: string, exports: Record<string, string | { types: string }> }} */
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));

/** @type {string[]} */
const failed = [];
for (const [entry, target] of Object.entries(manifest.exports)) {
  // The script tag's surface is a global of types that "." exports.
  if (typeof target === 'string' || entry.endsWith('script')) continue;
  const name = entry === '.' ? manifest.name : entry.slice(2).replaceAll('/', '-');
  const config = ExtractorConfig.prepare({
    configObject: {
      ...base,
      projectFolder: root,
      mainEntryPointFilePath: path.join(root, target.types),
      apiReport: {
        ...base.apiReport,
        enabled: true,
        reportFileName: `${name}.api.md`,
        reportFolder: path.join(root, 'etc'),
        reportTempFolder: path.join(root, 'temp'),
      },
    },
    configObjectFullPath: path.join(root, 'api-extractor.json'),
    packageJsonFullPath: path.join(root, 'package.json'),
  });
  const result = Extractor.invoke(config, { localBuild: update });
  if (!result.succeeded || (result.apiReportChanged && !update)) failed.push(name);
}

for (const name of failed)
  console.error(`etc/${name}.api.md does not agree with dist: "npm run api:update", and review it`);
if (failed.length > 0) process.exitCode = 1;
