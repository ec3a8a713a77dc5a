/** The rules of a pool, named as its columns. Hours and days are lengths of 1 h and 24 h; fractions are allowed. */
export interface ClockPolicy {
  recycling: boolean;
  recyclingSince: number | null;
  idleDays: number;
  warnHours: readonly number[];
  graceHours: number;
}

export interface ClaimPolicy {
  holdingLimit: number | null;
  dailyClaims: number | null;
  coolDownHours: number;
}

/** A held deadline comes this long after the appointment or call-back, so that the result can be entered (O2). */
export const HOLD_HOURS = 4;
/** The same after a protection has ended (O8). */
export const PROTECTION_HOURS = 4;
/**
 * Holds alone never put a deadline further than this beyond the idle deadline. Counted from there, and not from each
 * booking, it limits both how far ahead a date may lie and how often it may be moved: only a qualifying follow-up
 * starts the count anew (O2).
 */
export const MAX_HOLD_DAYS = 30;
