import type { WallState } from '#lib/contract/screen/wall.ts';
import type { Context } from '../context/context.ts';
import { boardStream, streamHead } from '../streams/stream.ts';
import type { Screen } from './find-screen.ts';
import { wallState } from './wall-state.ts';

/** What passes without an event (midnight, wins that are no longer news) shows at the latest after this. */
const REFRESH_MS = 10_000;
/** Walls whose last state is kept. */
const MOST_KEPT = 200;

interface Kept {
  at: number;
  seq: number;
  config: number;
  state: Promise<WallState>;
}
const kept = new WeakMap<Context['db'], Map<string, Kept>>();

/** The same, computed once per screen and state of its board, however many televisions ask and however often. */
export async function sharedWallState(context: Context, screen: Screen): Promise<WallState> {
  let states = kept.get(context.db);
  if (!states) kept.set(context.db, (states = new Map()));
  // Read first: a change that commits while the state is computed makes the next look compute it again.
  const { seq, config } = await streamHead(context.db.read, boardStream(screen.boardId));
  const now = context.now();
  const known = states.get(screen.id);
  const age = known ? now - known.at : Infinity;
  if (known?.seq === seq && known.config === config && age >= 0 && age < REFRESH_MS) {
    // Nothing has happened since: the data are as of now.
    return { ...(await known.state), dataAt: now };
  }
  const entry: Kept = { at: now, seq, config, state: wallState(context, screen) };
  states.delete(screen.id);
  states.set(screen.id, entry);
  for (const oldest of states.keys()) {
    if (states.size <= MOST_KEPT) break;
    states.delete(oldest);
  }
  entry.state.catch(() => {
    if (states.get(screen.id) === entry) states.delete(screen.id);
  });
  return entry.state;
}
