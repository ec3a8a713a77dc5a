import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { databaseFile } from '../config/config.ts';
import type { Context } from '../context/context.ts';
import type { Database, Queries, Value } from '../db/database.ts';

/** Figures that take longer than this are read beside the event loop from then on. */
const SLOW_MS = 15;
const IDLE_MS = 30_000;

export type FigureReads = Pick<Queries, 'all'>;

/**
 * Written as text so that it runs the same from sources, from the bundle and in tests: a thread with a read-only
 * connection of its own that answers one statement after another.
 */
const THREAD = `
const { parentPort, workerData } = require('node:worker_threads');
const Database = require(workerData.driver);
const connection = new Database(workerData.file, { readonly: true });
connection.pragma('query_only = ON');
connection.pragma('cache_size = -32000');
const statements = new Map();
parentPort.on('message', ({ id, sql, params }) => {
  try {
    let statement = statements.get(sql);
    if (!statement) statements.set(sql, (statement = connection.prepare(sql)));
    parentPort.postMessage({ id, rows: statement.all(...params) });
  } catch (error) {
    parentPort.postMessage({ id, error: String(error && error.message || error) });
  }
});
`;

interface Waiting {
  resolve: (rows: unknown[]) => void;
  reject: (error: Error) => void;
}
interface Answer {
  id: number;
  rows?: unknown[];
  error?: string;
}

/** better-sqlite3 blocks the event loop while it reads: half a second for the figures of a very large board. */
class ReaderThread implements FigureReads {
  readonly #file: string;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | null = null;
  #idle: NodeJS.Timeout | null = null;
  #last = 0;

  constructor(file: string) {
    this.#file = file;
  }

  async all<Row>(sql: string, params: readonly Value[] = []): Promise<Row[]> {
    const worker = (this.#worker ??= this.#start());
    if (this.#idle) clearTimeout(this.#idle);
    this.#idle = setTimeout(() => void this.#worker?.terminate(), IDLE_MS);
    this.#idle.unref();
    const id = ++this.#last;
    return new Promise<Row[]>((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as Waiting['resolve'], reject });
      worker.postMessage({ id, sql, params });
    });
  }

  #start(): Worker {
    const driver = createRequire(import.meta.url).resolve('better-sqlite3');
    const worker = new Worker(THREAD, { eval: true, workerData: { driver, file: this.#file } });
    // It never keeps the process alive: whoever shuts down need not know of it.
    worker.unref();
    worker.on('message', ({ id, rows, error }: Answer) => {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error === undefined) waiting?.resolve(rows ?? []);
      else waiting?.reject(new Error(error));
    });
    const end = (error: Error) => {
      if (this.#worker === worker) this.#worker = null;
      for (const { reject } of this.#waiting.values()) reject(error);
      this.#waiting.clear();
    };
    worker.on('error', end);
    worker.on('exit', () => end(new Error('the reader of figures ended')));
    return worker;
  }
}

interface Readers {
  thread: ReaderThread | null;
  slowBoards: Set<string>;
}
const readersOf = new WeakMap<Database, Readers>();

/** Where to read a board's figures: from the main connection while that is quick, else beside the event loop. */
export function figuresReader({ db, config }: Context, boardId: string): FigureReads {
  const readers = readersOf.get(db);
  if (db.engine !== 'sqlite' || !readers?.slowBoards.has(boardId)) return db.read;
  return (readers.thread ??= new ReaderThread(databaseFile(config)));
}

/** Remembers how long it took. */
export function figuresTook({ db }: Context, boardId: string, ms: number): void {
  if (ms < SLOW_MS || db.engine !== 'sqlite') return;
  let readers = readersOf.get(db);
  if (!readers) readersOf.set(db, (readers = { thread: null, slowBoards: new Set() }));
  readers.slowBoards.add(boardId);
}
