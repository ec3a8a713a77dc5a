import type { Cursor } from '../protocol.ts';
import { cardFields, type Card } from './card.ts';

/**
 * A board as dictionary-coded columns: strings that repeat (stages, people, tags) are stored once and named by index,
 * instants as differences. 10,000 cards: about 0.6 MB compressed.
 */
export interface BoardSnapshot {
  boardId: string;
  viewKey: string;
  cursor: Cursor;
  /** Closed cards are held from this moment on; a client drops older ones as they arrive. */
  closedSince: number;
  /** Server time when it was made. */
  at: number;
  /** Base of the encoded instants. */
  base: number;
  dictionary: string[];
  /** One array per card field, in the order of `cardFields`. */
  columns: unknown[][];
}

const instants = new Set<keyof Card>([
  'pooledAt',
  'spellStartedAt',
  'deadlineAt',
  'nextAt',
  'lastFollowUpAt',
  'stageSince',
  'arrivedAt',
  'closedAt',
]);
const repeating = new Set<keyof Card>([
  'stageId',
  'company',
  'productId',
  'currency',
  'channelId',
  'ownerId',
  'teamId',
  'poolId',
  'pooledBy',
  'formerOwnerId',
  'clock',
  'nextKind',
  'lostReasonId',
]);

export function encodeCards(
  cards: readonly Card[],
  base: number,
): Pick<BoardSnapshot, 'base' | 'dictionary' | 'columns'> {
  const dictionary: string[] = [];
  const index = new Map<string, number>();
  const code = (text: string): number => {
    let at = index.get(text);
    if (at === undefined) {
      at = dictionary.push(text) - 1;
      index.set(text, at);
    }
    return at;
  };
  const columns = cardFields.map((field): unknown[] => {
    if (field === 'tags') return cards.map(({ tags }) => tags.map(code));
    if (instants.has(field)) return cards.map((card) => minus(card[field] as number | null, base));
    if (!repeating.has(field)) return cards.map((card) => card[field]);
    return cards.map((card) => (card[field] === null ? null : code(card[field] as string)));
  });
  return { base, dictionary, columns };
}

const minus = (instant: number | null, base: number) => (instant === null ? null : instant - base);

export function decodeCards({
  base,
  dictionary,
  columns,
}: Pick<BoardSnapshot, 'base' | 'dictionary' | 'columns'>): Card[] {
  const values = Object.fromEntries(
    cardFields.map((field, at): [keyof Card, unknown[]] => {
      const column = columns[at]!;
      if (field === 'tags')
        return [field, (column as number[][]).map((codes) => codes.map((code) => dictionary[code]))];
      if (instants.has(field)) return [field, (column as (number | null)[]).map((value) => minus(value, -base))];
      if (!repeating.has(field)) return [field, column];
      return [field, (column as (number | null)[]).map((value) => (value === null ? null : dictionary[value]))];
    }),
  ) as { [Field in keyof Card]: Card[Field][] };
  return values.id.map((_, row) => cardAt(values, row));
}

/** Every field by its name: filled in by computed keys, 10,000 cards took four times as long to make, and longer to read. */
const cardAt = (values: { [Field in keyof Card]: Card[Field][] }, row: number): Card => ({
  id: values.id[row]!,
  stageId: values.stageId[row]!,
  position: values.position[row]!,
  name: values.name[row]!,
  company: values.company[row]!,
  productId: values.productId[row]!,
  amountMinor: values.amountMinor[row]!,
  wonMinor: values.wonMinor[row]!,
  currency: values.currency[row]!,
  intent: values.intent[row]!,
  channelId: values.channelId[row]!,
  tags: values.tags[row]!,
  ownerId: values.ownerId[row]!,
  teamId: values.teamId[row]!,
  poolId: values.poolId[row]!,
  pooledAt: values.pooledAt[row]!,
  pooledBy: values.pooledBy[row]!,
  formerOwnerId: values.formerOwnerId[row]!,
  spellStartedAt: values.spellStartedAt[row]!,
  deadlineAt: values.deadlineAt[row]!,
  clock: values.clock[row]!,
  nextAt: values.nextAt[row]!,
  nextKind: values.nextKind[row]!,
  lastFollowUpAt: values.lastFollowUpAt[row]!,
  stageSince: values.stageSince[row]!,
  arrivedAt: values.arrivedAt[row]!,
  closedAt: values.closedAt[row]!,
  lostReasonId: values.lostReasonId[row]!,
  version: values.version[row]!,
});
