import { setUpSchema } from '#lib/contract/access/workspace.ts';
import { addPersonSchema, setTeamSchema } from '#lib/contract/access/people.ts';
import {
  editPoolSchema,
  editStagesSchema,
  newBoardSchema,
  setChannelSchema,
  setLostReasonSchema,
  setProductSchema,
} from '#lib/contract/access/boards.ts';
import type { PersonActor, Role } from '#lib/domain/access/actor.ts';
import { addPerson } from '#lib/server/access/add-person.ts';
import { editPool } from '#lib/server/access/edit-pool.ts';
import { loadActor } from '#lib/server/access/person-now.ts';
import { setChannel } from '#lib/server/access/set-channel.ts';
import { setLostReason } from '#lib/server/access/set-lost-reason.ts';
import { setManagers } from '#lib/server/access/set-managers.ts';
import { setProduct } from '#lib/server/access/set-product.ts';
import { setTeam } from '#lib/server/access/set-team.ts';
import { setPasswordByLink } from '#lib/server/auth/set-password.ts';
import { setUp, setupLink } from '#lib/server/auth/setup.ts';
import { createBoard } from '#lib/server/board/create-board.ts';
import { editStages } from '#lib/server/board/edit-stages.ts';
import type { Context } from '#lib/server/context/context.ts';
import { boardStream, streamHead } from '#lib/server/streams/stream.ts';
import * as plan from './floor-plan.ts';
import { recomputePolicies } from '../scheduler/jobs/recompute-policies.ts';
import { runDue } from '../scheduler/run-due.ts';
import { findFloor, type Floor } from './floor.ts';

/** Makes workspace, people, teams, boards, lists and rules through the commands that the settings' pages call. */
export async function setUpFloor(context: Context): Promise<Floor> {
  const { boardId: coursesId, actor } = await firstAdmin(context);
  const teamIds = await makeTeams(context, actor);
  await addPeople(context, actor, teamIds);
  await nameStages(context, actor, coursesId);
  const { name, currency, stages } = plan.boards.enterprise;
  const made = await createBoard(
    context,
    actor,
    newBoardSchema.parse({
      name,
      currency,
      visibility: 'teams',
      teamIds: [teamIds.abroad],
      stages: [...stages],
      locale: 'en',
    }),
  );
  await setLists(context, actor);
  await setRules(context, actor, { courses: coursesId, enterprise: made.boardId });
  await runDue(context, 'demo-seed', recomputePolicies());
  return findFloor(context);
}

async function firstAdmin(context: Context): Promise<{ boardId: string; actor: PersonActor }> {
  const link = await setupLink(context);
  if (!link) throw new Error('the sample needs an empty database');
  const { name: workspaceName, ...settings } = plan.workspace;
  const input = { ...plan.admin, ...settings, workspaceName, password: plan.DEMO_PASSWORD };
  const { boardId, personId } = await setUp(
    context,
    link.token,
    setUpSchema.parse({ ...input, boardName: plan.boards.courses.name }),
  );
  return { boardId, actor: (await loadActor(context.db.read, personId))! };
}

async function makeTeams(context: Context, actor: PersonActor): Promise<Record<plan.TeamKey, string>> {
  const make = async (key: plan.TeamKey) =>
    (await setTeam(context, actor, setTeamSchema.parse(plan.teams[key]))).teamId;
  return { east: await make('east'), abroad: await make('abroad') };
}

async function addPeople(context: Context, actor: PersonActor, teamIds: Record<plan.TeamKey, string>): Promise<void> {
  const add = async (who: { name: string; email: string; locale: string }, role: Role, teamId: string | null) => {
    const { name, email, locale } = who;
    const input = addPersonSchema.parse({ name, email, locale, role, teamId });
    const { personId, token } = await addPerson(context, actor, input);
    await setPasswordByLink(context, token, plan.DEMO_PASSWORD);
    return personId;
  };
  for (const manager of plan.managers) {
    const personId = await add(manager, 'manager', null);
    await setManagers(context, actor, { teamId: teamIds[manager.team], personIds: [personId] });
  }
  for (const rep of plan.reps) {
    const team = rep.email === plan.moved.email ? plan.moved.from : rep.team;
    await add(rep, 'rep', teamIds[team]);
  }
}

/** The first board begins with the usual stages; they get their names and what is missing. */
async function nameStages(context: Context, actor: PersonActor, boardId: string): Promise<void> {
  const { read } = context.db;
  const usual = await read.all<{ id: string; kind: string }>(
    'select id, kind from stages where board_id = ? order by rank',
    [boardId],
  );
  const { config } = await streamHead(read, boardStream(boardId));
  const stages = plan.boards.courses.stages.map((stage) => {
    const at = usual.findIndex(({ kind }) => kind === stage.kind);
    const [taken] = at === -1 ? [] : usual.splice(at, 1);
    return { id: taken?.id ?? null, ...stage };
  });
  await editStages(context, actor, editStagesSchema.parse({ boardId, config, stages }));
}

async function setLists(context: Context, actor: PersonActor): Promise<void> {
  const begun = (list: 'channels' | 'lost_reasons') =>
    context.db.read.all<Named>(`select id, name from ${list} order by id`);
  const channels = paired(
    await begun('channels'),
    plan.channels.map(({ name }) => name),
  );
  for (const each of channels) await setChannel(context, actor, setChannelSchema.parse(each));
  const reasons = paired(await begun('lost_reasons'), plan.lostReasons);
  for (const each of reasons) await setLostReason(context, actor, setLostReasonSchema.parse(each));
  for (const { currency, products } of Object.values(plan.boards)) {
    for (const { name, series, priceMinor } of products) {
      await setProduct(context, actor, setProductSchema.parse({ name, series, priceMinor, currency }));
    }
  }
}

async function setRules(context: Context, actor: PersonActor, boardIds: Record<plan.BoardKey, string>): Promise<void> {
  for (const [key, boardId] of Object.entries(boardIds) as [plan.BoardKey, string][]) {
    const pool = await context.db.read.get<{ id: string }>('select id from pools where board_id = ?', [boardId]);
    const { pool: rules } = plan.boards[key];
    const limits = { recycling: true, graceHours: plan.GRACE_HOURS, coolDownHours: plan.COOL_DOWN_HOURS };
    await editPool(context, actor, editPoolSchema.parse({ poolId: pool!.id, ...rules, ...limits }));
  }
}

interface Named {
  id: string;
  name: string;
}

/** Which entry of a list becomes which: those that have the name already keep it, others are renamed, the rest is new. */
function paired(begun: readonly Named[], names: readonly string[]): { id: string | null; name: string }[] {
  const spare = begun.filter(({ name }) => !names.includes(name)).map(({ id }) => id);
  return names.map((name) => {
    const same = begun.find((entry) => entry.name === name);
    return { id: same?.id ?? spare.shift() ?? null, name };
  });
}
