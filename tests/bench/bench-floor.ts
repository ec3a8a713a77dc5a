import { createLeadSchema } from '#lib/contract/board/commands.ts';
import type { PersonActor, Role } from '#lib/domain/access/actor.ts';
import { loadActor } from '#lib/server/access/person-now.ts';
import { joinTeam, type Duty } from '#lib/server/access/membership.ts';
import { createBoard } from '#lib/server/board/create-board.ts';
import { createLead } from '#lib/server/board/create-lead.ts';
import type { Context } from '#lib/server/context/context.ts';
import { cookieOf } from '../support/real-server.ts';
import type { BoardPlan } from './load/messages.ts';

export interface FloorSize {
  boards: number;
  leadsPerBoard: number;
  moversPerBoard: number;
  viewersPerBoard: number;
  /** Different view keys among the viewers of a board. All of them see every lead: no viewer makes it cheap by seeing little. */
  viewKeys: number;
}

const TEAMS = 4;
const AT_ONCE = 200;
const stages = [
  { name: 'New', kind: 'open', probability: 10 },
  { name: 'Contacted', kind: 'open', probability: 20 },
  { name: 'Visit', kind: 'open', probability: 50 },
  { name: 'Offer', kind: 'open', probability: 80 },
  { name: 'Won', kind: 'won', probability: 100 },
  { name: 'Lost', kind: 'lost', probability: 0 },
] as const;

/**
 * A sales floor for measuring: leads owned by the reps of four teams, entered through the same command as in a page. Movers
 * are admins. Viewers manage all four teams and one of `viewKeys` further ones, so that they have that many different keys.
 */
export async function benchFloor(context: Context, size: FloorSize): Promise<BoardPlan[]> {
  const teams = await addTeams(context, TEAMS + size.viewKeys);
  const working = teams.slice(0, TEAMS);
  const admin = await addPerson(context, 'admin', []);
  const reps = await inPieces(40, (i) => addPerson(context, 'rep', [[working[i % TEAMS]!, 'member']]));
  const movers = await cookies(context, size.moversPerBoard, () => addPerson(context, 'admin', []));
  const plans: BoardPlan[] = [];
  for (let i = 0; i < size.boards; i++) {
    const { boardId } = await createBoard(context, admin, {
      name: `Board ${i + 1}`,
      currency: 'CNY',
      visibility: 'everyone',
      teamIds: [],
      stages: [...stages],
      locale: 'en',
    });
    await context.db.transaction((tx) => tx.run('update pools set holding_limit = null where board_id = ?', [boardId]));
    const viewers = await cookies(context, size.viewersPerBoard, (n) => {
      const own = teams[TEAMS + (n % size.viewKeys)]!;
      return addPerson(
        context,
        'manager',
        [own, ...working].map((team): [string, Duty] => [team, 'manager']),
      );
    });
    plans.push({ boardId, ...(await addLeads(context, boardId, reps, size.leadsPerBoard)), movers, viewers });
  }
  return plans;
}

async function addLeads(
  context: Context,
  boardId: string,
  reps: readonly PersonActor[],
  count: number,
): Promise<Pick<BoardPlan, 'stages' | 'leads'>> {
  const open = await context.db.read.all<{ id: string }>(
    `select id from stages where board_id = ? and kind = 'open' order by rank`,
    [boardId],
  );
  const leads = await inPieces(count, async (i) => {
    const stage = i % open.length;
    const input = createLeadSchema.parse({
      boardId,
      stageId: open[stage]!.id,
      name: `${familyNames[i % familyNames.length]!}${givenNames[(i * 7) % givenNames.length]!}`,
      company: i % 3 === 0 ? `${places[i % places.length]!}${trades[(i * 5) % trades.length]!}有限公司` : null,
      identities: [{ kind: 'phone', value: `+86138${String(10_000_000 + i)}` }],
      expectedMinor: ((i * 7919) % 90_000) * 100,
      intent: i % 4,
      tags: i % 5 === 0 ? ['续费', '老客户'] : [],
    });
    return { id: (await createLead(context, reps[i % reps.length]!, input)).leadId, stage };
  });
  return { stages: open.map(({ id }) => id), leads };
}

const familyNames = [...'赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦许何吕张'];
const givenNames = ['子涵', '浩然', '欣怡', '思远', '雨桐', '嘉豪', '梓萱', '明轩', '晓东', '丽', '伟', '芳'];
const places = ['上海', '杭州', '深圳', '成都', '武汉'];
const trades = ['贸易', '教育科技', '信息技术', '健康管理', '文化传播', '机械制造', '供应链'];

async function addTeams(context: Context, count: number): Promise<string[]> {
  return context.db.transaction(async (tx) => {
    const ids = Array.from({ length: count }, () => context.newId());
    for (const [i, id] of ids.entries()) {
      await tx.run(`insert into teams (id, name, reps_see, created_at) values (?, ?, 'team', ?)`, [
        id,
        `Team ${i + 1}`,
        context.now(),
      ]);
    }
    return ids;
  });
}

async function addPerson(context: Context, role: Role, memberships: readonly [string, Duty][]): Promise<PersonActor> {
  const id = context.newId();
  await context.db.transaction(async (tx) => {
    await tx.run(
      `insert into people (id, email, name, role, status, must_change_password, created_at) values (?, ?, ?, ?, 'active', 0, ?)`,
      [id, `${id}@example.com`, `Person ${id.slice(-6)}`, role, context.now()],
    );
    for (const [teamId, duty] of memberships) await joinTeam(context, tx, id, teamId, duty);
  });
  return (await loadActor(context.db.read, id))!;
}

const cookies = (context: Context, count: number, person: (i: number) => Promise<PersonActor>): Promise<string[]> =>
  inPieces(count, async (i) => cookieOf(context, (await person(i)).personId));

/** Many at once share a commit; all at once would hold everything in memory. */
async function inPieces<T>(count: number, make: (i: number) => Promise<T>): Promise<T[]> {
  const made: T[] = [];
  for (let from = 0; from < count; from += AT_ONCE) {
    const piece = Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, i) => make(from + i));
    made.push(...(await Promise.all(piece)));
  }
  return made;
}
