import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, delimiter } from 'node:path';
import { root } from './root.mjs';

const windows = process.platform === 'win32';

/** Node prints a warning per process for stripping types on 22; it tells the reader nothing. */
export const nodeFlags = ['--disable-warning=ExperimentalWarning'];

/**
 * The environment of every child: this Node first in PATH, and our process id, which a server compares with its parent's so
 * that it ends when we are killed without a chance to tell it.
 *
 * @param {{ [name: string]: string | undefined }} [extra]
 */
export function childEnv(extra = {}) {
  const path = `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ''}`;
  return { ...process.env, PATH: path, TIDEBOARD_PARENT: String(process.pid), ...extra };
}

/** Thrown by work that was under way when somebody asked us to end. */
export class Stopped extends Error {}

/** @type {Set<import('node:child_process').ChildProcess>} */
const captured = new Set();
let ending = false;

/**
 * Runs a command and collects what it prints.
 *
 * @param {string} file
 * @param {string[]} args
 * @param {{ env?: { [name: string]: string | undefined }, cwd?: string }} [options]
 * @returns {Promise<{ code: number, output: string }>}
 */
export function capture(file, args, { env = {}, cwd = root } = {}) {
  if (ending) return Promise.reject(new Stopped());
  return new Promise((resolve, reject) => {
    // A group of its own, so that stopping a stage also stops the workers it has started.
    const child = spawn(file, args, { cwd, env: childEnv(env), stdio: ['ignore', 'pipe', 'pipe'], detached: !windows });
    captured.add(child);
    /** @type {Buffer[]} */
    const chunks = [];
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.stderr.on('data', (chunk) => chunks.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      captured.delete(child);
      if (ending) reject(new Stopped());
      else resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString('utf8') });
    });
  });
}

/**
 * Runs a command that has the terminal to itself (the CLI, a benchmark, Vite) and gives its exit code.
 *
 * @param {string} file
 * @param {string[]} args
 * @param {{ [name: string]: string | undefined }} [env]
 */
export function runInForeground(file, args, env = {}) {
  const child = spawn(file, args, { cwd: root, env: childEnv(env), stdio: 'inherit' });
  // On a terminal Ctrl-C reaches the child by itself; a second one from us would make it give up its clean end.
  const stop = watchForTheEnd((signal) => {
    if (signal === 'SIGINT' && process.stdin.isTTY) return;
    child.kill(signal);
  });
  return exitOf(child).finally(stop);
}

/**
 * Runs a server: it gets exactly one signal to end cleanly, however many reach us (npm and the terminal both send one), and
 * a second one if somebody asks again.
 *
 * @param {string} file
 * @param {string[]} args
 * @param {{ [name: string]: string | undefined }} [env]
 */
export function runServer(file, args, env = {}) {
  const child = spawn(file, args, {
    cwd: root,
    env: childEnv(env),
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: !windows,
  });
  let lastSignalAt = 0;
  const stop = watchForTheEnd((signal) => {
    if (Date.now() - lastSignalAt < 1000) return;
    lastSignalAt = Date.now();
    child.kill(signal);
  });
  return exitOf(child).finally(stop);
}

/**
 * Calls back when we are asked to end, and when npm has died above us: `npm start` killed by a supervisor leaves its child
 * behind otherwise. A shell that merely closed is no reason, so the parent is watched only below npm or another starter.
 *
 * @param {(signal: NodeJS.Signals) => void} onEnd
 */
export function watchForTheEnd(onEnd) {
  /** @type {[NodeJS.Signals, () => void][]} */
  const handlers = [
    ['SIGINT', () => onEnd('SIGINT')],
    ['SIGTERM', () => onEnd('SIGTERM')],
    ['SIGHUP', () => onEnd('SIGTERM')],
  ];
  for (const [signal, handler] of handlers) process.on(signal, handler);
  const watched =
    process.env.npm_lifecycle_event !== undefined || process.env.TIDEBOARD_PARENT === String(process.ppid);
  const above = callers();
  const timer = setInterval(() => {
    if (!watched || callers() === above) return;
    clearInterval(timer);
    onEnd('SIGTERM');
  }, 1000);
  return () => {
    clearInterval(timer);
    for (const [signal, handler] of handlers) process.off(signal, handler);
  };
}

/** Who called us: our parent and, where that is the shell npm puts between, npm itself (Linux only). */
function callers() {
  const parent = process.ppid;
  try {
    // The field after the name, which stands in brackets and may hold anything.
    const grandparent = readFileSync(`/proc/${parent}/stat`, 'utf8').replace(/^.*\) \S+ (\d+) [\s\S]*$/, '$1');
    const title = readFileSync(`/proc/${grandparent}/cmdline`, 'utf8');
    return title.startsWith('npm ') ? `${parent} ${grandparent}` : `${parent}`;
  } catch {
    return `${parent}`;
  }
}

/** What npm in the middle of unpacking gets to end by itself. */
const graceMs = 3000;

/** Ends everything that `capture` has running, with all it started, and lets nothing new begin. */
export function endCaptured() {
  ending = true;
  signalCaptured('SIGTERM');
  setTimeout(signalCaptured, graceMs, 'SIGKILL').unref();
}

/** @param {NodeJS.Signals} signal */
function signalCaptured(signal) {
  for (const { pid } of captured) {
    if (pid === undefined) continue;
    try {
      process.kill(windows ? pid : -pid, signal);
    } catch {
      // It has ended in the meantime.
    }
  }
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<number>}
 */
function exitOf(child) {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 143)));
  });
}
