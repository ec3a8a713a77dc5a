import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { capture } from './child.mjs';
import { Refusal, diskFull } from './refusal.mjs';

/**
 * Runs npm with this Node, and explains a failure.
 *
 * @param {string[]} args
 * @param {{ cwd: string, task: string }} options `task` completes the sentence "npm could not …"
 */
export async function npm(args, { cwd, task }) {
  const script = npmScript();
  const { code, output } = script
    ? await capture(process.execPath, [script, ...args], { cwd })
    : await capture(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, { cwd });
  if (code !== 0) throw explainNpm(output, task);
  return output;
}

/** The npm that called us, or the one that came with this Node: calling it through Node avoids whatever `npm` is in PATH. */
export function npmScript() {
  const caller = process.env.npm_execpath;
  if (caller && basename(caller) === 'npm-cli.js' && existsSync(caller)) return caller;
  const prefix = dirname(dirname(process.execPath));
  const places = [
    join(prefix, 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    '/usr/share/nodejs/npm/bin/npm-cli.js',
  ];
  return places.find((file) => existsSync(file)) ?? null;
}

/**
 * @param {string} output
 * @param {string} task
 */
export function explainNpm(output, task) {
  if (/ENOSPC|no space left on device/i.test(output)) return diskFull();
  if (
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|CERT_|_CERT/.test(
      output,
    )
  ) {
    return new Refusal(
      `npm could not ${task}: the package registry does not answer.`,
      [
        'Check the network; behind a proxy set HTTPS_PROXY, with your own registry run `npm config set registry <address>`.',
        'Then run the command again; it goes on where it stopped. What npm said:',
        ...tail(output),
      ].join('\n'),
    );
  }
  if (/\bE401\b|\bE403\b/.test(output)) {
    return new Refusal(
      `npm could not ${task}: the package registry refuses this machine.`,
      ['Sign in (`npm login`) or use another registry. What npm said:', ...tail(output)].join('\n'),
    );
  }
  return new Refusal(`npm could not ${task}.`, ['What npm said:', ...tail(output)].join('\n'));
}

/**
 * Its last words, without the stack of npm's own code.
 *
 * @param {string} output
 */
const tail = (output) =>
  output
    .trim()
    .split('\n')
    .filter((line) => !/^npm warn|^npm error\s+at /.test(line))
    .slice(-15);
