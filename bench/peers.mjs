/** The packages that we measure ourselves against, as installed. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../scripts/run.mjs';

const packages = {
  penpal: 'penpal',
  comlink: 'comlink',
  hubspot: '@hubspot/calling-extensions-sdk',
  teams: '@microsoft/teams-js',
  amazon: '@amazon-connect/app',
  oidc: 'oidc-client-ts',
  supabase: '@supabase/auth-js',
  auth0: '@auth0/auth0-spa-js',
};

/** @returns {Record<keyof typeof packages, string>} name and version */
export function peerVersions() {
  const versions = Object.entries(packages).map(([key, name]) => {
    const file = path.join(root, 'node_modules', name, 'package.json');
    return [key, `${name} ${JSON.parse(readFileSync(file, 'utf8')).version}`];
  });
  return Object.fromEntries(versions);
}
