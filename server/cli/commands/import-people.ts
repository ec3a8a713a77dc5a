import { readFileSync } from 'node:fs';
import { systemActor } from '#lib/domain/access/actor.ts';
import { importPeople, importPeopleSchema } from '#lib/server/intake/import-people.ts';
import { readTable } from '#lib/server/intake/read-file.ts';
import { Refusal, explainFileError } from '#lib/server/operations/refusal.ts';
import { readArgs, type CliCommand } from '../command.ts';

export const command: CliCommand = {
  name: 'import-people',
  summary: 'enters people and teams of another system, inactive and without sign-in',
  usage: `FILE.csv --name COLUMN [--team COLUMN] [--region COLUMN] [--manager COLUMN]

  An import of leads then finds its owners, in their teams. An admin enables whoever is to sign in.`,
  async run(cli) {
    const text = { type: 'string' } as const;
    const options = { name: text, team: text, region: text, manager: text };
    const { values, positionals } = readArgs(command, cli.args, options, { min: 1, max: 1 });
    if (!values.name) throw new Refusal('--name COLUMN is missing.', command.usage, 2);
    const path = cli.path(positionals[0]!);
    let bytes: Buffer;
    try {
      bytes = readFileSync(path);
    } catch (error) {
      throw explainFileError(error, path);
    }
    const { headers, rows } = await readTable(bytes);
    const cell = (row: string[], column: string | undefined) => {
      if (column === undefined) return null;
      const at = headers.indexOf(column);
      if (at === -1) throw new Refusal(`There is no column “${column}”. Columns: ${headers.join(', ')}.`, '', 2);
      return row[at]?.trim() || null;
    };
    const people = rows.map((row) => ({
      name: cell(row, values.name),
      team: cell(row, values.team),
      region: cell(row, values.region),
      manager: cell(row, values.manager),
    }));
    const input = importPeopleSchema.parse({ people: people.filter(({ name }) => name !== null) });
    const made = await cli.withContext((context) => importPeople(context, systemActor('import'), input));
    cli.print(`${made.people} people and ${made.teams} teams are new, ${made.known} were known.`);
    cli.result(made);
  },
};
