export interface StageOrder {
  id: string;
  kind: 'open' | 'won' | 'lost';
  rank: number;
  archivedAt?: number | null;
}

export interface PassedStage {
  stageId: string;
  /** When the lead was first there or beyond; null: unknown. */
  at: number | null;
  /** Whether it went on to a later stage. */
  advanced: boolean;
}

interface StageFacts {
  /** The stage it is in now. */
  stageId: string;
  state: 'open' | 'won' | 'lost';
  closedAt: number | null;
  reached: readonly (readonly [stageId: string, at: number | null])[];
}

interface Order {
  /** Open stages by rank. */
  open: readonly StageOrder[];
  indexOf: ReadonlyMap<string, number>;
}

const orders = new WeakMap<readonly StageOrder[], Order>();

function orderOf(stages: readonly StageOrder[]): Order {
  let order = orders.get(stages);
  if (!order) {
    const open = stages.filter(({ kind }) => kind === 'open').sort((a, b) => a.rank - b.rank || (a.id < b.id ? -1 : 1));
    order = { open, indexOf: new Map(open.map(({ id }, index) => [id, index])) };
    orders.set(stages, order);
  }
  return order;
}

/**
 * The stages of a lead's way through the funnel, each once (M3). One definition, whatever the order of its moves:
 * - the *furthest* stage is the open stage of highest rank that it was ever in; a won lead is beyond them all;
 * - it has *entered* every open stage up to the furthest: one that it skipped counts as passed on the way (a lead that
 *   jumps from the first to the fourth stage has entered all four and advanced from three);
 * - it *advanced* from every stage before the furthest. Moves back and re-entry change nothing, losing is no advance;
 * - the won or lost stage that it is in counts as entered at the close, and no longer once the lead is reopened.
 * So entered(stage) of a group never grows along the funnel, advanced(stage) = entered(next stage), and the conversion
 * of a stage is advanced / entered. `at` is the first moment at that stage or a later one, so a later move back does not
 * change a past day. An archived stage counts only for leads that really were in it. Entry into a stage with an unknown
 * moment stays unknown.
 */
export function passedStages(facts: StageFacts, stages: readonly StageOrder[]): PassedStage[] {
  const { open, indexOf } = orderOf(stages);
  const entries = new Map<number, number | null>();
  let furthest = facts.state === 'won' ? open.length : -1;
  for (const [stageId, at] of facts.reached) {
    const index = indexOf.get(stageId);
    if (index === undefined) continue;
    entries.set(index, at);
    if (index > furthest) furthest = index;
  }
  const passed: PassedStage[] = [];
  let earliest: number | null = facts.state === 'won' ? facts.closedAt : null;
  for (let index = Math.min(furthest, open.length - 1); index >= 0; index--) {
    const stage = open[index]!;
    const entered = entries.has(index);
    const own = entries.get(index) ?? null;
    if (own !== null && (earliest === null || own < earliest)) earliest = own;
    if (!entered && stage.archivedAt != null) continue;
    passed.push({ stageId: stage.id, at: entered && own === null ? null : earliest, advanced: index < furthest });
  }
  passed.reverse();
  if (facts.state !== 'open') passed.push({ stageId: facts.stageId, at: facts.closedAt, advanced: false });
  return passed;
}
