import { z } from 'zod';
import type { Actor } from '#lib/domain/access/actor.ts';
import { canManagePeople } from '#lib/domain/access/policy.ts';
import { notAllowed } from '#lib/domain/errors.ts';
import { recordAudit } from '../access/audit.ts';
import { holdWorkspace, tellWorkspaceChanged } from '../access/workspace-event.ts';
import type { Context } from '../context/context.ts';
import { inTransaction } from '../context/in-transaction.ts';
import type { Tx } from '../db/database.ts';

export const importPeopleSchema = z.object({
  people: z
    .array(
      z.object({
        name: z.string().trim().min(1).max(120),
        team: z.string().trim().max(120).nullable().default(null),
        region: z.string().trim().max(120).nullable().default(null),
        manager: z.string().trim().max(120).nullable().default(null),
      }),
    )
    .min(1)
    .max(5_000),
});
export type ImportPeople = z.infer<typeof importPeopleSchema>;

/**
 * Enters people and teams as another system knew them: inactive and without sign-in, until an admin enables them. Whoever
 * exists by name stays as he is. Answers how many people and teams are new.
 */
export function importPeople(
  context: Context,
  actor: Actor,
  input: ImportPeople,
): Promise<{ people: number; teams: number; known: number }> {
  return inTransaction(context, async (tx) => {
    if (actor.kind !== 'system' && !canManagePeople(actor)) throw notAllowed('manage_people');
    const head = await holdWorkspace(tx);
    const names = new Names(context, tx);
    let known = 0;
    for (const { name, team, region, manager } of input.people) {
      const teamId = team === null ? null : await names.team(team, region);
      if (manager !== null) {
        const boss = await names.person(manager, 'manager');
        if (boss.isNew && teamId) await names.member(teamId, boss.id, 'manager');
      }
      const person = await names.person(name, 'rep');
      if (!person.isNew) known++;
      else if (teamId) await names.member(teamId, person.id, 'member');
    }
    await recordAudit(context, tx, actor, 'people_imported', null, { people: names.people, teams: names.teams });
    await tellWorkspaceChanged(context, tx, actor, head, 'people');
    return { people: names.people, teams: names.teams, known };
  });
}

class Names {
  people = 0;
  teams = 0;
  readonly #context: Context;
  readonly #tx: Tx;

  constructor(context: Context, tx: Tx) {
    this.#context = context;
    this.#tx = tx;
  }

  async team(name: string, region: string | null): Promise<string> {
    const known = await this.#tx.get<{ id: string }>('select id from teams where name = ? and archived_at is null', [
      name,
    ]);
    if (known) return known.id;
    const id = this.#context.newId();
    await this.#tx.run(`insert into teams (id, name, region, reps_see, created_at) values (?, ?, ?, 'own', ?)`, [
      id,
      name,
      region,
      this.#context.now(),
    ]);
    this.teams++;
    return id;
  }

  async person(name: string, role: 'manager' | 'rep'): Promise<{ id: string; isNew: boolean }> {
    const known = await this.#tx.get<{ id: string }>(
      'select id from people where name = ? order by created_at limit 1',
      [name],
    );
    if (known) return { id: known.id, isNew: false };
    const id = this.#context.newId();
    await this.#tx.run(
      `insert into people (id, email, name, role, status, must_change_password, created_at) values (?, null, ?, ?, 'disabled', 0, ?)`,
      [id, name, role, this.#context.now()],
    );
    this.people++;
    return { id, isNew: true };
  }

  async member(teamId: string, personId: string, duty: 'member' | 'manager'): Promise<void> {
    await this.#tx.run('insert into team_members (id, team_id, person_id, duty, from_at) values (?, ?, ?, ?, ?)', [
      this.#context.newId(),
      teamId,
      personId,
      duty,
      this.#context.now(),
    ]);
  }
}
