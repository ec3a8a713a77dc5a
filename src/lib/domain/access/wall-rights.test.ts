import { expect, it } from 'vitest';
import type { PersonActor } from './actor.ts';
import { wallStop } from './wall-rights.ts';

const person = (what: Partial<PersonActor>): PersonActor => ({
  kind: 'person',
  personId: 'lin',
  role: 'manager',
  teamId: 'east',
  seesTeamIds: [],
  managesTeamIds: ['east'],
  ...what,
});
const everyone = { visibility: 'everyone', teamIds: [] } as const;
const west = { visibility: 'teams', teamIds: ['west'] } as const;

it.each([
  ['goes on while its maker may show it', person({}), everyone, ['east'], null],
  ['an admin shows everything', person({ role: 'admin', managesTeamIds: [] }), west, null, null],
  ['stops with the account of its maker', null, everyone, ['east'], 'maker_disabled'],
  ['stops when its maker sells only', person({ role: 'rep', managesTeamIds: [] }), everyone, [], 'maker_role'],
  ['stops when its maker no longer sees the board', person({}), west, ['east'], 'maker_board'],
  ['stops when its maker no longer manages a team', person({}), everyone, ['east', 'west'], 'maker_teams'],
  ['stops when an admin who showed all became a manager', person({}), everyone, null, 'maker_teams'],
] as const)('[X1] a wall %s', (_what, maker, board, teamIds, stop) => {
  expect(wallStop(maker, board, teamIds)).toBe(stop);
});
