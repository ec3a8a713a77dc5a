import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { findPostgres, serverAccount, type Account } from './postgres-binaries.ts';

export interface RunningPostgres {
  /** Admin URL; each test makes a database of its own through it. */
  url: string;
  stop(): Promise<void>;
}

const READY_WITHIN_MS = 20_000;

/**
 * Starts a real PostgreSQL on an empty, throwaway cluster. What TIDEBOARD_TEST_PG names is used as it is. Disk syncs are off
 * unless it is `durable`: no test pulls the plug of the machine under PostgreSQL, only of the server.
 */
export async function startPostgres({ durable = false } = {}): Promise<RunningPostgres> {
  const given = process.env['TIDEBOARD_TEST_PG'];
  if (given) return { url: given, stop: async () => {} };

  const account = serverAccount();
  const { folder, copy } = findPostgres(account);
  const dataDir = mkdtempSync(join(account ? '/tmp' : tmpdir(), 'tideboard-pg-'));
  const password = randomBytes(12).toString('hex');
  initialise({ folder, dataDir, password, account });

  const port = await freePort();
  const child = spawn(
    'sh',
    ['-c', guardian, 'guardian', join(folder, 'postgres'), ...settings(dataDir, port, durable)],
    {
      ...account,
      cwd: '/',
      env: { ...process.env, PGDATA: dataDir },
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    },
  );
  let log = '';
  child.stdout.on('data', (chunk) => (log += String(chunk)));
  child.stderr.on('data', (chunk) => (log += String(chunk)));
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  const stop = async (): Promise<void> => {
    child.stdin.end();
    await ended;
    if (copy) rmSync(copy, { recursive: true, force: true });
  };
  const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
  try {
    await Promise.race([
      answers(url),
      ended.then(() => {
        throw new Error('PostgreSQL ended at once');
      }),
    ]);
  } catch (error) {
    await stop();
    throw new Error(`PostgreSQL did not start: ${String(error)}\n${log}`, { cause: error });
  }
  return { url, stop };
}

/**
 * Ends PostgreSQL and removes its data when our end of the pipe closes, for whatever reason: a test run that is killed cannot clean up, and must
 * not leave a database server behind.
 */
const guardian = '"$@" & server=$!; while read -r _; do :; done; kill -INT "$server"; wait "$server"; rm -rf "$PGDATA"';

function initialise(cluster: { folder: string; dataDir: string; password: string; account: Account | null }): void {
  const { folder, dataDir, password, account } = cluster;
  const passwordFile = `${dataDir}.password`;
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  try {
    if (account) for (const path of [dataDir, passwordFile]) chownSync(path, account.uid, account.gid);
    const result = spawnSync(
      join(folder, 'initdb'),
      [
        ...['--pgdata', dataDir, '--username', 'postgres', '--pwfile', passwordFile, '--auth', 'scram-sha-256'],
        ...['--locale=C', '--encoding=UTF8', '--no-sync'],
      ],
      { ...account, cwd: dataDir, encoding: 'utf8' },
    );
    if (result.status !== 0) throw new Error(`initdb failed:\n${result.stdout}${result.stderr}`);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

const settings = (dataDir: string, port: number, durable: boolean): string[] => [
  ...['-D', dataDir, '-p', String(port)],
  ...Object.entries({
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    ...(durable ? {} : { fsync: 'off', full_page_writes: 'off' }),
    max_connections: '200',
    shared_buffers: '128MB',
    log_min_messages: 'warning',
  }).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
];

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port to be had');
  return address.port;
}

async function answers(url: string): Promise<void> {
  const until = Date.now() + READY_WITHIN_MS;
  for (;;) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      await client.query('select 1');
      return;
    } catch (error) {
      if (Date.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    } finally {
      await client.end().catch(() => {});
    }
  }
}
