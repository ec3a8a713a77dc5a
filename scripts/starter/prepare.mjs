import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { capture, nodeFlags } from './child.mjs';
import { fingerprint, readStamp, writeStamp } from './fingerprint.mjs';
import { npm } from './npm.mjs';
import { Refusal, diskFull } from './refusal.mjs';
import { isInstalled } from './lockfile.mjs';
import { inRoot, root } from './root.mjs';
import { step } from './say.mjs';

/** Brings the packages to what the lockfile says; does nothing when they are there already. */
export async function ensureInstalled() {
  const stampFile = inRoot('node_modules', '.tideboard-install');
  const platform = `node-${process.versions.node.split('.')[0]} ${process.platform}-${process.arch}`;
  const lockfile = readFileSync(inRoot('package-lock.json'), 'utf8');
  const stamp = `${createHash('sha256').update(lockfile).digest('hex')} ${platform}`;
  const before = readStamp(stampFile);
  if (before === stamp) return;
  const samePlatform = before === null || before.endsWith(platform);
  if (samePlatform && isInstalled(lockfile, readStamp(inRoot('node_modules', '.package-lock.json')))) {
    writeStamp(stampFile, stamp);
    return;
  }
  await step('Installing packages (npm ci)', async () => {
    // No install scripts: nothing we use needs one, and npm versions differ in whether they run them.
    await npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: root, task: 'install the packages' });
    writeStamp(stampFile, stamp);
  });
}

/** Everything that ends up in `build/`; tests and the compiled messages do not count. */
const sources = [
  ...['src', 'server', 'messages', 'static', 'project.inlang/settings.json'],
  ...['package.json', 'package-lock.json', 'svelte.config.js', 'vite.config.ts', 'tsconfig.json'],
];
/** @param {string} path */
const notBuilt = (path) => path === 'src/lib/paraglide' || /\.(test|spec)\.ts$/.test(path);

const buildStamp = () => fingerprint(root, sources, notBuilt);
const buildStampFile = inRoot('build', '.tideboard-build');

export const isBuilt = () => readStamp(buildStampFile) === buildStamp() && existsSync(inRoot('build', 'handler.js'));

export async function build() {
  const stamp = buildStamp();
  const { code, output } = await capture(process.execPath, [...nodeFlags, tool('vite'), 'build'], {
    env: { NODE_ENV: 'production' },
  });
  if (/ENOSPC|no space left on device/i.test(output)) throw diskFull();
  if (code !== 0) throw new Refusal('The build failed.', output.trim());
  // The build empties its folder first, so a stamp can only stand beside a build that came to its end.
  writeStamp(buildStampFile, stamp);
}

/** Builds the application when its sources have changed since the last build. */
export async function ensureBuilt() {
  if (!isBuilt()) await step('Building', build);
}

/** The texts of `messages/` as code: the CLI imports them without a build, and so do type checks and tests. */
export async function ensureMessages() {
  const stampFile = inRoot('node_modules', '.tideboard-messages');
  const stamp = fingerprint(root, ['messages', 'project.inlang/settings.json', 'package-lock.json']);
  if (readStamp(stampFile) === stamp && existsSync(inRoot('src/lib/paraglide/messages.js'))) return;
  const { compile } = await import('@inlang/paraglide-js');
  // The options of vite.config.ts: whichever of the two ran last, the code is the same.
  await compile({
    project: inRoot('project.inlang'),
    outdir: inRoot('src/lib/paraglide'),
    emitTsDeclarations: true,
    strategy: ['cookie', 'preferredLanguage', 'baseLocale'],
    cookieName: 'tideboard_locale',
  });
  writeStamp(stampFile, stamp);
}

/**
 * The script behind a package's command, to be run by this very Node rather than by whichever `env node` finds.
 *
 * @param {string} name
 */
export function tool(name) {
  const folder = inRoot('node_modules', name);
  if (!existsSync(folder)) throw new Refusal(`The package ${name} is not installed.`, 'Run npm ci.');
  const { bin } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  return `${folder}/${typeof bin === 'string' ? bin : Object.values(bin)[0]}`;
}
