import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import type { Context } from '#lib/server/context/context.ts';
import type { Cli, ServerControl } from '../cli/command.ts';
import { explainFailure } from '../cli/explain-failure.ts';
import type { LoadCommand } from '../cli/load-command.ts';
import type { DataLock } from '../lock.ts';
import {
  controlRequestSchema,
  lineReader,
  MAX_REQUEST_BYTES,
  type ControlReply,
  type ControlRequest,
} from './protocol.ts';

export interface Control {
  close(): Promise<void>;
}

/**
 * Runs CLI commands inside the server, with the functions that everything else uses: a second process that writes to the
 * same SQLite file would make this one's event loop wait for its lock.
 * The socket and the token stand in the data folder, readable by the user who runs the server.
 */
export async function startControl(
  context: Context,
  lock: DataLock,
  server: ServerControl,
  load: LoadCommand,
): Promise<Control> {
  const token = randomBytes(32).toString('base64url');
  const running = new Set<Socket>();
  const listener = createServer((socket) => {
    running.add(socket);
    socket.on('close', () => running.delete(socket));
    socket.on('error', () => socket.destroy());
    serve(context, token, server, load, socket);
  });
  const path = await listenLocally(listener, lock.dir);
  listener.on('error', (error) => context.log.error({ err: error }, 'the control socket failed'));
  lock.describe({ control: { path, token } });
  return {
    close: async () => {
      const closed = new Promise<void>((done) => listener.close(() => done()));
      for (const socket of running) socket.destroy();
      await closed;
    },
  };
}

/** The longest path that every system takes for a local socket. */
const LONGEST_PATH = 100;

/** In the data folder; where that is too deep, or on a file system without sockets, in the system's own folder. */
async function listenLocally(listener: Server, dir: string): Promise<string> {
  const name = createHash('sha256').update(resolve(dir)).digest('hex').slice(0, 16);
  if (process.platform === 'win32') {
    const pipe = `\\\\.\\pipe\\tideboard-${name}`;
    await listen(listener, pipe);
    return pipe;
  }
  const near = join(dir, 'control.sock');
  const far = join(tmpdir(), `tideboard-${name}.sock`);
  for (const path of near.length <= LONGEST_PATH ? [near, far] : [far]) {
    try {
      // What an earlier server left behind: the lock says that nobody listens there any more.
      rmSync(path, { force: true });
      await listen(listener, path);
      chmodSync(path, 0o600);
      return path;
    } catch (error) {
      if (path === far) throw error;
    }
  }
  return far;
}

const listen = (listener: Server, path: string): Promise<void> =>
  new Promise((ready, failed) => {
    listener.once('error', failed);
    listener.listen(path, () => {
      listener.off('error', failed);
      ready();
    });
  });

function serve(context: Context, token: string, server: ServerControl, load: LoadCommand, socket: Socket): void {
  let asked = false;
  const send = (reply: ControlReply) => socket.writable && socket.write(`${JSON.stringify(reply)}\n`);
  const refuse = (message: string) =>
    socket.end(`${JSON.stringify({ kind: 'failed', message, advice: '', exitCode: 1 })}\n`);
  socket.setEncoding('utf8');
  socket.on(
    'data',
    lineReader(
      (line) => {
        if (asked) return;
        asked = true;
        const request = parseRequest(line);
        if (!request || !sameToken(request.token, token)) return void refuse('The server refused this command.');
        void run(context, server, load, request, socket, send);
      },
      MAX_REQUEST_BYTES,
      () => refuse('This command is too long.'),
    ),
  );
}

function parseRequest(line: string): ControlRequest | null {
  try {
    return controlRequestSchema.parse(JSON.parse(line));
  } catch {
    return null;
  }
}

function sameToken(given: string, token: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}

async function run(
  context: Context,
  server: ServerControl,
  load: LoadCommand,
  request: ControlRequest,
  socket: Socket,
  send: (reply: ControlReply) => void,
): Promise<void> {
  const aborted = new AbortController();
  socket.once('close', () => aborted.abort());
  const cli: Cli = {
    args: request.args,
    config: context.config,
    json: request.json,
    server,
    signal: aborted.signal,
    path: (typed) => (isAbsolute(typed) ? typed : resolve(request.cwd, typed)),
    withContext: (work) => work(context),
    print: (line) => send({ kind: 'print', line }),
    progress: (state) => send({ kind: 'progress', state }),
    result: (value) => send({ kind: 'result', value }),
  };
  const started = performance.now();
  const outcome = await runCommand(load, request.command, cli);
  send(outcome);
  socket.end();
  const ms = Math.round(performance.now() - started);
  context.log.info({ command: request.command, ms, exitCode: outcome.exitCode }, 'ran a command of the CLI');
}

async function runCommand(load: LoadCommand, name: string, cli: Cli): Promise<ControlReply & { exitCode: number }> {
  try {
    const command = await load(name);
    return { kind: 'done', exitCode: (await command.run(cli)) ?? 0 };
  } catch (error) {
    return { kind: 'failed', ...explainFailure(error) };
  }
}
