/** How long one case was watched, and whether it ended in the event (a win) or was still open, or lost, by then. */
export interface Watched {
  duration: number;
  event: boolean;
}

/** After each duration at which events happened: the share still without one. */
export interface SurvivalStep {
  duration: number;
  atRisk: number;
  events: number;
  survival: number;
}

/**
 * Kaplan and Meier's estimate (1958): unlike the median of finished cycles it does not favour the quick ones while many
 * leads are still open (M4). A case censored at the same duration as an event was still at risk of it.
 */
export function survival(cases: readonly Watched[]): SurvivalStep[] {
  const ordered = [...cases].sort((a, b) => a.duration - b.duration);
  const steps: SurvivalStep[] = [];
  let share = 1;
  let i = 0;
  while (i < ordered.length) {
    const { duration } = ordered[i]!;
    const atRisk = ordered.length - i;
    let events = 0;
    while (i < ordered.length && ordered[i]!.duration === duration) events += ordered[i++]!.event ? 1 : 0;
    if (events === 0) continue;
    share *= 1 - events / atRisk;
    steps.push({ duration, atRisk, events, survival: share });
  }
  return steps;
}

/** The first duration by which at least half have had the event; null when fewer than half ever do. */
export function medianSurvival(cases: readonly Watched[]): number | null {
  return survival(cases).find((step) => step.survival <= 0.5 + 1e-12)?.duration ?? null;
}
