import { join } from 'node:path';
import { openPostgres } from '#lib/server/db/open-postgres.ts';
import { openDatabase } from '#lib/server/db/open-database.ts';
import { copyToPostgres, markMoved } from '#lib/server/operations/move-to-postgres.ts';
import { inspectPostgres, shownUrl } from '#lib/server/operations/postgres-check.ts';
import { prepareData } from '#lib/server/operations/prepare-data.ts';
import { lockDataDir } from '../../lock.ts';
import { readArgs, type CliCommand } from '../command.ts';

export const command: CliCommand = {
  name: 'move-to-postgres',
  summary: 'copies all data from the data folder into an empty PostgreSQL database',
  usage: `URL

  URL   postgres://user:password@host:5432/database; the database exists and is empty
  No server may run meanwhile. The data folder stays as it is, and a start without DATABASE_URL is refused afterwards.`,
  where: 'here',
  run: async (cli) => {
    const { positionals } = readArgs(command, cli.args, {}, { min: 1, max: 1 });
    const url = positionals[0]!;
    const config = { ...cli.config, databaseUrl: null };
    await inspectPostgres(url);
    const lock = lockDataDir(config.dataDir, command.name);
    try {
      await prepareData(config, (line) => cli.print(line));
      const from = await openDatabase(config);
      const to = await openPostgres(url, join(config.migrationsDir, 'postgres'), false);
      try {
        const tell = ({ table, done, total }: { table: string; done: number; total: number }) =>
          cli.progress({ label: `Copying ${table}`, done, total });
        const rows = await copyToPostgres(from, to, tell, cli.signal);
        markMoved(config, url, Date.now());
        const total = Object.values(rows).reduce((sum, n) => sum + n, 0);
        cli.print(`Copied and counted ${total.toLocaleString('en')} rows in ${Object.keys(rows).length} tables.`);
        cli.print(`Start Tideboard on it with:  DATABASE_URL='${shownUrl(url)}' npm start`);
        cli.result({ rows });
      } finally {
        await Promise.all([from.close(), to.close()]);
      }
    } finally {
      lock.release();
    }
  },
};
