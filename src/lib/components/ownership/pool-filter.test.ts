import { describe, expect, it } from 'vitest';
import type { Card } from '#lib/contract/board/card.ts';
import { poolFilterCount, poolFilterFromUrl, poolFilterToUrl, poolTest } from './pool-filter.ts';

const card = (over: Partial<Card>): Card =>
  ({ name: '沈**', productId: 'p1', channelId: 'c1', amountMinor: 1000, pooledBy: 'recycle', ...over }) as Card;
const filter = (text: string) => poolFilterFromUrl(new URLSearchParams(text));
const passes = (text: string, over: Partial<Card> = {}) => poolTest(filter(text), ({ name }) => name)(card(over));

describe('the filter of a pool', () => {
  it('keeps itself in the address, beside what else stands there', () => {
    const text = 'board=b1&lead=l1&q=shen&product=p1&product=p2&reason=recycle&min=100&max=900';
    const params = poolFilterToUrl(filter(text), new URLSearchParams('board=b1&lead=l1&q=old'));
    expect(params.toString()).toBe(text);
    expect(poolFilterCount(filter(text))).toBe(4);
  });

  it('passes what meets every condition', () => {
    expect(passes('')).toBe(true);
    expect(passes('q=沈')).toBe(true);
    expect(passes('q=王')).toBe(false);
    expect(passes('product=p2')).toBe(false);
    expect(passes('reason=release')).toBe(false);
    expect(passes('product=p1&channel=c1&reason=recycle')).toBe(true);
  });

  it('leaves a lead without an amount out of every range', () => {
    expect(passes('min=1000&max=1000')).toBe(true);
    expect(passes('min=1001')).toBe(false);
    expect(passes('min=0', { amountMinor: null })).toBe(false);
    expect(passes('max=5000', { amountMinor: null })).toBe(false);
  });

  it('ignores what is no amount and no reason', () => {
    expect(filter('min=abc&max=-5&reason=nonsense')).toMatchObject({ atLeast: null, atMost: null, reasons: [] });
  });
});
