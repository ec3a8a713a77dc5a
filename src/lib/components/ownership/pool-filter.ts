import type { Card } from '#lib/contract/board/card.ts';

export type PooledBy = NonNullable<Card['pooledBy']>;
export const pooledByKinds: readonly PooledBy[] = ['recycle', 'release', 'import', 'create', 'disable'];

/** What the pool page shows; kept in its address. */
export interface PoolFilter {
  text: string;
  products: readonly string[];
  channels: readonly string[];
  reasons: readonly PooledBy[];
  /** In minor units. */
  atLeast: number | null;
  atMost: number | null;
}

const KEYS = ['q', 'product', 'channel', 'reason', 'min', 'max'];

export function poolFilterFromUrl(params: URLSearchParams): PoolFilter {
  const amount = (key: string) => {
    const value = Number(params.get(key) ?? '');
    return params.get(key) && Number.isSafeInteger(value) && value >= 0 ? value : null;
  };
  return {
    text: params.get('q') ?? '',
    products: params.getAll('product').filter(Boolean),
    channels: params.getAll('channel').filter(Boolean),
    reasons: pooledByKinds.filter((kind) => params.getAll('reason').includes(kind)),
    atLeast: amount('min'),
    atMost: amount('max'),
  };
}

/** The same address with another filter. */
export function poolFilterToUrl(filter: PoolFilter, rest: URLSearchParams): URLSearchParams {
  const params = new URLSearchParams(rest);
  for (const key of KEYS) params.delete(key);
  if (filter.text.trim()) params.set('q', filter.text.trim());
  for (const id of filter.products) params.append('product', id);
  for (const id of filter.channels) params.append('channel', id);
  for (const kind of filter.reasons) params.append('reason', kind);
  if (filter.atLeast !== null) params.set('min', String(filter.atLeast));
  if (filter.atMost !== null) params.set('max', String(filter.atMost));
  return params;
}

export const poolFilterCount = (filter: PoolFilter): number =>
  [
    filter.text.trim() !== '',
    filter.products.length > 0,
    filter.channels.length > 0,
    filter.reasons.length > 0,
    filter.atLeast !== null || filter.atMost !== null,
  ].filter(Boolean).length;

/** Names come masked from the server, so text finds only what is shown. */
export function poolTest(filter: PoolFilter, nameOf: (card: Card) => string): (card: Card) => boolean {
  const words = filter.text.trim().toLocaleLowerCase().split(/\s+/u).filter(Boolean);
  const { products, channels, reasons, atLeast, atMost } = filter;
  return (card) => {
    if (products.length > 0 && !products.includes(card.productId ?? '')) return false;
    if (channels.length > 0 && !channels.includes(card.channelId ?? '')) return false;
    if (reasons.length > 0 && !(card.pooledBy && reasons.includes(card.pooledBy))) return false;
    if (atLeast !== null && (card.amountMinor ?? -1) < atLeast) return false;
    if (atMost !== null && (card.amountMinor === null || card.amountMinor > atMost)) return false;
    if (words.length === 0) return true;
    const text = nameOf(card).toLocaleLowerCase();
    return words.every((word) => text.includes(word));
  };
}
