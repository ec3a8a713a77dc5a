/**
 * The one door to all commands of package.json. Runs on any Node from 18 up, needs nothing installed, and puts itself on
 * Node 24 before it touches the packages.
 */
import { Stopped, childEnv, endCaptured, runInForeground, watchForTheEnd } from './starter/child.mjs';
import { findOrFetchNode } from './starter/node-runtime.mjs';
import { npmScript } from './starter/npm.mjs';
import { Refusal, explain } from './starter/refusal.mjs';
import { say } from './starter/say.mjs';

/** @type {{ [name: string]: (args: string[]) => Promise<number> }} */
const commands = {
  demo: async (args) => (await import('./starter/serve.mjs')).demo(args),
  start: async (args) => (await import('./starter/serve.mjs')).start(args),
  dev: async (args) => (await import('./starter/serve.mjs')).dev(args),
  cli: async (args) => (await import('./starter/serve.mjs')).cli(args),
  bench: async (args) => (await import('./starter/serve.mjs')).bench(args),
  test: async (args) => (await import('./checks/run-checks.mjs')).test(args),
  check: async (args) => (await import('./checks/run-checks.mjs')).check(args),
  soak: async (args) => (await import('./checks/run-checks.mjs')).soak(args),
};

/**
 * @param {string | undefined} name
 * @param {string[]} args
 */
async function run(name, args) {
  const command = name === undefined ? undefined : commands[name];
  if (name === undefined || command === undefined) {
    throw new Refusal(`Tideboard has no command “${name ?? ''}”.`, `It has: ${Object.keys(commands).join(', ')}.`, 2);
  }
  const node = await findOrFetchNode();
  if (node !== process.execPath) {
    const script = npmScript();
    return runInForeground(node, process.argv.slice(1), script ? { npm_execpath: script } : {});
  }
  process.env.PATH = childEnv().PATH;
  return command(args);
}

const [name, ...args] = process.argv.slice(2);
let stoppedBy = /** @type {NodeJS.Signals | null} */ (null);
const stopWatching = watchForTheEnd((signal) => {
  stoppedBy = signal;
  endCaptured();
});
try {
  process.exitCode = await run(name, args);
} catch (failure) {
  const { lines, exitCode } = failure instanceof Stopped ? { lines: ['Stopped.'], exitCode: 1 } : explain(failure);
  for (const line of lines) say(line);
  // The last line of a test run is read by machines: it says so too when the run could not come to its end.
  if (name === 'test' || name === 'check') process.stdout.write('0 passed, 1 failed\n');
  process.exitCode = stoppedBy === null ? exitCode : stoppedBy === 'SIGINT' ? 130 : 143;
} finally {
  stopWatching();
}
