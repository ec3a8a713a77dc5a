import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pino } from 'pino';
import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';
import type { ClientToServer, ServerToClient } from '#lib/contract/protocol.ts';
import { databaseEpoch } from '#lib/server/access/epoch.ts';
import { createSession } from '#lib/server/auth/sessions.ts';
import { readConfig } from '#lib/server/config/config.ts';
import { createContext, type Context } from '#lib/server/context/context.ts';
import type { Engine } from '#lib/server/db/database.ts';
import { openDatabase } from '#lib/server/db/open-database.ts';
import { SESSION_COOKIE } from '#lib/server/http/cookies.ts';
import { freshDatabase, testEngine } from './test-context.ts';

export type LiveSocket = Socket<ServerToClient, ClientToServer>;
type Env = Record<string, string | undefined>;

const READY = /Tideboard is ready on (\S+)/;
const START_MS = 60_000;
/** Where the build stands: the project, unless a copy is tested. */
const root = process.env['TIDEBOARD_TEST_ROOT'] ?? process.cwd();

/** Data of its own for servers of a test: a folder, and on PostgreSQL a database. Seed it before a server starts on it. */
export class RealData {
  readonly dir: string;
  readonly engine: Engine;
  readonly env: Env;
  readonly #drop: (() => Promise<void>) | null;
  readonly #servers = new Set<RealServer>();

  private constructor(dir: string, engine: Engine, databaseUrl: string | null, drop: (() => Promise<void>) | null) {
    this.dir = dir;
    this.engine = engine;
    this.env = { TIDEBOARD_DATA: dir, DATABASE_URL: databaseUrl ?? undefined };
    this.#drop = drop;
  }

  static async make(engine: Engine = testEngine()): Promise<RealData> {
    const dir = mkdtempSync(join(tmpdir(), 'tideboard-real-'));
    const database = engine === 'postgres' ? await freshDatabase() : null;
    return new RealData(dir, engine, database?.url ?? null, database?.drop ?? null);
  }

  /** The data in this process, for making people and leads and for looking afterwards; on SQLite while no server runs. */
  async use<T>(work: (context: Context) => Promise<T>, more: Env = {}): Promise<T> {
    const env = { ...this.env, ...more, TIDEBOARD_MIGRATIONS: resolve('drizzle'), TIDEBOARD_LOG: 'silent' };
    const config = readConfig(env);
    const db = await openDatabase(config);
    try {
      return await work(createContext({ config, db, log: pino({ level: 'silent' }), epoch: await databaseEpoch(db) }));
    } finally {
      await db.close();
    }
  }

  /** Starts the built server on a free port and waits until it says that it is ready. */
  async start(options: StartOptions = {}): Promise<RealServer> {
    const server = await RealServer.start(this, options);
    this.#servers.add(server);
    return server;
  }

  async remove(): Promise<void> {
    for (const server of this.#servers) await server.kill();
    await this.#drop?.();
    rmSync(this.dir, { recursive: true, force: true });
  }
}

export interface StartOptions {
  env?: Env;
  args?: readonly string[];
  /** 0: the system chooses. */
  port?: number;
}

export class RealServer {
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #output: string[];
  readonly #ended: Promise<number | null>;

  private constructor(url: string, child: ChildProcess, output: string[], ended: Promise<number | null>) {
    this.url = url;
    this.#child = child;
    this.#output = output;
    this.#ended = ended;
  }

  static async start(data: Pick<RealData, 'env'>, { env, args, port = 0 }: StartOptions): Promise<RealServer> {
    const run = runServer({ ...data.env, ...env }, ['--port', String(port), ...(args ?? [])]);
    const url = await new Promise<string>((ready, failed) => {
      const timer = setTimeout(() => {
        run.child.kill('SIGKILL');
        failed(new Error(`the server was not ready in ${START_MS} ms:\n${run.output.join('')}`));
      }, START_MS);
      run.child.stdout.on('data', () => {
        const [, address] = READY.exec(run.output.join('')) ?? [];
        if (!address) return;
        clearTimeout(timer);
        ready(address);
      });
      void run.ended.then((code) => {
        clearTimeout(timer);
        failed(new Error(`the server ended with ${code} before it was ready:\n${run.output.join('')}`));
      });
    });
    return new RealServer(url, run.child, run.output, run.ended);
  }

  get pid(): number {
    return this.#child.pid!;
  }

  /** What it printed so far. */
  get output(): string {
    return this.#output.join('');
  }

  /** `kill -9`. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  /** Asks it to end and answers its exit code. */
  stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    this.#child.kill(signal);
    return this.#ended;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  get ended(): Promise<number | null> {
    return this.#ended;
  }

  fetch(path: string, init: RequestInit & { cookie?: string } = {}): Promise<Response> {
    const { cookie, headers, ...rest } = init;
    return fetch(`${this.url}${path}`, { ...rest, headers: { ...(cookie ? { cookie } : {}), ...headers } });
  }

  /** A socket with somebody's cookie, connected. It does not come back by itself: a test says when. */
  async socket(cookie: string): Promise<LiveSocket> {
    const socket: LiveSocket = io(this.url, {
      transports: ['websocket'],
      reconnection: false,
      extraHeaders: { cookie },
      forceNew: true,
    });
    await new Promise<void>((connected, failed) => {
      socket.once('connect', connected);
      socket.once('connect_error', failed);
    });
    return socket;
  }
}

/** Runs `node server/index.ts` to its end or until it is stopped; for servers that are expected to refuse. */
export function runServer(env: Env, args: readonly string[]) {
  return runNode('server/index.ts', env, args);
}

/** Runs `npm run tideboard -- …` without npm. */
export async function runCli(data: Pick<RealData, 'env'>, ...args: string[]) {
  const run = runNode('server/cli/index.ts', data.env, args);
  const exitCode = await run.ended;
  return { exitCode, output: run.output.join(''), stdout: run.stdout.join('') };
}

function runNode(entry: string, env: Env, args: readonly string[]) {
  if (!existsSync(join(root, 'build', 'handler.js'))) {
    throw new Error('this test needs the built server: run `npx vite build` first (npm test does)');
  }
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', entry, ...args], {
    cwd: root,
    env: { ...process.env, NODE_ENV: 'production', INIT_CWD: undefined, TIDEBOARD_PARENT: String(process.pid), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: string[] = [];
  const stdout: string[] = [];
  child.stdout.on('data', (chunk: Buffer) => {
    output.push(chunk.toString());
    stdout.push(chunk.toString());
  });
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  return { child, output, stdout, ended };
}

/** The Cookie header of a fresh session of this person. */
export async function cookieOf(context: Context, personId: string): Promise<string> {
  const { token } = await createSession(context, personId, { userAgent: 'test' });
  return `${SESSION_COOKIE}=${token}`;
}
