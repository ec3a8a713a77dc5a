export const roles = ['admin', 'manager', 'rep'] as const;
export type Role = (typeof roles)[number];

/** Somebody, or something, on whose behalf a command runs. Resolved at the door, trusted inside. */
export type Actor = PersonActor | SystemActor;

export interface PersonActor {
  kind: 'person';
  personId: string;
  role: Role;
  /** The team the person belongs to now (M9: membership is dated, this is today's). */
  teamId: string | null;
  /** Teams whose leads the person sees as a colleague: his own, if that team lets reps see each other's cards. */
  seesTeamIds: readonly string[];
  /** Teams he manages. */
  managesTeamIds: readonly string[];
}

/** The scheduler, an import, the demo: `name` appears in history as the cause. */
export interface SystemActor {
  kind: 'system';
  name: string;
}

export const systemActor = (name: string): SystemActor => ({ kind: 'system', name });

/** Null for the system: history and events name people only. */
export const actorId = (actor: Actor): string | null => (actor.kind === 'person' ? actor.personId : null);
