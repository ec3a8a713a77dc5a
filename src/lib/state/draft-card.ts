import type { Card } from '#lib/contract/board/card.ts';
import type { EffectView } from './board-effects.ts';
import { positionBetween } from '#lib/domain/board/position.ts';

const PREFIX = 'new:';

/** A lead that was entered here and that the server has not answered for: its card goes by its change's id until then. */
export const draftIdOf = (mutationId: string): string => `${PREFIX}${mutationId}`;
export const isDraft = (leadId: string): boolean => leadId.startsWith(PREFIX);

/** Inputs reach this from the machine's own store as well: nothing but their shape is known. */
type Input = Record<string, unknown>;
const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
const number = (value: unknown): number | null => (typeof value === 'number' ? value : null);

/** Whether a new lead will lie on the board: one for the pool has no place there to wait in. */
export const hasDraft = (name: string, input: unknown): boolean => {
  const { stageId, ownerId } = (input ?? {}) as Input;
  return name === 'createLead' && text(stageId) !== null && ownerId !== null;
};

/** The card as the server will make it, on top of its stage. */
export function draftCard(mutationId: string, input: unknown, view: EffectView): Card {
  const given = (input ?? {}) as Input;
  const stageId = text(given['stageId'])!;
  const ownerId = text(given['ownerId']) ?? view.personId;
  const amountMinor = number(given['expectedMinor']);
  return {
    id: draftIdOf(mutationId),
    stageId,
    position: positionBetween(null, view.top(stageId)?.position ?? null),
    name: text(given['name']) ?? '',
    company: text(given['company']),
    productId: text(given['productId']),
    amountMinor,
    wonMinor: null,
    currency: text(given['currency']) ?? '',
    intent: (number(given['intent']) ?? 0) as Card['intent'],
    channelId: text(given['channelId']),
    tags: Array.isArray(given['tags']) ? (given['tags'] as string[]) : [],
    ownerId,
    teamId: view.teamOf(ownerId),
    poolId: null,
    pooledAt: null,
    pooledBy: null,
    formerOwnerId: null,
    spellStartedAt: view.now,
    deadlineAt: null,
    clock: 'none',
    nextAt: null,
    nextKind: null,
    lastFollowUpAt: null,
    stageSince: view.now,
    arrivedAt: view.now,
    closedAt: null,
    lostReasonId: null,
    version: 0,
  };
}
