import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { capture, nodeFlags } from '../starter/child.mjs';
import { build, ensureMessages, isBuilt, tool } from '../starter/prepare.mjs';
import { inRoot } from '../starter/root.mjs';
import { filesOf } from './test-files.mjs';
import { countVitest } from './vitest-count.mjs';

/**
 * @typedef {{ passed: number, failed: number, skipped: number, notes: string[], output: string }} Outcome
 * @typedef {{ postgres: () => Promise<string>, chromium: () => Promise<string> }} Parts what a stage may ask for: the
 *   admin address of a running PostgreSQL, the path of a browser; each is brought up once
 * @typedef {{ name: string, needs?: string[], run: (parts: Parts) => Promise<Outcome> }} Stage
 */

/** @type {Stage[]} */
export const stages = [
  { name: 'format', run: () => command('prettier', ['--check', '.', '--log-level', 'warn', ...prettierCache]) },
  { name: 'lint', run: () => command('eslint', ['.', '--max-warnings', '0']) },
  { name: 'types', run: () => command('svelte-check', [...checkedTree, '--fail-on-warnings']) },
  { name: 'unit', run: () => vitest(['unit', 'unit-runes', 'architecture']) },
  { name: 'build', run: buildStage },
  {
    name: 'integration-sqlite',
    needs: ['build'],
    run: () => vitest(['integration'], { TIDEBOARD_TEST_ENGINE: 'sqlite' }),
  },
  {
    name: 'integration-postgres',
    needs: ['build'],
    run: async (parts) => {
      if (filesOf(['integration']).length === 0) return nothingToRun;
      return vitest(['integration'], { TIDEBOARD_TEST_ENGINE: 'postgres', TIDEBOARD_TEST_PG: await parts.postgres() });
    },
  },
  { name: 'component', run: (parts) => inBrowser(['component'], parts) },
  { name: 'e2e', needs: ['build'], run: (parts) => inBrowser(['e2e'], parts) },
];

const prettierCache = [
  '--cache',
  '--cache-strategy',
  'content',
  '--cache-location',
  'node_modules/.cache/tideboard-format',
];
const checkedTree = ['--workspace', inRoot(), '--tsconfig', inRoot('scripts', 'checks', 'tsconfig.json')];

/** What the tools print is collected, so they cannot see for themselves whether it ends on a terminal. */
const colour = () => (process.stdout.isTTY ? { FORCE_COLOR: '1' } : { NO_COLOR: '1', FORCE_COLOR: undefined });

/** Somebody's own settings of the application must not reach its tests, least of all the address of a real database. */
const withoutSettings = () => {
  const settings = Object.keys(process.env).filter(
    (name) => ['DATABASE_URL', 'ORIGIN'].includes(name) || /^TIDEBOARD_(?!TEST_|CHROMIUM|PARENT)/.test(name),
  );
  return Object.fromEntries(settings.map((name) => [name, undefined]));
};

/** @type {Outcome} */
const nothingToRun = { passed: 0, failed: 0, skipped: 0, notes: ['no test files'], output: '' };

/** What lint, types and unit read but nobody writes by hand: route types and compiled texts. */
export async function generate() {
  const { code, output } = await capture(process.execPath, [...nodeFlags, tool('@sveltejs/kit'), 'sync']);
  if (code !== 0) throw new Error(`svelte-kit sync failed:\n${output}`);
  await ensureMessages();
}

/**
 * @param {string} name
 * @param {string[]} args
 * @returns {Promise<Outcome>}
 */
async function command(name, args) {
  const { code, output } = await capture(process.execPath, [...nodeFlags, tool(name), ...args], { env: colour() });
  const failed = code === 0 ? 0 : 1;
  return { passed: 1 - failed, failed, skipped: 0, notes: [], output };
}

/** @returns {Promise<Outcome>} */
async function buildStage() {
  const unchanged = isBuilt();
  if (!unchanged) await build();
  return { passed: 1, failed: 0, skipped: 0, notes: unchanged ? ['sources unchanged'] : [], output: '' };
}

/**
 * @param {string[]} projects
 * @param {Parts} parts
 */
async function inBrowser(projects, parts) {
  if (filesOf(projects).length === 0) return nothingToRun;
  return vitest(projects, { TIDEBOARD_CHROMIUM: await parts.chromium() });
}

/**
 * @param {string[]} projects
 * @param {{ [name: string]: string }} [env]
 * @returns {Promise<Outcome>}
 */
async function vitest(projects, env = {}) {
  const files = filesOf(projects);
  if (files.length === 0) return nothingToRun;
  const folder = mkdtempSync(join(tmpdir(), 'tideboard-report-'));
  const reportFile = join(folder, 'report.json');
  try {
    const { code, output } = await capture(
      process.execPath,
      [
        ...[...nodeFlags, tool('vitest'), 'run', ...projects.flatMap((project) => ['--project', project])],
        ...['--allowOnly=false', '--reporter=dot', '--reporter=json', `--outputFile.json=${reportFile}`],
      ],
      { env: { ...withoutSettings(), ...colour(), ...env } },
    );
    const count = countVitest({ report: readReport(reportFile), exitCode: code, files });
    return { ...count, output };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {string} file */
function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}
