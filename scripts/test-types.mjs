/**
 * The packed package in consumers' projects: the same code, compiled by each TypeScript we support with each module
 * resolution in use, declarations of libraries checked too. Nothing is installed: the tarball is unpacked, and its
 * dependencies are linked.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { mapLimited, root, run } from './run.mjs';

/** The folders in node_modules that hold a compiler. */
const COMPILERS = ['typescript-5.4', 'typescript-5.9', 'typescript', 'typescript-7'];

const RESOLUTIONS = [
  { module: 'ESNext', moduleResolution: 'bundler' },
  { module: 'NodeNext', moduleResolution: 'NodeNext' },
];

/** @param {string} file */
const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));

/**
 * Unpacks what npm would publish into a project of its own.
 *
 * @param {string} project
 */
async function install(project) {
  const { name, dependencies } = readJson(path.join(root, 'package.json'));
  const modules = path.join(project, 'node_modules');
  const target = path.join(modules, name);
  mkdirSync(target, { recursive: true });
  const packed = await run('npm', ['pack', '--ignore-scripts', '--pack-destination', project], { quiet: true });
  const tarball = packed.output.trim().split('\n').at(-1) ?? '';
  const unpacked = await run('tar', ['-xzf', path.join(project, tarball), '-C', target, '--strip-components=1'], {
    quiet: true,
  });
  if (packed.code !== 0 || unpacked.code !== 0) throw new Error(`npm pack: ${packed.output}${unpacked.output}`);
  for (const dependency of Object.keys(dependencies)) {
    const link = path.join(modules, dependency);
    mkdirSync(path.dirname(link), { recursive: true });
    symlinkSync(path.join(root, 'node_modules', dependency), link, 'dir');
  }
}

/** @returns {Promise<{ passed: number, failed: number }>} */
export async function testTypes() {
  const project = mkdtempSync(path.join(tmpdir(), 'aicc-support-types-'));
  try {
    await install(project);
    writeFileSync(path.join(project, 'package.json'), '{ "type": "module" }\n');
    cpSync(path.join(root, 'test', 'types'), project, { recursive: true });
    const cases = COMPILERS.flatMap((compiler) => RESOLUTIONS.map((resolution) => ({ compiler, resolution })));
    const results = await mapLimited(cases, 2, async ({ compiler, resolution }) => {
      const folder = path.join(root, 'node_modules', compiler);
      const title = `TypeScript ${readJson(path.join(folder, 'package.json')).version}, ${resolution.moduleResolution}`;
      const config = path.join(project, `tsconfig.${compiler}.${resolution.moduleResolution}.json`);
      writeFileSync(config, JSON.stringify({ extends: './tsconfig.json', compilerOptions: resolution }));
      const tsc = path.join(folder, 'bin', 'tsc');
      const { code, output } = await run(process.execPath, [tsc, '-p', config, '--pretty', 'false'], { quiet: true });
      console.log(`${code === 0 ? '✓' : '✗'} consumer compiles with ${title}`);
      if (code !== 0) console.error(output);
      return code === 0;
    });
    const passed = results.filter(Boolean).length;
    return { passed, failed: results.length - passed };
  } catch (error) {
    console.error(error);
    return { passed: 0, failed: COMPILERS.length * RESOLUTIONS.length };
  } finally {
    rmSync(project, { recursive: true, force: true });
  }
}

if (process.argv[1] === import.meta.filename) {
  const { failed } = await testTypes();
  if (failed > 0) process.exitCode = 1;
}
