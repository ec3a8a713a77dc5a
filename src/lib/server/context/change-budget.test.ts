import { describe, expect, it } from 'vitest';
import { isDomainError } from '#lib/domain/errors.ts';
import type { Context } from './context.ts';
import { BURST, PER_SECOND, spendChange } from './change-budget.ts';

function aServer(rateLimit = true) {
  const clock = { at: 1_000_000 };
  const context = { config: { rateLimit }, db: {}, now: () => clock.at } as unknown as Context;
  /** Null when the change is taken, otherwise when to come back. */
  const send = (personId: string): number | null => {
    try {
      spendChange(context, personId);
      return null;
    } catch (error) {
      if (!isDomainError(error) || error.code !== 'too_fast') throw error;
      return error.details['retryAfterMs'] as number;
    }
  };
  return { clock, send };
}

describe('how many changes a person may send', () => {
  it('never disturbs a quick human: ten a second for a minute', () => {
    const { clock, send } = aServer();
    for (let n = 0; n < 600; n++, clock.at += 100) expect(send('quick')).toBe(null);
  });

  it('is one budget for all tabs of a person, and another one for the next', () => {
    const { send } = aServer();
    for (let n = 0; n < BURST; n++) expect(send('a')).toBe(null);
    expect(send('a')).toBeGreaterThan(0);
    expect(send('b')).toBe(null);
  });

  it('takes 200 changes of an offline day from whoever comes back when he is told to', () => {
    const { clock, send } = aServer();
    const began = clock.at;
    let refused = 0;
    for (let sent = 0; sent < 200;) {
      const wait = send('a');
      if (wait === null) sent++;
      else {
        refused++;
        clock.at += wait;
      }
    }
    expect(clock.at - began).toBeLessThanOrEqual(((200 - BURST) / PER_SECOND) * 1000 + 1000);
    expect(refused).toBeLessThanOrEqual(200 / 10);
  });

  it('lets nobody in because many others came, and nobody out because a clock was set back', () => {
    const { clock, send } = aServer();
    for (let n = 0; n < BURST; n++) send('busy');
    for (let n = 0; n < 4_000; n++) expect(send(`other-${n}`)).toBe(null);
    expect(send('busy')).toBeGreaterThan(0);
    clock.at -= 3_600_000;
    expect(send('other-1')).toBe(null);
    expect(send('busy')).toBe(500);
    clock.at += 1000;
    expect(send('busy')).toBe(null);
  });

  it('can be switched off', () => {
    const { send } = aServer(false);
    for (let n = 0; n < 1000; n++) expect(send('a')).toBe(null);
  });
});
