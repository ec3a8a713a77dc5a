import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { isUsableNode, nodePackage } from './node-version.mjs';
import { npm } from './npm.mjs';
import { Refusal } from './refusal.mjs';
import { inRoot } from './root.mjs';
import { say, step } from './say.mjs';

const binary = process.platform === 'win32' ? 'node.exe' : 'node';
const runtimeDir = inRoot('.runtime');

/**
 * The Node that Tideboard runs on: this one if it will do, else one that stands in PATH or was fetched before, else one
 * fetched now from the npm registry into `.runtime/`. The machine's own Node stays as it is.
 *
 * @returns {Promise<string>} path of the executable
 */
export async function findOrFetchNode() {
  if (isUsableNode(process.versions.node)) return process.execPath;
  const found = [fetchedNode(), ...nodesInPath()].find((file) => file !== null && isUsableNode(versionOf(file)));
  if (found) return found;

  const name = nodePackage(process.platform, process.arch);
  if (name === null || isMusl()) {
    throw new Refusal(
      `Tideboard needs Node 24; this is Node ${process.versions.node}, and there is none to fetch for ${process.platform} ${process.arch}.`,
      'Install Node 24 from https://nodejs.org or your package manager, put it first in PATH, and run the command again.',
    );
  }
  say(`Node ${process.versions.node} is too old for Tideboard; fetching Node 24 for this folder only (.runtime/).`);
  mkdirSync(runtimeDir, { recursive: true });
  // A package.json of its own keeps npm from taking the repository for the place to install into.
  writeFileSync(join(runtimeDir, 'package.json'), '{ "private": true }\n');
  await step(`Fetching ${name}`, () =>
    npm(['install', name, '--ignore-scripts', '--no-save', '--no-package-lock', '--no-audit', '--no-fund'], {
      cwd: runtimeDir,
      task: 'fetch Node 24',
    }),
  );
  const fetched = fetchedNode();
  if (!fetched || !isUsableNode(versionOf(fetched))) {
    throw new Refusal(
      'The fetched Node does not run on this machine.',
      'Remove the folder .runtime and install Node 24 yourself (https://nodejs.org), first in PATH.',
    );
  }
  return fetched;
}

function fetchedNode() {
  const name = nodePackage(process.platform, process.arch)?.replace(/@.*$/, '');
  if (!name) return null;
  const file = join(runtimeDir, 'node_modules', name, 'bin', binary);
  return existsSync(file) ? file : null;
}

function nodesInPath() {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return [...new Set(folders)].map((folder) => join(folder, binary)).filter((file) => existsSync(file));
}

/** @param {string} file */
const versionOf = (file) => spawnSync(file, ['--version'], { encoding: 'utf8' }).stdout?.trim() || 'v0';

/** Alpine and its like: the packaged binaries are linked against glibc. */
function isMusl() {
  if (process.platform !== 'linux') return false;
  const report = /** @type {{ header?: { glibcVersionRuntime?: string } } | undefined} */ (process.report?.getReport());
  return report?.header?.glibcVersionRuntime === undefined;
}
