import { v7 } from 'uuid';
import type { Context } from '#lib/server/context/context.ts';
import type { Chance } from './chance.ts';

/** The same context at another moment, with ids that the chance decides: commands cannot tell that it is not now. */
export const contextAt = (context: Context, at: number, ids: Chance): Context => ({
  ...context,
  now: () => at,
  newId: () => v7({ msecs: at, random: ids.bytes(16) }),
  mutation: null,
});
