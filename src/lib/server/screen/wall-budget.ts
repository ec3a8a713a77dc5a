import { RateLimiterMemory } from 'rate-limiter-flexible';

/** A wall asks six times a minute where no socket gets through; some televisions may share one address. */
const PER_MINUTE = 120;
const budget = new RateLimiterMemory({ keyPrefix: 'wall', points: PER_MINUTE, duration: 60 });

/**
 * Seconds to wait when a wall's link is asked too often, else null. Counted by screen, and only for links that exist, so
 * that nobody fills the memory with invented ones.
 */
export async function wallMustWait(screenId: string): Promise<number | null> {
  try {
    await budget.consume(screenId);
    return null;
  } catch (refused) {
    if (refused instanceof Error) throw refused;
    return Math.max(1, Math.ceil((refused as { msBeforeNext: number }).msBeforeNext / 1000));
  }
}
