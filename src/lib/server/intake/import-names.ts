import type { Actor } from '#lib/domain/access/actor.ts';
import type { RowValues } from '#lib/domain/intake/read-row.ts';
import { holdWorkspace, tellWorkspaceChanged } from '../access/workspace-event.ts';
import { personNow } from '../access/person-now.ts';
import type { Context } from '../context/context.ts';
import type { Queries, Tx } from '../db/database.ts';

/** What a file names, as the workspace knows it. Names are compared without case, width and spaces around. */
type Kind = 'product' | 'channel' | 'lostReason' | 'team' | 'owner';

type ListIds = Record<Exclude<Kind, 'owner'>, Map<string, string>>;

export interface OwnerPlace {
  id: string;
  teamId: string | null;
  active: boolean;
}

interface Known {
  ids: ListIds;
  owners: Map<string, OwnerPlace>;
}

const key = (name: string): string => name.normalize('NFKC').trim().toLowerCase();

const lists: Record<Exclude<Kind, 'owner'>, { find: string; add: string }> = {
  product: {
    find: 'select id, name from products where archived_at is null',
    add: 'insert into products (id, name) values (?, ?)',
  },
  channel: {
    find: 'select id, name from channels where archived_at is null',
    add: 'insert into channels (id, name, created_at) values (?, ?, ?)',
  },
  lostReason: {
    find: 'select id, name from lost_reasons where archived_at is null',
    add: 'insert into lost_reasons (id, name, rank) values (?, ?, 1000)',
  },
  team: {
    find: 'select id, name from teams where archived_at is null',
    add: `insert into teams (id, name, created_at, reps_see) values (?, ?, ?, 'own')`,
  },
};
const dated = new Set<Kind>(['channel', 'team']);

const HOLD = 'update people set id = id where id = ?';
const OWNERS = `select id, name, email from people order by case when status = 'active' then 0 else 1 end, created_at`;
const ADD_PERSON = `insert into people (id, email, name, role, status, must_change_password, created_at)
  values (?, null, ?, 'rep', 'disabled', 0, ?)`;
const ADD_MEMBER = `insert into team_members (id, team_id, person_id, duty, from_at) values (?, ?, ?, 'member', ?)`;

/**
 * Looks up what rows name and adds what is missing, in a transaction of its own before the rows: products, channels and
 * teams become real, unknown owners become inactive people without sign-in (D7).
 */
export class ImportNames {
  readonly #context: Context;
  readonly #actor: Actor;
  #known: Known;

  private constructor(context: Context, actor: Actor, known: Known) {
    this.#context = context;
    this.#actor = actor;
    this.#known = known;
  }

  static async load(context: Context, actor: Actor): Promise<ImportNames> {
    return new ImportNames(context, actor, await knownNames(context.db.read));
  }

  id(kind: Exclude<Kind, 'owner'>, name: string | null): string | null {
    return name === null ? null : (this.#known.ids[kind].get(key(name)) ?? null);
  }

  owner(name: string | null): OwnerPlace | null {
    return name === null ? null : (this.#known.owners.get(key(name)) ?? null);
  }

  /**
   * Looks again where the owners of these rows work, and holds them until the commit: whoever is moved later takes these
   * leads with him, and whoever was moved since the import began brings them into his new team (X1). Boards come before.
   */
  async holdOwners(tx: Tx, rows: readonly RowValues[]): Promise<void> {
    const { owners } = this.#known;
    const keys = new Set(rows.flatMap(({ owner }) => (owner === null ? [] : [key(owner)])));
    const ids = new Set([...keys].flatMap((name) => owners.get(name)?.id ?? []));
    const places = new Map<string, OwnerPlace>();
    for (const id of [...ids].sort()) {
      await tx.run(HOLD, [id]);
      places.set(id, await placeOf(tx, id));
    }
    for (const name of keys) {
      const place = places.get(owners.get(name)?.id ?? '');
      if (place) owners.set(name, place);
    }
  }

  /** Adds what these rows name and nobody knows. Does nothing, and costs nothing, when everything is known. */
  async ensure(rows: readonly RowValues[]): Promise<void> {
    if (missingIn(this.#known, rows).length === 0) return;
    this.#known = await this.#context.db.transaction(async (tx) => {
      const head = await holdWorkspace(tx);
      // Under the hold: another node, or a person, may have entered the same names meanwhile.
      const known = await knownNames(tx);
      for (const name of missingIn(known, rows)) await add(this.#context, tx, known, name);
      await tellWorkspaceChanged(this.#context, tx, this.#actor, head, 'people');
      return known;
    });
  }
}

interface Missing {
  kind: Kind;
  name: string;
  team: string | null;
}

async function knownNames(read: Queries): Promise<Known> {
  const of = async (kind: Exclude<Kind, 'owner'>) =>
    new Map((await read.all<{ id: string; name: string }>(lists[kind].find)).map(({ id, name }) => [key(name), id]));
  const ids = {
    product: await of('product'),
    channel: await of('channel'),
    lostReason: await of('lostReason'),
    team: await of('team'),
  };
  const owners = new Map<string, OwnerPlace>();
  for (const row of await read.all<{ id: string; name: string; email: string | null }>(OWNERS)) {
    for (const name of [row.name, row.email]) {
      if (name && !owners.has(key(name))) owners.set(key(name), await placeOf(read, row.id));
    }
  }
  return { ids, owners };
}

function missingIn({ ids, owners }: Known, rows: readonly RowValues[]): Missing[] {
  const missing = new Map<string, Missing>();
  for (const row of rows) {
    // Teams first: a new owner is put into his.
    for (const kind of ['team', 'product', 'channel', 'lostReason', 'owner'] as const) {
      const name = row[kind];
      const known = name === null || (kind === 'owner' ? owners : ids[kind]).has(key(name));
      if (!known) missing.set(`${kind}\n${key(name)}`, { kind, name, team: row.team });
    }
  }
  return [...missing.values()].sort((a, b) => Number(a.kind === 'owner') - Number(b.kind === 'owner'));
}

async function add(context: Context, tx: Tx, { ids, owners }: Known, { kind, name, team }: Missing): Promise<void> {
  const id = context.newId();
  const now = context.now();
  if (kind !== 'owner') {
    await tx.run(lists[kind].add, dated.has(kind) ? [id, name.trim(), now] : [id, name.trim()]);
    ids[kind].set(key(name), id);
    return;
  }
  await tx.run(ADD_PERSON, [id, name.trim(), now]);
  const teamId = team === null ? null : (ids.team.get(key(team)) ?? null);
  if (teamId) await tx.run(ADD_MEMBER, [context.newId(), teamId, id, now]);
  owners.set(key(name), { id, teamId, active: false });
}

async function placeOf(read: Queries, personId: string): Promise<OwnerPlace> {
  const { id, teamId, status } = await personNow(read, personId);
  return { id, teamId, active: status === 'active' };
}
