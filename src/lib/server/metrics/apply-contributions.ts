import { addUp, contributions, difference, type Contributions } from '#lib/domain/metrics/contribution.ts';
import type { BoardConfig } from '../board/board-config.ts';
import type { Lead } from '../board/lead-row.ts';
import type { Tx, Value } from '../db/database.ts';

interface Change {
  before: Lead | null;
  after: Lead | null;
}

const facts = (lead: Lead) => ({ ...lead, counts: true });

/** The columns on which contributions depend: a write that touches none of them costs the figures nothing. */
const relevant = [
  'state',
  'stageId',
  'closedAt',
  'arrivedAt',
  'ownerId',
  'teamId',
  'creditId',
  'creditTeamId',
  'channelId',
  'productId',
  'expectedMinor',
  'wonMinor',
  'currency',
] as const satisfies readonly (keyof Lead)[];

function touchesFigures({ before, after }: Change): boolean {
  if (!before || !after) return true;
  if (before.reached !== after.reached && JSON.stringify(before.reached) !== JSON.stringify(after.reached)) return true;
  return relevant.some((key) => before[key] !== after[key]);
}

/** Brings the figures along with a write, in its transaction: new contributions minus old, merged for a batch. */
export async function applyContributions(tx: Tx, board: BoardConfig, changes: readonly Change[]): Promise<void> {
  const touching = changes.filter(touchesFigures);
  if (touching.length === 0) return;
  const counted = board.recounting ? await countedTo(tx, board.id) : null;
  const differences = touching.map(({ before, after }) => {
    const of = (lead: Lead | null) => contributions(lead && facts(lead), board.stages, board.zone);
    const rows = difference(of(before), of(after));
    // A lead that the recount has not come to yet will be counted as it is then.
    return board.recounting && (counted === null || (after ?? before)!.id > counted) ? { ...rows, reach: [] } : rows;
  });
  await addRows(tx, differences.length === 1 ? differences[0]! : addUp(differences));
}

const COUNTED_TO = 'select counted_to as "countedTo" from figure_recounts where board_id = ?';

/** Up to which lead the recount of a board has come; null: its old rows are still being taken away. */
async function countedTo(tx: Tx, boardId: string): Promise<string | null> {
  return (await tx.get<{ countedTo: string | null }>(COUNTED_TO, [boardId]))?.countedTo ?? null;
}

export async function addRows(tx: Tx, { cells, reach, cycles, now }: Contributions): Promise<void> {
  await addTo(tx, CELLS, cells);
  await addTo(tx, REACH, reach);
  await addTo(tx, CYCLES, cycles);
  await addTo(tx, NOW, now);
}

interface Target<Row> {
  table: string;
  /** The table's column beside each property; keys first. */
  keys: readonly (readonly [column: string, property: keyof Row])[];
  measures: readonly (readonly [column: string, property: keyof Row])[];
  statements: Map<number, string>;
}

const common = [
  ['board_id', 'boardId'],
  ['basis', 'basis'],
  ['dim', 'dim'],
  ['day', 'day'],
  ['value', 'value'],
  ['team_id', 'teamId'],
] as const;

const CELLS: Target<Contributions['cells'][number]> = {
  table: 'figure_cells',
  keys: [...common, ['currency', 'currency']],
  measures: [
    ['leads', 'leads'],
    ['won', 'won'],
    ['lost', 'lost'],
    ['won_minor', 'wonMinor'],
  ],
  statements: new Map(),
};
const REACH: Target<Contributions['reach'][number]> = {
  table: 'figure_reach',
  keys: [...common, ['stage_id', 'stageId']],
  measures: [
    ['entered', 'entered'],
    ['advanced', 'advanced'],
  ],
  statements: new Map(),
};
const CYCLES: Target<Contributions['cycles'][number]> = {
  table: 'figure_cycles',
  keys: [...common, ['outcome', 'outcome'], ['tenths', 'tenths']],
  measures: [['count', 'count']],
  statements: new Map(),
};

const NOW: Target<Contributions['now'][number]> = {
  table: 'figure_now',
  keys: [
    ['board_id', 'boardId'],
    ['owner_id', 'ownerId'],
    ['team_id', 'teamId'],
    ['stage_id', 'stageId'],
    ['currency', 'currency'],
  ],
  measures: [
    ['leads', 'leads'],
    ['minor', 'minor'],
  ],
  statements: new Map(),
};

/** Rows per statement: saves round trips on PostgreSQL and keeps the number of prepared texts small. */
const MOST_ROWS = 32;

async function addTo<Row>(tx: Tx, target: Target<Row>, rows: readonly Row[]): Promise<void> {
  const columns = [...target.keys, ...target.measures];
  for (let from = 0; from < rows.length; from += MOST_ROWS) {
    const part = rows.slice(from, from + MOST_ROWS);
    const values = part.flatMap((row) => columns.map(([, property]) => row[property] as Value));
    await tx.run(upsert(target, part.length), values);
  }
}

function upsert<Row>(target: Target<Row>, rows: number): string {
  const known = target.statements.get(rows);
  if (known) return known;
  const { table, keys, measures } = target;
  const columns = [...keys, ...measures].map(([column]) => column);
  const placeholders = `(${columns.map(() => '?').join(', ')})`;
  const sql = `insert into ${table} (${columns.join(', ')}) values ${Array.from({ length: rows }, () => placeholders).join(', ')}
    on conflict (${keys.map(([column]) => column).join(', ')})
    do update set ${measures.map(([column]) => `${column} = ${table}.${column} + excluded.${column}`).join(', ')}`;
  target.statements.set(rows, sql);
  return sql;
}
