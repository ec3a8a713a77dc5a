import { processorMs } from './process-facts.ts';
import type { LoadGenerator } from './load/load.ts';
import type { Load, LoadResult } from './load/messages.ts';
import { median } from './load/spread.ts';

export interface Side {
  generator: LoadGenerator;
  /** The process that serves. */
  pid: number;
}

export interface Measured extends LoadResult {
  /** Processor time of the server per acknowledged move, in µs; on a busy machine it says more than the rate. */
  serverUs: number | null;
}

export interface BothSides {
  ours: Measured[];
  bare: Measured[];
}

/** Runs the same load against both sides in turn, several times, so that what else the machine does hits both alike. */
export async function sideBySide(ours: Side, bare: Side, load: Load, rounds: number): Promise<BothSides> {
  const results: BothSides = { ours: [], bare: [] };
  for (let round = 0; round < rounds; round++) {
    results.bare.push(await measured(bare, load));
    results.ours.push(await measured(ours, load));
  }
  return results;
}

export async function measured({ generator, pid }: Side, load: Load): Promise<Measured> {
  const before = processorMs(pid);
  const result = await generator.run(load);
  const after = processorMs(pid);
  const serverUs = before === null || after === null ? null : ((after - before) * 1000) / result.acknowledged;
  if (result.refused > 0) throw new Error(`${result.refused} moves were refused`);
  if (result.unheard > 0) throw new Error(`${result.unheard} moves were not heard by viewers`);
  return { ...result, serverUs };
}

export const middle = (results: readonly Measured[], of: (result: Measured) => number | null): number =>
  median(results.map((result) => of(result) ?? 0));
