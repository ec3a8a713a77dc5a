import { statSync } from 'node:fs';
import { databaseFile } from '#lib/server/config/config.ts';
import type { Context } from '#lib/server/context/context.ts';
import { listBackups } from '#lib/server/operations/backups.ts';
import { knownMigrations } from '#lib/server/operations/migrations.ts';
import { shownUrl } from '#lib/server/operations/postgres-check.ts';
import { readArgs, type Cli, type CliCommand } from '../command.ts';

const COUNTED = ['people', 'boards', 'leads', 'customers', 'events', 'imports'] as const;

export const command: CliCommand = {
  name: 'status',
  summary: 'says whether a server runs, where the data is and how much there is of it',
  usage: '',
  run: async (cli) => {
    readArgs(command, cli.args, {});
    await cli.withContext(async (context) => {
      const status = await readStatus(cli, context);
      for (const [name, value] of Object.entries(lines(status))) cli.print(`${name.padEnd(12)} ${value}`);
      cli.result(status);
    });
  },
};

interface Status {
  server: { pid: number; address: string | null; since: number } | null;
  engine: string;
  data: string;
  bytes: number | null;
  migrations: number;
  epoch: string;
  rows: Record<string, number>;
  lastBackup: { file: string; bytes: number; at: number } | null;
}

async function readStatus({ server, config }: Cli, { db, epoch }: Context): Promise<Status> {
  const rows: Record<string, number> = {};
  for (const table of COUNTED) {
    rows[table] = (await db.read.get<{ n: number }>(`select count(*) as "n" from ${table}`))!.n;
  }
  return {
    server: server && { pid: process.pid, address: server.address, since: server.startedAt },
    engine: db.engine,
    data: config.databaseUrl ? shownUrl(config.databaseUrl) : databaseFile(config),
    bytes: config.databaseUrl ? null : statSync(databaseFile(config)).size,
    migrations: knownMigrations(config).count,
    epoch,
    rows,
    lastBackup: listBackups(config).at(-1) ?? null,
  };
}

const time = (at: number) => `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;

function lines({ server, engine, data, bytes, migrations, rows, lastBackup }: Status): Record<string, string> {
  return {
    server: server
      ? `${server.address ?? 'running, address not told'} (process ${server.pid}, since ${time(server.since)})`
      : engine === 'sqlite'
        ? 'none runs on this data'
        : 'not known: servers on PostgreSQL do not use this folder',
    data: `${engine}, ${data}${bytes === null ? '' : `, ${megabytes(bytes)}`}`,
    migrations: String(migrations),
    ...Object.fromEntries(Object.entries(rows).map(([table, n]) => [table, n.toLocaleString('en')])),
    'last backup': lastBackup ? `${time(lastBackup.at)}, ${megabytes(lastBackup.bytes)}, ${lastBackup.file}` : 'none',
  };
}
