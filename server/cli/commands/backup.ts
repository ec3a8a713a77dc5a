import { join } from 'node:path';
import { backupDatabase, backupsDir, stamp } from '#lib/server/operations/backups.ts';
import { readArgs, type CliCommand } from '../command.ts';

export const command: CliCommand = {
  name: 'backup',
  summary: 'copies the whole database into one file, while the server runs or not',
  usage: `[FILE]

  FILE   where to; left out: a file with the date in DATA/backups
  The copy holds personal data and password hashes: keep it where only you can read it.
  On PostgreSQL use pg_dump.`,
  run: async (cli) => {
    const { positionals } = readArgs(command, cli.args, {}, { min: 0, max: 1 });
    const [typed] = positionals;
    const file = typed ? cli.path(typed) : join(backupsDir(cli.config), `tideboard-${stamp(Date.now())}.db`);
    const started = performance.now();
    const bytes = await cli.withContext((context) => backupDatabase(context, file));
    const seconds = Math.round((performance.now() - started) / 100) / 10;
    cli.print(`Saved ${(bytes / 1e6).toFixed(1)} MB in ${seconds} s: ${file}`);
    cli.result({ file, bytes, seconds });
  },
};
