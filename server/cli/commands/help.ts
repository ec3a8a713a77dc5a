import { usageOf, wrongUse, type CliCommand } from '../command.ts';
import { loadFromDisk, namesOnDisk } from '../commands-on-disk.ts';

export const command: CliCommand = {
  name: 'help',
  summary: 'lists the commands, or says how one is used',
  usage: '[COMMAND]',
  where: 'here',
  run: async (cli) => {
    const [name] = cli.args;
    if (cli.args.length > 1) throw wrongUse(command, 'One command at a time.');
    if (name) {
      const asked = await loadFromDisk(name);
      cli.print(`tideboard ${asked.name}: ${asked.summary}.\n\n${usageOf(asked)}`);
      return;
    }
    cli.print('Usage: npm run tideboard -- COMMAND [OPTIONS]\n');
    const rows = await Promise.all(namesOnDisk().map(summaryOf));
    const width = Math.max(...rows.map(([shown]) => shown.length));
    for (const [shown, summary] of rows) cli.print(`  ${shown.padEnd(width)}  ${summary}`);
    cli.print('\nEvery command takes:');
    cli.print('  --data DIR  the folder with the data (else TIDEBOARD_DATA, else ./data); DATABASE_URL for PostgreSQL');
    cli.print('  --json      the result as JSON on stdout, everything else on stderr');
    cli.print('\nExit code: 0 done, 1 could not be done, 2 written wrongly.');
  },
};

/** One line each, also for a command that cannot be loaded. */
async function summaryOf(name: string): Promise<[string, string]> {
  try {
    return [name, (await loadFromDisk(name)).summary];
  } catch (error) {
    return [name, `cannot be loaded: ${(error as Error).message.split('\n')[0]}`];
  }
}
