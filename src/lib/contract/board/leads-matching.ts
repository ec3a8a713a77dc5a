import type { Card } from './card.ts';
import type { LeadsQuery, LeadsRow, LeadsSort } from './leads-list.ts';

/** Whoever looks at a list knows this of its boards. */
export interface LeadsReader {
  me: string;
  stageKind: (stageId: string) => LeadsRow['state'];
}

/** Fields that decide where a row stands. */
const sortedBy: Record<LeadsSort, readonly (keyof Card)[]> = {
  arrived: ['arrivedAt'],
  amount: ['amountMinor', 'wonMinor'],
  next: ['nextAt'],
  deadline: ['deadlineAt'],
  follow_up: ['lastFollowUpAt'],
  stage_since: ['stageSince'],
};

/** The same conditions as the server's, but for the search, which only the server can answer. */
export function matchesLeadsQuery(
  query: LeadsQuery,
  card: Pick<Card, 'stageId' | 'ownerId' | 'poolId' | 'channelId' | 'productId'>,
  boardId: string,
  { me, stageKind }: LeadsReader,
): boolean {
  const among = (wanted: readonly string[], value: string | null) =>
    wanted.length === 0 || (value !== null && wanted.includes(value));
  if (query.board !== null && query.board !== boardId) return false;
  if (query.state === 'pooled' && card.poolId === null) return false;
  if (query.state !== 'all' && query.state !== 'pooled')
    if (card.poolId !== null || stageKind(card.stageId) !== query.state) return false;
  return (
    among(query.stages, card.stageId) &&
    among(
      query.owners.map((id) => (id === 'me' ? me : id)),
      card.ownerId,
    ) &&
    among(query.channels, card.channelId) &&
    among(query.products, card.productId)
  );
}

/** Whether a change of these fields of a lead that is not on the page could bring it there. */
export function couldEnter(query: LeadsQuery, patch: Partial<Card>): boolean {
  const fields: (keyof Card)[] = [...sortedBy[query.sort]];
  if (query.q !== '') fields.push('name', 'company', 'tags');
  if (query.state !== 'all') fields.push('stageId', 'poolId');
  if (query.stages.length > 0) fields.push('stageId');
  if (query.owners.length > 0) fields.push('ownerId');
  if (query.channels.length > 0) fields.push('channelId');
  if (query.products.length > 0) fields.push('productId');
  return fields.some((field) => field in patch);
}
