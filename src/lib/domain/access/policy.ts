import type { Actor, PersonActor } from './actor.ts';
import { seesLead, viewScope, type Audience } from './audience.ts';

/**
 * The one policy module (X1): pages, API, sockets, exports and search ask here. Each rule is one line; a command calls it
 * as its first act and refuses with `notAllowed(<the rule's name>)`.
 */
export interface BoardAudience {
  visibility: 'everyone' | 'teams';
  teamIds: readonly string[];
}
type OwnedLead = Audience;

const isSystem = (actor: Actor) => actor.kind === 'system';
const isAdmin = (actor: Actor) => actor.kind === 'system' || actor.role === 'admin';
const manages = (actor: Actor, teamId: string | null) =>
  isAdmin(actor) || (teamId !== null && actor.kind === 'person' && actor.managesTeamIds.includes(teamId));
const teamsOf = (actor: PersonActor) => [actor.teamId, ...actor.managesTeamIds, ...actor.seesTeamIds];

export const isManager = (actor: Actor) => isAdmin(actor) || (actor.kind === 'person' && actor.role === 'manager');
export const owns = (actor: Actor, lead: OwnedLead) => actor.kind === 'person' && lead.ownerId === actor.personId;

export const canSeeBoard = (actor: Actor, board: BoardAudience) =>
  isAdmin(actor) ||
  board.visibility === 'everyone' ||
  (actor.kind === 'person' && teamsOf(actor).some((id) => id !== null && board.teamIds.includes(id)));
export const canSeeLead = (actor: Actor, lead: OwnedLead) => seesLead(viewScope(actor), lead);

/** Seeing a colleague's card is not working it: only its owner and his managers change a lead. */
export const canWorkLead = (actor: Actor, lead: OwnedLead) =>
  isAdmin(actor) || owns(actor, lead) || manages(actor, lead.teamId);
export const canCreateLead = (actor: Actor) => isSystem(actor) || actor.kind === 'person';
export const canAssignLead = (actor: Actor, lead: OwnedLead, toTeamId: string | null) =>
  isAdmin(actor) ||
  (isManager(actor) && (lead.poolId !== null || manages(actor, lead.teamId)) && manages(actor, toTeamId));
export const canTransferLead = (actor: Actor, lead: OwnedLead) => canWorkLead(actor, lead);
export const canReleaseLead = (actor: Actor, lead: OwnedLead) => canWorkLead(actor, lead);
export const canRevealContact = (actor: Actor, lead: OwnedLead) => canWorkLead(actor, lead);
/** X4, four eyes: a manager who sells cannot lock his own leads; another manager or an admin can. */
export const canProtectLead = (actor: Actor, lead: OwnedLead) => manages(actor, lead.teamId) && !owns(actor, lead);
/** X4, four eyes: nobody deals to himself, nor takes for himself what a colleague holds. */
export const canDealTo = (actor: Actor, personId: string) => actor.kind === 'system' || actor.personId !== personId;
/** X4: a change of somebody else's lead that he loses or gains by, which is explained to him and counted. */
export const overrides = (actor: Actor, lead: OwnedLead) =>
  actor.kind === 'person' && lead.ownerId !== null && !owns(actor, lead);

/** Whoever sees none of a team sees his own. */
export const canSeeTeamFigures = (actor: Actor) => isManager(actor);
export const canImport = (actor: Actor) => isManager(actor);
export const canUndoImport = (actor: Actor, importedBy: string | null) =>
  isAdmin(actor) || (isManager(actor) && actor.kind === 'person' && actor.personId === importedBy);
/** A file's failed rows hold whole contacts, as it came: for whoever brought it, and admins. */
export const canReadFailedRows = (actor: Actor, importedBy: string | null) => canUndoImport(actor, importedBy);
export const canManageScreens = (actor: Actor) => isManager(actor);
/** Admins see, take over and end every wall, managers their own. */
export const canManageScreen = (actor: Actor, madeById: string | null) =>
  isAdmin(actor) || (isManager(actor) && actor.kind === 'person' && actor.personId === madeById);
export const canTakeOverScreens = (actor: Actor) => isAdmin(actor);
export const canShowEveryTeam = (actor: Actor) => isAdmin(actor);
export const canShowTeam = (actor: Actor, teamId: string) => manages(actor, teamId);
export const canManageRules = (actor: Actor) => isAdmin(actor);
export const canManageBoards = (actor: Actor) => isAdmin(actor);
/** Channels, products and reasons for losing. */
export const canManageLists = (actor: Actor) => isAdmin(actor);
/** Name, zone, currency and phone region of the installation. */
export const canManageWorkspace = (actor: Actor) => isAdmin(actor);
export const canShareViews = (actor: Actor) => isManager(actor);
export const canManageSharedViews = (actor: Actor) => isAdmin(actor);
export const canManagePeople = (actor: Actor) => isAdmin(actor);
export const canErase = (actor: Actor) => isAdmin(actor);
export const canSeeAudit = (actor: Actor) => isAdmin(actor);
