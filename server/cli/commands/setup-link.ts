import { setupLink } from '#lib/server/auth/setup.ts';
import { Refusal } from '#lib/server/operations/refusal.ts';
import { addressOf, readArgs, type CliCommand } from '../command.ts';

export const command: CliCommand = {
  name: 'setup-link',
  summary: 'prints a new one-time link for making the first admin',
  usage: '\n\n  The link works once, for 24 hours, while nobody can sign in yet.',
  startsData: true,
  run: async (cli) => {
    readArgs(command, cli.args, {});
    const link = await cli.withContext(setupLink);
    if (!link) {
      throw new Refusal(
        'Tideboard is set up already.',
        'An admin can add people; for a forgotten password: npm run tideboard -- reset-password EMAIL',
      );
    }
    const url = `${addressOf(cli)}/setup/${link.token}`;
    cli.print(url);
    cli.result({ url, expiresAt: link.expiresAt });
  },
};
