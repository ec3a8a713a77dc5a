import { z } from 'zod';
import type { Card } from './card.ts';
import { id } from './commands.ts';

/** The list of leads: one page of cards of any board, read from the address of the page. */
export const leadsSorts = ['arrived', 'amount', 'next', 'deadline', 'follow_up', 'stage_since'] as const;
export type LeadsSort = (typeof leadsSorts)[number];
export const leadsStates = ['all', 'open', 'pooled', 'won', 'lost'] as const;
export type LeadsState = (typeof leadsStates)[number];

const ids = z.array(id).max(200);

export const leadsQuerySchema = z.object({
  q: z.string().trim().max(200),
  board: id.nullable(),
  state: z.enum(leadsStates).catch('all'),
  stages: ids,
  /** `me` is whoever asks. */
  owners: ids,
  channels: ids,
  products: ids,
  sort: z.enum(leadsSorts).catch('arrived'),
  descending: z.boolean(),
  page: z.number().int().min(1).max(100_000).catch(1),
});
export type LeadsQuery = z.infer<typeof leadsQuerySchema>;

export interface LeadsRow extends Card {
  boardId: string;
  state: 'open' | 'won' | 'lost';
}

export interface LeadsPage {
  rows: LeadsRow[];
  total: number;
  /** There are more than `total` says. */
  more: boolean;
  page: number;
  pageSize: number;
  /** The search found more than it shows. */
  narrowed: boolean;
}

export function leadsQueryFromUrl(params: URLSearchParams): LeadsQuery {
  const list = (key: string) => params.getAll(key).filter(Boolean).slice(0, 200);
  return leadsQuerySchema.parse({
    q: (params.get('q') ?? '').slice(0, 200),
    board: params.get('board') || null,
    state: params.get('state') ?? 'all',
    stages: list('stage'),
    owners: list('owner'),
    channels: list('channel'),
    products: list('product'),
    sort: params.get('sort') ?? 'arrived',
    descending: params.get('dir') !== 'asc',
    page: Number(params.get('page') ?? 1),
  });
}

/** The same address with some of the query changed; a change of anything but the page begins at page 1. */
export function leadsUrl(query: LeadsQuery, change: Partial<LeadsQuery>, rest: URLSearchParams): string {
  const next: LeadsQuery = { ...query, page: 1, ...change };
  const params = new URLSearchParams();
  const lead = rest.get('lead');
  if (next.q) params.set('q', next.q);
  if (next.board) params.set('board', next.board);
  if (next.state !== 'all') params.set('state', next.state);
  for (const value of next.stages) params.append('stage', value);
  for (const value of next.owners) params.append('owner', value);
  for (const value of next.channels) params.append('channel', value);
  for (const value of next.products) params.append('product', value);
  if (next.sort !== 'arrived') params.set('sort', next.sort);
  if (!next.descending) params.set('dir', 'asc');
  if (next.page > 1) params.set('page', String(next.page));
  if (lead) params.set('lead', lead);
  const text = params.toString();
  return text ? `?${text}` : '?';
}
