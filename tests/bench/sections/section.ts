import type { Figure } from '../report.ts';

export interface SectionResult {
  figures: Figure[];
  /** Everything measured, for the file. */
  details: unknown;
}

const profiles = process.env['TIDEBOARD_BENCH_PROFILES'];

/**
 * How the server runs while it is measured: as in use, without the limit on what one socket may send. With
 * TIDEBOARD_BENCH_PROFILES=FOLDER it leaves a processor profile there.
 */
export const serverSettings = {
  TIDEBOARD_RATE_LIMIT: 'off',
  TIDEBOARD_LOG: 'warn',
  ...(profiles ? { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${profiles}` } : {}),
};
