import { MINUTE_MS } from '#lib/domain/time/calendar.ts';
import type { Context } from '#lib/server/context/context.ts';
import { FloorChanged } from './floor.ts';
import { liveStep, type LiveOutcome } from './live-step.ts';

export interface Simulation {
  close(): Promise<void>;
}

export interface SimulationOptions {
  /** Milliseconds until the next thing happens. */
  pause?: (running: number) => number;
  onStep?: (outcome: LiveOutcome | null) => void;
}

/** Never more often than this, whatever the chance says. */
const SHORTEST_MS = 1_200;
const LIVELY_MS = 4_000;
/** A demo that is left running settles down, so that a night adds no year of wins. */
const LIVELY_FOR_MS = 20 * MINUTE_MS;
const QUIET_MS = 20_000;
const AFTER_FAILURE_MS = MINUTE_MS;

/**
 * Keeps the demo's floor alive: simulated reps call, move, claim and win, one thing at a time with pauses as people make
 * them. Does nothing outside the demo, or when it is to be quiet.
 */
export function startSimulation(context: Context, options: SimulationOptions = {}): Simulation {
  if (!context.config.demo || context.config.quiet) return { close: () => Promise.resolve() };
  const startedAt = context.now();
  const pause = options.pause ?? ((running: number) => believablePause(context, running));
  let closed = false;
  let timer: NodeJS.Timeout | null = null;
  let turn: Promise<void> = Promise.resolve();

  const takeTurn = async (): Promise<number | null> => {
    try {
      const outcome = await liveStep(context);
      options.onStep?.(outcome);
      return pause(context.now() - startedAt);
    } catch (error) {
      if (error instanceof FloorChanged) {
        context.log.warn({ reason: error.message }, 'the demo goes on without simulated reps');
        return null;
      }
      if (!closed) context.log.error({ err: error }, 'a simulated rep failed; the simulation goes on');
      return AFTER_FAILURE_MS;
    }
  };
  const wait = (ms: number | null) => {
    if (closed || ms === null) return;
    timer = setTimeout(() => {
      turn = takeTurn().then(wait);
    }, ms);
    timer.unref();
  };
  wait(pause(0));
  return {
    close: async () => {
      closed = true;
      if (timer) clearTimeout(timer);
      await turn;
    },
  };
}

function believablePause(context: Context, running: number): number {
  const mean = running < LIVELY_FOR_MS ? LIVELY_MS : QUIET_MS;
  return SHORTEST_MS + Math.min(6 * mean, -mean * Math.log(1 - context.random()));
}
