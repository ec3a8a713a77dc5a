import { v7 } from 'uuid';
import type { Context } from '#lib/server/context/context.ts';
import { Chance } from '../../../server/simulation/chance.ts';
import { seedDemo, type SeedOptions } from '../../../server/simulation/seed-demo.ts';

/** Two months of a small floor: every kind of thing happens, in a second or two. */
export const small: SeedOptions = { seed: 7, days: 60, leads: 60 };

export const seedSmall = (context: Context, options: Partial<SeedOptions> = {}) =>
  seedDemo(context, { ...small, ...options });

/** The demo's context with chances that the test decides. */
export function demoContext(context: Context, seed: number): Context {
  const chance = Chance.seeded(seed, 'live');
  const ids = Chance.seeded(seed, 'live ids');
  return {
    ...context,
    config: { ...context.config, demo: true, quiet: false },
    random: () => chance.next(),
    newId: () => v7({ msecs: context.now(), random: ids.bytes(16) }),
  };
}
