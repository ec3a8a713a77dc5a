import type { Amount, FigureGroup, Figures, Measures } from '#lib/contract/metrics/figures.ts';
import { bases, groupings, parseQuery } from '#lib/contract/metrics/query.ts';
import { systemActor } from '#lib/domain/access/actor.ts';
import { isDomainError } from '#lib/domain/errors.ts';
import { daysOf, periodNames } from '#lib/domain/metrics/periods.ts';
import { toMajor } from '#lib/format/money.ts';
import { workspaceSettings } from '#lib/server/access/workspace-settings.ts';
import type { Context } from '#lib/server/context/context.ts';
import { figuresFor } from '#lib/server/metrics/figures-for.ts';
import { Refusal } from '#lib/server/operations/refusal.ts';
import { readArgs, wrongUse, type CliCommand } from '../command.ts';

export const command: CliCommand = {
  name: 'figures',
  summary: 'prints win rate, conversion, won amount and sales cycle of a board',
  usage: `[--board NAME] [--basis cohort|period] [--period NAME | --from DAY --to DAY] [--team NAME]… [--group BY]

  --board   the board's name or id; may be left out when there is one
  --basis   cohort: leads by the day they arrived (default) · period: closes by their day
  --period  ${periodNames.join(', ')} (default: all)
  --from    YYYY-MM-DD, inclusive, in the workspace's time zone; so is --to
  --team    only this team; may be given several times
  --group   ${groupings.slice(1).join(', ')}`,
  run: async (cli) => {
    const { values } = readArgs(command, cli.args, {
      board: { type: 'string' },
      basis: { type: 'string' },
      period: { type: 'string' },
      from: { type: 'string' },
      to: { type: 'string' },
      team: { type: 'string', multiple: true },
      group: { type: 'string' },
    });
    const choose = <T extends string>(name: string, known: readonly T[], text: string | undefined): T | undefined => {
      const found = known.find((one) => one === text);
      if (text !== undefined && found === undefined) {
        throw wrongUse(command, `--${name} “${text}” is none of ${known.join(', ')}.`);
      }
      return found;
    };
    const basis = choose('basis', bases, values.basis);
    const groupBy = choose('group', groupings, values.group);
    const period = choose('period', periodNames, values.period);
    if (period && (values.from || values.to)) throw wrongUse(command, 'Give --period or --from and --to, not both.');
    await cli.withContext(async (context) => {
      const { zone } = await workspaceSettings(context.db.read);
      const days = period
        ? daysOf(period, context.now(), zone)
        : { from: values.from ?? null, until: values.to ?? null };
      const query = {
        boardId: (await boardNamed(context, values.board)).id,
        basis,
        from: days.from,
        to: days.until,
        teamIds: values.team ? await teamsNamed(context, values.team) : null,
        groupBy,
      };
      let figures: Figures;
      try {
        figures = await figuresFor(context, systemActor('cli'), parseQuery(query));
      } catch (error) {
        if (isDomainError(error) && error.code === 'invalid_input') throw wrongUse(command, error.message);
        throw error;
      }
      for (const line of linesOf(figures)) cli.print(line);
      cli.result(figures);
    });
  },
};

interface Named {
  id: string;
  name: string;
}

const same = (a: string, b: string) => a.trim().toLocaleLowerCase() === b.trim().toLocaleLowerCase();

async function boardNamed(context: Context, wanted: string | undefined): Promise<Named> {
  const boards = await context.db.read.all<Named>('select id, name from boards order by rank, id');
  if (boards.length === 0) throw new Refusal('There is no board yet.', 'Make one in the settings first.');
  const names = `Boards: ${boards.map(({ name }) => name).join(', ')}`;
  if (wanted === undefined) {
    if (boards.length > 1) throw new Refusal('Which board?', `Say it with --board. ${names}`, 2);
    return boards[0]!;
  }
  const board = boards.find(({ id, name }) => id === wanted || same(name, wanted));
  if (!board) throw new Refusal(`There is no board “${wanted}”.`, names);
  return board;
}

async function teamsNamed(context: Context, wanted: readonly string[]): Promise<string[]> {
  const teams = await context.db.read.all<Named>('select id, name from teams order by name');
  return wanted.map((text) => {
    const team = teams.find(({ id, name }) => id === text || same(name, text));
    if (!team) throw new Refusal(`There is no team “${text}”.`, `Teams: ${teams.map(({ name }) => name).join(', ')}`);
    return team.id;
  });
}

const percent = (rate: number | null) => (rate === null ? '–' : `${(rate * 100).toFixed(1)}%`);
const days = (value: number | null) => (value === null ? '–' : value.toFixed(1));
const money = (amounts: readonly Amount[]) =>
  amounts.map(({ currency, minor }) => `${currency} ${toMajor(minor, currency).toLocaleString('en')}`).join(' + ') ||
  '–';

function linesOf(figures: Figures): string[] {
  const { query, totals, zone, groups } = figures;
  const cohort = query.basis === 'cohort';
  const period = query.from || query.to ? `${query.from ?? '…'} to ${query.to ?? '…'}` : 'all time';
  const head = ['', cohort ? 'leads' : 'arrived', 'won', 'lost', 'win rate', 'conversion', 'cycle', 'won amount'];
  const row = (name: string, of: Measures) => [
    name,
    String(of.leads),
    String(of.won),
    String(of.lost),
    percent(of.winRate.rate),
    percent(of.conversion.rate),
    days(of.cycle.won.median),
    money(of.wonAmounts),
  ];
  const rows = [head, ...groups.map((group) => row(nameOf(group), group)), row('all', totals)];
  const widths = head.map((_, column) => Math.max(...rows.map((cells) => cells[column]!.length)));
  return [
    `${cohort ? 'Leads that arrived' : 'Leads closed'} in ${period} (${zone}).`,
    'Win rate: won / (won + lost). Conversion: won / ' +
      (cohort ? 'all leads of the cohort.' : 'leads that arrived in the same days.') +
      ' Cycle: median days from arrival to win.',
    '',
    ...rows.map((cells) =>
      cells
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
        .join('  ')
        .trimEnd(),
    ),
  ];
}

const nameOf = ({ key, name }: FigureGroup): string => name ?? (key || '(none)');
