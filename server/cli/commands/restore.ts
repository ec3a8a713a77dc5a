import { restoreDatabase } from '#lib/server/operations/restore-database.ts';
import { isRefusal, Refusal } from '#lib/server/operations/refusal.ts';
import { connectToServer } from '../../control/control-client.ts';
import { lockDataDir, type DataLock } from '../../lock.ts';
import { readArgs, type Cli, type CliCommand } from '../command.ts';

export const command: CliCommand = {
  name: 'restore',
  summary: 'puts a backup in the place of the data, and keeps what it replaces',
  usage: `FILE [--stop]

  FILE     a file that “backup” made
  --stop   ends the server that uses the data; without it a running server is a reason to refuse
  Persons erased since the backup are erased again. Open browsers notice and load everything anew.
  On PostgreSQL use pg_restore, and after it: npm run tideboard -- after-restore`,
  where: 'here',
  run: async (cli) => {
    const { values, positionals } = readArgs(command, cli.args, { stop: { type: 'boolean' } }, { min: 1, max: 1 });
    const { config } = cli;
    if (config.databaseUrl) {
      throw new Refusal(
        'DATABASE_URL is set: the data is in PostgreSQL.',
        'Use pg_restore while no server runs, then: npm run tideboard -- after-restore\n' +
          'To restore a SQLite backup, leave DATABASE_URL out.',
      );
    }
    const lock = values.stop ? await takeFromServer(cli) : lockDataDir(config.dataDir, command.name);
    try {
      const restored = await restoreDatabase(config, cli.path(positionals[0]!), (line) => cli.print(line));
      cli.print('Restored.');
      if (restored.replaced) cli.print(`The data that was replaced is kept in ${restored.replaced}`);
      if (restored.erasures > 0)
        cli.print(`Persons erased again who were erased since the backup: ${restored.erasures}`);
      cli.print('Start Tideboard again with: npm start');
      cli.result(restored);
    } finally {
      lock.release();
    }
  },
};

/** Longer than a server takes to end at most. */
const STOP_MS = 20_000;

async function takeFromServer(cli: Cli): Promise<DataLock> {
  const { dataDir } = cli.config;
  const server = await connectToServer(dataDir);
  if (!server) return lockDataDir(dataDir, command.name);
  cli.print(`Ending the server (process ${server.holder.pid}) …`);
  await server.run({ command: 'stop', args: [], cwd: process.cwd(), json: false }, () => {});
  for (const until = Date.now() + STOP_MS; ;) {
    try {
      return lockDataDir(dataDir, command.name);
    } catch (error) {
      if (!isRefusal(error) || Date.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
