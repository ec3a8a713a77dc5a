import type { Card } from '#lib/contract/board/card.ts';
import { positionBetween } from '#lib/domain/board/position.ts';

/** What a command will do to cards, foretold for the screen until its event says what it did. */
export type Effect = Map<string, Partial<Card>>;

/** What foretelling needs to know of the board as it is shown now. */
export interface EffectView {
  card(id: string): Card | undefined;
  /** The first card of a column that is shown. */
  top(stageId: string): Card | undefined;
  stageKind(stageId: string): 'open' | 'won' | 'lost' | undefined;
  teamOf(personId: string): string | null;
  poolId: string | null;
  personId: string;
  now: number;
  /** Where a card was before this browser moved it, for undo. */
  before(leadId: string): Partial<Card> | undefined;
}

/** Inputs reach this from IndexedDB as well: nothing but their shape is known. */
type Input = Record<string, unknown>;
const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** Card fields that `editLead` names differently. */
const cardField: Record<string, keyof Card> = {
  name: 'name',
  company: 'company',
  productId: 'productId',
  channelId: 'channelId',
  expectedMinor: 'amountMinor',
  wonMinor: 'wonMinor',
  currency: 'currency',
  intent: 'intent',
  tags: 'tags',
};

/** Which leads a command is about: what it touches waits for it, and is marked until it is settled. */
export function leadsOf(input: unknown): string[] {
  const { leadId, leadIds } = (input ?? {}) as Input;
  if (typeof leadId === 'string') return [leadId];
  return Array.isArray(leadIds) ? leadIds.filter((id): id is string => typeof id === 'string') : [];
}

export function effectOf(name: string, input: unknown, view: EffectView): Effect {
  const effect: Effect = new Map();
  const given = (input ?? {}) as Input;
  const leads = leadsOf(input).filter((id) => view.card(id));
  switch (name) {
    case 'moveLead':
    case 'moveLeads': {
      let after = text(given['after']);
      const moved = new Map<string, string>();
      for (const id of leads) {
        const patch = moveEffect(id, { ...given, after }, view, moved);
        if (!patch) continue;
        effect.set(id, patch);
        moved.set(id, patch.position!);
        after = id;
      }
      break;
    }
    case 'editLead': {
      const field = cardField[String(given['field'])];
      for (const id of leads) if (field) effect.set(id, { [field]: given['value'] ?? null });
      break;
    }
    case 'setNext':
      for (const id of leads) {
        const at = typeof given['at'] === 'number' ? given['at'] : null;
        effect.set(id, { nextAt: at, nextKind: at === null ? null : ((given['kind'] as Card['nextKind']) ?? 'call') });
      }
      break;
    case 'claimLead':
    case 'claimLeads':
      for (const id of leads) effect.set(id, ownedBy(view.personId, view));
      break;
    case 'assignLead':
    case 'assignLeads':
      for (const id of leads) handOver(effect, id, text(given['ownerId']), view);
      break;
    case 'transferLead':
    case 'transferLeads':
      for (const id of leads) handOver(effect, id, text(given['toId']), view);
      break;
    case 'releaseLead':
    case 'releaseLeads':
      for (const id of leads) if (view.poolId) effect.set(id, pooled(id, view));
      break;
    case 'undoMove':
      for (const id of leads) {
        const before = view.before(id);
        if (before) effect.set(id, before);
      }
      break;
  }
  return effect;
}

function moveEffect(id: string, input: Input, view: EffectView, moved: ReadonlyMap<string, string>) {
  const stageId = text(input['stageId']);
  const card = view.card(id);
  const kind = stageId && view.stageKind(stageId);
  if (!stageId || !card || !kind) return null;
  const place = (neighbour: string | null): string | null => {
    if (neighbour === null || neighbour === id) return null;
    const known = view.card(neighbour);
    return moved.get(neighbour) ?? (known?.stageId === stageId ? known.position : null);
  };
  const above = place(text(input['after']));
  const below = place(text(input['before']));
  const top = above === null && below === null ? view.top(stageId) : undefined;
  const patch: Partial<Card> = {
    stageId,
    position: between(above, below ?? (top && top.id !== id ? top.position : null)),
  };
  if (card.stageId === stageId) return patch;
  patch.stageSince = view.now;
  const closes = kind !== 'open';
  patch.closedAt = closes ? view.now : null;
  patch.wonMinor = kind === 'won' ? ((input['wonMinor'] as number | null | undefined) ?? card.wonMinor) : null;
  patch.lostReasonId = kind === 'lost' ? text(input['lostReasonId']) : null;
  if (closes) Object.assign(patch, { nextAt: null, nextKind: null });
  return patch;
}

/** The server mints the real key; this one only has to sort in the same place until then. */
function between(above: string | null, below: string | null): string {
  try {
    return positionBetween(above, below);
  } catch {
    return above === null ? (below ?? 'a0') : `${above}V`;
  }
}

const ownedBy = (personId: string, view: EffectView): Partial<Card> => ({
  ownerId: personId,
  teamId: view.teamOf(personId),
  poolId: null,
  pooledAt: null,
  pooledBy: null,
  spellStartedAt: view.now,
});

function handOver(effect: Effect, id: string, to: string | null, view: EffectView): void {
  if (to !== null) effect.set(id, ownedBy(to, view));
}

const pooled = (id: string, view: EffectView): Partial<Card> => ({
  ownerId: null,
  teamId: null,
  poolId: view.poolId,
  pooledAt: view.now,
  pooledBy: 'release',
  formerOwnerId: view.card(id)?.ownerId ?? null,
  deadlineAt: null,
  clock: 'none',
});
