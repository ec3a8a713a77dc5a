import { systemActor } from '#lib/domain/access/actor.ts';
import { DomainError } from '#lib/domain/errors.ts';
import type { Context } from '#lib/server/context/context.ts';
import { listBackups } from '#lib/server/operations/backups.ts';
import { eraseCustomer } from '#lib/server/operations/erase-customer.ts';
import { customersOfIdentity, customersOfLead, type FoundCustomer } from '#lib/server/operations/find-customers.ts';
import { Refusal } from '#lib/server/operations/refusal.ts';
import { readArgs, wrongUse, type CliCommand } from '../command.ts';

const options = {
  lead: { type: 'string' },
  phone: { type: 'string' },
  email: { type: 'string' },
  wechat: { type: 'string' },
  yes: { type: 'boolean' },
} as const;

export const command: CliCommand = {
  name: 'erase',
  summary: 'erases one person’s personal data everywhere; the leads stay, without a name',
  usage: `--lead ID | --phone NUMBER | --email ADDRESS | --wechat ID   [--yes]

  --yes   does it; without it the command only says whom it would erase
  It cannot be undone. Backups made before still hold the person; a restore erases again.`,
  run: async (cli) => {
    const { values } = readArgs(command, cli.args, options);
    const { yes, ...by } = values;
    const [[kind, typed] = [], ...more] = Object.entries(by);
    if (!kind || !typed || more.length > 0) throw wrongUse(command, 'Name the person in exactly one way.');
    await cli.withContext(async (context) => {
      const found = await find(context, kind as Kind, typed);
      if (found.length === 0) throw new Refusal('Nobody is found by that.', 'Erased persons are not found any more.');
      const leads = found.reduce((sum, customer) => sum + customer.leads, 0);
      cli.print(`Found ${count(found.length, 'customer')} with ${count(leads, 'lead')}.`);
      if (!yes) {
        cli.print('Nothing was erased. Add --yes to erase; it cannot be undone.');
        cli.result({ erased: false, found });
        return;
      }
      for (const { customerId } of found) await eraseCustomer(context, systemActor('cli'), { customerId });
      cli.print('Erased.');
      const backups = listBackups(cli.config);
      if (backups.length > 0) {
        cli.print(
          `${count(backups.length, 'backup')} in the data folder still holds the person; a restore erases again.`,
        );
      }
      cli.result({ erased: true, found });
    });
  },
};

type Kind = 'lead' | 'phone' | 'email' | 'wechat';

async function find(context: Context, kind: Kind, typed: string): Promise<FoundCustomer[]> {
  if (kind === 'lead') return customersOfLead(context, typed);
  try {
    return await customersOfIdentity(context, kind, typed);
  } catch (error) {
    if (error instanceof DomainError) throw wrongUse(command, `“${typed}” cannot be read as a ${kind}.`);
    throw error;
  }
}

const count = (n: number, noun: string) => `${n} ${noun}${n === 1 ? '' : 's'}`;
