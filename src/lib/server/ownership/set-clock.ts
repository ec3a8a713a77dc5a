import { ownershipClock } from '#lib/domain/ownership/clock.ts';
import type { ClockPolicy } from '#lib/domain/ownership/policy.ts';
import { nextWarning } from '#lib/domain/ownership/recycling.ts';
import type { Lead } from '../board/lead-row.ts';

/** Writes what the ownership clock says onto the lead: whenever a fact changed, in the same transaction (O2). */
export function setClock(lead: Lead, policy: ClockPolicy | null, now: number): void {
  const { deadlineAt, state } = ownershipClock(lead, policy);
  lead.deadlineAt = deadlineAt;
  lead.clock = state;
  lead.warnDueAt = deadlineAt === null ? null : (nextWarning(lead, policy, now)?.dueAt ?? null);
}
