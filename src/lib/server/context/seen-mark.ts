import { createHash } from 'node:crypto';
import { settingsChangedMeanwhile } from '#lib/domain/access/access-rules.ts';

/** A short name for settings as a form shows them: another one as soon as any of them is another. */
export function seenMark(settings: object): string {
  const sorted = Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('base64url').slice(0, 16);
}

/**
 * Refuses to save over what somebody else saved since the form was opened.
 * @param seen the mark of what the form began with; left out by programs, which say all that they want
 */
export function checkSeen(seen: string | undefined, now: object): void {
  if (seen !== undefined && seen !== seenMark(now)) throw settingsChangedMeanwhile();
}
