import { systemActor } from '#lib/domain/access/actor.ts';
import { resetPassword } from '#lib/server/access/reset-password.ts';
import { Refusal } from '#lib/server/operations/refusal.ts';
import { addressOf, readArgs, type CliCommand } from '../command.ts';

export const command: CliCommand = {
  name: 'reset-password',
  summary: 'prints a one-time link with which somebody sets a new password',
  usage: `EMAIL

  The link works once, for four days. The old password works until then.`,
  run: async (cli) => {
    const { positionals } = readArgs(command, cli.args, {}, { min: 1, max: 1 });
    const email = positionals[0]!.trim().toLowerCase();
    const link = await cli.withContext(async (context) => {
      const person = await context.db.read.get<{ id: string }>('select id from people where email = ?', [email]);
      if (!person) throw new Refusal(`Nobody signs in with ${email}.`, 'An admin sees all addresses under People.');
      return resetPassword(context, systemActor('cli'), { personId: person.id });
    });
    const url = `${addressOf(cli)}/password/${link.token}`;
    cli.print(url);
    cli.result({ url, expiresAt: link.expiresAt });
  },
};
