import { DomainError } from '../errors.ts';

/** Refusals around sign-in, people, teams and boards. Each has its text in messages/errors. */
export const signInFailed = (left: number | null) =>
  new DomainError('sign_in_failed', 'address or password is wrong', { left });
export const signInThrottled = (until: number, minutes: number) =>
  new DomainError('sign_in_throttled', 'too many attempts', { until, minutes });
export const accountDisabled = () => new DomainError('account_disabled', 'the account is disabled');
export const wrongPassword = () => new DomainError('wrong_password', 'the present password is wrong');
export const signedOut = () => new DomainError('signed_out', 'the session has ended');
export const linkInvalid = () => new DomainError('link_invalid', 'the link is unknown or was replaced');
export const linkUsed = () => new DomainError('link_used', 'the link was used');
export const linkExpired = () => new DomainError('link_expired', 'the link has expired');
export const setupDone = () => new DomainError('setup_done', 'there is an administrator already');

export const emailTaken = () => new DomainError('email_taken', 'somebody has this address already');
export const nameTaken = () => new DomainError('name_taken', 'the name is in use');
export const lastAdmin = () => new DomainError('last_admin', 'at least one active administrator must remain');
export const notYourself = (what: string) => new DomainError('not_yourself', `not on yourself: ${what}`, { what });
export const needsEmail = () => new DomainError('needs_email', 'a person without an address cannot sign in');
export const personIsDisabled = () => new DomainError('person_disabled', 'the person is disabled');
export const teamArchived = () => new DomainError('team_archived', 'the team is archived');
export const teamHasMembers = (count: number) => new DomainError('team_has_members', 'the team has members', { count });
export const managerNeedsRole = () => new DomainError('manager_needs_role', 'only managers and admins manage a team');

export const boardNeedsStages = (kind: 'open' | 'won' | 'lost') =>
  new DomainError('board_needs_stages', `a board has at least one ${kind} stage`, { kind });
export const boardNeedsTeams = () => new DomainError('board_needs_teams', 'a board for teams names at least one');
export const boardCurrencyFixed = (count: number) =>
  new DomainError('board_currency_fixed', 'the board has leads in its currency', { count });
export const stageHasLeads = (stageId: string, count: number) =>
  new DomainError('stage_has_leads', 'leads stand in this stage', { stageId, count });
export const stageKindFixed = (stageId: string) =>
  new DomainError('stage_kind_fixed', 'a used stage keeps its kind', { stageId });
export const settingsChangedMeanwhile = () =>
  new DomainError('settings_changed_meanwhile', 'somebody saved these settings first');
export const warningsTooEarly = (hours: number, idleHours: number) =>
  new DomainError('warnings_too_early', 'a warning lies before the clock starts', { hours, idleHours });
export const zoneFixed = (count: number) =>
  new DomainError('zone_fixed', 'figures are kept by days of the present zone', { count });
export const lastOfList = () => new DomainError('last_of_list', 'the last entry of this list cannot be archived');
