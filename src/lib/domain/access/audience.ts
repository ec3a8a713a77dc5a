import type { Actor } from './actor.ts';

/** The facts of a lead on which it depends who may see it. */
export interface Audience {
  ownerId: string | null;
  teamId: string | null;
  poolId: string | null;
}

/**
 * What a viewer may see of one board, in canonical form: viewers with the same rights share one key, and every event is
 * filtered and encoded once per key. `all` sees everything; otherwise the teams and persons named. `masked` viewers get
 * pooled customers' names masked (P5).
 */
export interface ViewScope {
  all: boolean;
  teamIds: readonly string[];
  personId: string | null;
  masked: boolean;
}

/** X1: admins everything, managers their teams, reps their own leads and, as the team's setting says, their team's. */
export function viewScope(actor: Actor): ViewScope {
  if (actor.kind === 'system' || actor.role === 'admin')
    return { all: true, teamIds: [], personId: null, masked: false };
  const teamIds = [...new Set([...actor.managesTeamIds, ...actor.seesTeamIds])].sort();
  // An owned lead carries its owner's team, so a key that holds the team needs no person beside it.
  const ownIsCovered = actor.teamId !== null && teamIds.includes(actor.teamId);
  return { all: false, teamIds, personId: ownIsCovered ? null : actor.personId, masked: actor.role === 'rep' };
}

/** A room name; equal exactly when two viewers see the same. */
export function viewKey(scope: ViewScope): string {
  if (scope.all) return 'all';
  return `${scope.masked ? 'm' : 'f'}|${scope.teamIds.join(',')}|${scope.personId ?? ''}`;
}

export function parseViewKey(key: string): ViewScope {
  if (key === 'all') return { all: true, teamIds: [], personId: null, masked: false };
  const [mask, teams, person] = key.split('|');
  return { all: false, teamIds: teams ? teams.split(',') : [], personId: person || null, masked: mask === 'm' };
}

/** A pooled lead is seen by everybody who may open the board; an owned one by its owner and those who see his team. */
export function seesLead(scope: ViewScope, lead: Audience): boolean {
  if (scope.all || lead.poolId !== null) return true;
  if (lead.ownerId !== null && lead.ownerId === scope.personId) return true;
  return lead.teamId !== null && scope.teamIds.includes(lead.teamId);
}

/** Whether every lead that `other` sees is seen by `scope` too. */
export function coversScope(scope: ViewScope, other: ViewScope): boolean {
  if (scope.all) return true;
  if (other.all || !other.teamIds.every((id) => scope.teamIds.includes(id))) return false;
  return other.personId === null || other.personId === scope.personId;
}

/** Masks a name so that the person can be talked about but not looked up: family name, then stars. */
export function maskName(name: string): string {
  const characters = [...name.trim()];
  if (characters.length === 0) return '';
  return `${characters[0]}${'*'.repeat(Math.min(3, Math.max(2, characters.length - 1)))}`;
}
