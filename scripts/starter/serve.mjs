import { nodeFlags, runInForeground, runServer } from './child.mjs';
import { readOptions, readPort } from './options.mjs';
import { refuseTakenPort } from './port.mjs';
import { ensureBuilt, ensureInstalled, ensureMessages, tool } from './prepare.mjs';
import { inRoot } from './root.mjs';

const serverEntry = inRoot('server', 'index.ts');
const cliEntry = inRoot('server', 'cli', 'index.ts');

/** @param {string[]} args */
export async function start(args) {
  const options = readOptions(args, { command: 'npm start', values: ['port', 'host', 'data'] });
  await readyFor('npm start', options);
  return runServer(process.execPath, [...nodeFlags, serverEntry, ...asArguments(options)]);
}

/**
 * The sample sales floor. It has a folder of its own and never uses DATABASE_URL: demo data must not get into a real
 * database.
 *
 * @param {string[]} args
 */
export async function demo(args) {
  const { quiet, ...options } = readOptions(args, {
    command: 'npm run demo',
    values: ['port', 'host', 'data'],
    flags: ['quiet'],
  });
  options.data ??= inRoot('data-demo');
  await readyFor('npm run demo', options);
  const env = { DATABASE_URL: undefined };
  const seeded = await runInForeground(
    process.execPath,
    [...nodeFlags, cliEntry, 'demo-seed', '--data', String(options.data)],
    env,
  );
  if (seeded !== 0) return seeded;
  const flags = ['--demo', ...(quiet ? ['--quiet'] : [])];
  return runServer(process.execPath, [...nodeFlags, serverEntry, ...asArguments(options), ...flags], env);
}

/** @param {string[]} args */
export async function dev(args) {
  await ensureInstalled();
  return runInForeground(process.execPath, [...nodeFlags, tool('vite'), 'dev', ...args]);
}

/** @param {string[]} args */
export async function cli(args) {
  await ensureInstalled();
  await ensureMessages();
  return runInForeground(process.execPath, [...nodeFlags, cliEntry, ...args]);
}

/** @param {string[]} args */
export async function bench(args) {
  await ensureInstalled();
  await ensureBuilt();
  return runInForeground(process.execPath, [...nodeFlags, inRoot('tests', 'bench', 'index.ts'), ...args]);
}

/**
 * @param {string} command
 * @param {{ [name: string]: string | true | undefined }} options
 */
async function readyFor(command, options) {
  const port = readPort(options.port ?? process.env.TIDEBOARD_PORT) ?? 3000;
  const host = String(options.host ?? process.env.TIDEBOARD_HOST ?? '127.0.0.1');
  await refuseTakenPort(port, host, command);
  await ensureInstalled();
  await ensureBuilt();
}

/** @param {{ [name: string]: string | true | undefined }} options */
const asArguments = (options) => Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
