import { erasedInLedger } from '#lib/server/operations/erased-ledger.ts';
import { newEpoch } from '#lib/server/operations/new-epoch.ts';
import { repeatErasures } from '#lib/server/operations/repeat-erasures.ts';
import { Refusal } from '#lib/server/operations/refusal.ts';
import { readArgs, type CliCommand } from '../command.ts';

export const command: CliCommand = {
  name: 'after-restore',
  summary: 'makes a PostgreSQL database that was restored with pg_restore known as such',
  usage: `

  Run it after pg_restore and before servers start: open browsers then load everything anew, and persons that
  erased.jsonl in the data folder names are erased again.`,
  where: 'here',
  run: async (cli) => {
    readArgs(command, cli.args, {});
    if (!cli.config.databaseUrl) {
      throw new Refusal('DATABASE_URL is not set.', '“restore” does everything for SQLite by itself.');
    }
    await cli.withContext(async (context) => {
      const erasures = await repeatErasures(context, erasedInLedger(cli.config));
      const epoch = await newEpoch(context.db);
      cli.print(`Ready to start. Persons erased again: ${erasures}`);
      cli.result({ epoch, erasures });
    });
  },
};
