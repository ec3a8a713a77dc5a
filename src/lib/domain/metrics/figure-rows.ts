/**
 * Rows of the figure tables as deltas: the keys are the tables' primary keys, the measures are added to what stands
 * there. A text key is '' where the lead has no such value.
 */
export interface FigureKey {
  boardId: string;
  /** `cohort`: by day of arrival; `period`: by day of the close, in figure_reach by day of the stage's entry (M1). */
  basis: 'cohort' | 'period';
  /** YYYY-MM-DD in the workspace's zone; '' when unknown. */
  day: string;
  /** The total and a team's figure are sums over `owner`; the other two dims repeat the same leads. */
  dim: 'owner' | 'channel' | 'product';
  value: string;
  teamId: string;
}
export interface Cell extends FigureKey {
  currency: string;
  /** 0 on basis `period`: a lead arrives in a cohort, a period has no leads of its own, only closes. */
  leads: number;
  won: number;
  lost: number;
  wonMinor: number;
}
export interface ReachCell extends FigureKey {
  stageId: string;
  entered: number;
  advanced: number;
}
export interface CycleCell extends FigureKey {
  outcome: 'won' | 'lost';
  tenths: number;
  count: number;
}
/** An open lead of this moment, whenever it arrived. */
export interface NowCell {
  boardId: string;
  ownerId: string;
  teamId: string;
  stageId: string;
  currency: string;
  leads: number;
  /** Expected amount. */
  minor: number;
}
export interface Contributions {
  cells: Cell[];
  reach: ReachCell[];
  cycles: CycleCell[];
  now: NowCell[];
}

export const noContributions = (): Contributions => ({ cells: [], reach: [], cycles: [], now: [] });

const SEPARATOR = '\u001f';
const keyOf = (row: FigureKey, last: string | number): string =>
  row.basis +
  SEPARATOR +
  row.dim +
  SEPARATOR +
  row.day +
  SEPARATOR +
  row.value +
  SEPARATOR +
  row.teamId +
  SEPARATOR +
  last +
  SEPARATOR +
  row.boardId;

/** Merges rows of equal keys and drops those that come to nothing. */
class Sums {
  readonly #cells = new Map<string, Cell>();
  readonly #reach = new Map<string, ReachCell>();
  readonly #cycles = new Map<string, CycleCell>();
  readonly #now = new Map<string, NowCell>();

  add(rows: Contributions, sign: 1 | -1): void {
    for (const row of rows.cells) {
      const key = keyOf(row, row.currency);
      const sum = this.#cells.get(key) ?? { ...row, leads: 0, won: 0, lost: 0, wonMinor: 0 };
      sum.leads += sign * row.leads;
      sum.won += sign * row.won;
      sum.lost += sign * row.lost;
      sum.wonMinor += sign * row.wonMinor;
      this.#cells.set(key, sum);
    }
    for (const row of rows.reach) {
      const key = keyOf(row, row.stageId);
      const sum = this.#reach.get(key) ?? { ...row, entered: 0, advanced: 0 };
      sum.entered += sign * row.entered;
      sum.advanced += sign * row.advanced;
      this.#reach.set(key, sum);
    }
    for (const row of rows.cycles) {
      const key = keyOf(row, row.outcome + SEPARATOR + row.tenths);
      const sum = this.#cycles.get(key) ?? { ...row, count: 0 };
      sum.count += sign * row.count;
      this.#cycles.set(key, sum);
    }
    for (const row of rows.now) {
      const key = [row.ownerId, row.teamId, row.stageId, row.currency, row.boardId].join(SEPARATOR);
      const sum = this.#now.get(key) ?? { ...row, leads: 0, minor: 0 };
      sum.leads += sign * row.leads;
      sum.minor += sign * row.minor;
      this.#now.set(key, sum);
    }
  }

  rows(): Contributions {
    return {
      cells: [...this.#cells.values()].filter((row) => row.leads || row.won || row.lost || row.wonMinor),
      reach: [...this.#reach.values()].filter((row) => row.entered || row.advanced),
      cycles: [...this.#cycles.values()].filter((row) => row.count),
      now: [...this.#now.values()].filter((row) => row.leads || row.minor),
    };
  }
}

const sameKey = (a: FigureKey, b: FigureKey) =>
  a.day === b.day &&
  a.value === b.value &&
  a.teamId === b.teamId &&
  a.dim === b.dim &&
  a.basis === b.basis &&
  a.boardId === b.boardId;
const sameCell = (a: Cell, b: Cell) =>
  a.leads === b.leads &&
  a.won === b.won &&
  a.lost === b.lost &&
  a.wonMinor === b.wonMinor &&
  a.currency === b.currency &&
  sameKey(a, b);
const sameReach = (a: ReachCell, b: ReachCell) =>
  a.entered === b.entered && a.advanced === b.advanced && a.stageId === b.stageId && sameKey(a, b);
const sameCycle = (a: CycleCell, b: CycleCell) =>
  a.count === b.count && a.tenths === b.tenths && a.outcome === b.outcome && sameKey(a, b);

const sameNow = (a: NowCell, b: NowCell) =>
  a.stageId === b.stageId &&
  a.ownerId === b.ownerId &&
  a.teamId === b.teamId &&
  a.minor === b.minor &&
  a.leads === b.leads &&
  a.currency === b.currency &&
  a.boardId === b.boardId;

/** Leaves out rows that stand at the same place in both lists: of a move most do, and they need no key. */
function apart<Row>(before: readonly Row[], after: readonly Row[], same: (a: Row, b: Row) => boolean): [Row[], Row[]] {
  const shared = Math.min(before.length, after.length);
  const [was, is]: [Row[], Row[]] = [before.slice(shared), after.slice(shared)];
  for (let i = 0; i < shared; i++) {
    if (same(before[i]!, after[i]!)) continue;
    was.push(before[i]!);
    is.push(after[i]!);
  }
  return [was, is];
}

/** What has to be added so that the figures of `before` become those of `after`: the fewest rows, none without effect. */
export function difference(before: Contributions, after: Contributions): Contributions {
  const [wasCells, cells] = apart(before.cells, after.cells, sameCell);
  const [wasReach, reach] = apart(before.reach, after.reach, sameReach);
  const [wasCycles, cycles] = apart(before.cycles, after.cycles, sameCycle);
  const sums = new Sums();
  const [wasNow, now] = apart(before.now, after.now, sameNow);
  sums.add({ cells: wasCells, reach: wasReach, cycles: wasCycles, now: wasNow }, -1);
  sums.add({ cells, reach, cycles, now }, 1);
  return sums.rows();
}

/** Many differences as one: a batch writes each row once. */
export function addUp(list: Iterable<Contributions>): Contributions {
  const sums = new Sums();
  for (const rows of list) sums.add(rows, 1);
  return sums.rows();
}
