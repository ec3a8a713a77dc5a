import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logFollowUpSchema } from '#lib/contract/followup/commands.ts';
import { createLeadSchema, moveLeadSchema } from '#lib/contract/board/commands.ts';
import type { PersonActor } from '#lib/domain/access/actor.ts';
import { isDomainError } from '#lib/domain/errors.ts';
import { DAY_MS, HOUR_MS } from '#lib/domain/time/calendar.ts';
import { createLead } from '#lib/server/board/create-lead.ts';
import { moveLead } from '#lib/server/board/move-lead.ts';
import { undoMove } from '#lib/server/board/undo-move.ts';
import { logFollowUp } from '#lib/server/followup/log-follow-up.ts';
import { voidFollowUp } from '#lib/server/followup/void-follow-up.ts';
import { assignLead, assignLeads } from '#lib/server/ownership/assign-lead.ts';
import { claimLead, claimLeads } from '#lib/server/ownership/claim-lead.ts';
import { protectLead } from '#lib/server/ownership/protect-lead.ts';
import { releaseLead, releaseLeads } from '#lib/server/ownership/release-lead.ts';
import { transferLead, transferLeads } from '#lib/server/ownership/transfer-lead.ts';
import { undoRecycle } from '#lib/server/ownership/undo-recycle.ts';
import { runDue } from '../../../server/scheduler/run-due.ts';
import { allJobs } from '../../../server/scheduler/scheduler.ts';
import { aFloor, type Floor } from '../../support/a-floor.ts';
import { leadNow } from '../../support/a-lead.ts';
import { watchBoard } from '../../support/expect-converged.ts';
import { expectOwnershipSound } from '../../support/expect-ownership-sound.ts';
import { testContext, testEngine, type TestContext } from '../../support/test-context.ts';

const HOLDING_LIMIT = 4;

/** One thing that somebody tries; `who`, `to` and `lead` are taken modulo what there is. */
interface Step {
  what: (typeof verbs)[number];
  who: number;
  to: number;
  lead: number;
}
const verbs = [
  'create',
  'claim',
  'claim several',
  'assign',
  'assign several',
  'transfer',
  'transfer several',
  'release',
  'release several',
  'close',
  'reopen',
  'undo move',
  'follow up',
  'void follow-up',
  'protect',
  'undo recycling',
  'an hour passes',
  'days pass',
] as const;

const ownersVerbs = new Set<Step['what']>(['transfer', 'transfer several', 'release', 'close', 'reopen', 'follow up']);

const step = fc.record({
  what: fc.constantFrom(...verbs),
  who: fc.nat(7),
  to: fc.nat(7),
  lead: fc.nat(30),
});

/** A floor on which anything may be tried. Refusals are part of life; anything else fails the test. */
class AnyFloor {
  readonly test: TestContext;
  readonly floor: Floor;
  readonly people: PersonActor[];
  readonly leads: string[] = [];
  /** What the last move and the last follow-up answered, and who made them: those are the ones to take back. */
  #moved = { leadId: 'none', version: 0, by: 0 };
  #logged = { activityId: 'none', by: 0 };

  constructor(test: TestContext, floor: Floor) {
    this.test = test;
    this.floor = floor;
    this.people = [...floor.east.reps, ...floor.west.reps, floor.east.manager, floor.west.manager, floor.admin];
  }

  async take(all: Step): Promise<void> {
    try {
      await this.#act(all);
    } catch (error) {
      if (!isDomainError(error)) throw error;
    }
  }

  async #act({ what, who, to, lead }: Step): Promise<unknown> {
    const { context, clock } = this.test;
    const leadId = this.leads[lead % Math.max(1, this.leads.length)] ?? 'none';
    const actor = this.people[await this.#whoActs(what, who, to, leadId)]!;
    const toId = this.people[to]!.personId;
    const leadIds = [0, 1, 2].map((i) => this.leads[(lead + i) % Math.max(1, this.leads.length)] ?? 'none');
    const reason = 'because';
    const { boardId, stages, lostReasonId } = this.floor;
    switch (what) {
      case 'create': {
        const ownerId = lead % 3 === 0 ? null : actor.personId;
        const input = createLeadSchema.parse({ boardId, name: `Lead ${this.leads.length}`, ownerId });
        return this.leads.push((await createLead(context, actor, input)).leadId);
      }
      case 'claim':
        return claimLead(context, actor, { leadId });
      case 'claim several':
        return claimLeads(context, actor, { leadIds });
      case 'assign':
        return assignLead(context, actor, { leadId, ownerId: toId, reason });
      case 'assign several':
        return assignLeads(context, actor, { leadIds, ownerId: toId, reason });
      case 'transfer':
        return transferLead(context, actor, { leadId, toId, note: reason });
      case 'transfer several':
        return transferLeads(context, actor, { leadIds, toId, note: reason });
      case 'release':
        return releaseLead(context, actor, { leadId, reason });
      case 'release several':
        return releaseLeads(context, actor, { leadIds, reason });
      case 'close': {
        const won = to % 2 === 0;
        const close = won ? { stageId: stages.won, wonMinor: 100 } : { stageId: stages.lost, lostReasonId };
        const { version } = await moveLead(context, actor, moveLeadSchema.parse({ leadId, ...close }));
        this.#moved = { leadId, version, by: this.people.indexOf(actor) };
        return;
      }
      case 'reopen':
        // Only one's own, and with room: reopening is the board's command, with its own test.
        if (
          (await leadNow(context, leadId)).ownerId !== actor.personId ||
          (await this.#held(actor.personId)) >= HOLDING_LIMIT
        )
          return;
        return moveLead(context, actor, moveLeadSchema.parse({ leadId, stageId: stages.visit }));
      case 'undo move':
        return undoMove(context, this.people[this.#moved.by]!, this.#moved);
      case 'follow up': {
        const hold = to % 3 === 0 ? { holdUntil: clock.at + 3 * DAY_MS } : {};
        const input = logFollowUpSchema.parse({ leadId, kind: 'call', outcome: 'answered', ...hold });
        const { activityId } = await logFollowUp(context, actor, input);
        this.#logged = { activityId, by: this.people.indexOf(actor) };
        return;
      }
      case 'void follow-up':
        return voidFollowUp(context, this.people[this.#logged.by]!, this.#logged);
      case 'protect':
        return protectLead(context, actor, { leadId, until: clock.at + DAY_MS, reason });
      case 'undo recycling':
        return undoRecycle(context, actor, { leadIds, reason });
      case 'an hour passes':
        clock.advance(HOUR_MS);
        return this.#schedule();
      case 'days pass':
        clock.advance((1 + (lead % 3)) * DAY_MS);
        return this.#schedule();
    }
  }

  /** Mostly the owner does what only owners may: otherwise nearly everything would be refused. */
  async #whoActs(what: Step['what'], who: number, to: number, leadId: string): Promise<number> {
    if (!ownersVerbs.has(what) || to === 0 || !this.leads.includes(leadId)) return who;
    const { ownerId } = await leadNow(this.test.context, leadId);
    const owner = this.people.findIndex(({ personId }) => personId === ownerId);
    return owner === -1 ? who : owner;
  }

  async #schedule(): Promise<void> {
    for (const job of allJobs()) await runDue(this.test.context, 'node-1', job);
  }

  async #held(personId: string): Promise<number> {
    const row = await this.test.context.db.read.get<{ n: number }>(
      `select count(*) as n from leads where owner_id = ? and state = 'open'`,
      [personId],
    );
    return row!.n;
  }

  async expectWithinLimits(): Promise<void> {
    for (const { personId } of this.people) {
      // An undone close gives a lead back to who had it, also when he has taken another one meanwhile.
      expect(await this.#held(personId), 'open leads of one person').toBeLessThanOrEqual(HOLDING_LIMIT + 1);
    }
  }
}

describe('whatever people do, in whatever order', () => {
  it('[O1] [O2] [P3] spells, clocks and limits stay sound, and every viewer converges', async () => {
    const runs = testEngine() === 'sqlite' ? 8 : 3;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 40, maxLength: 70 }), async (steps) => {
        const test = await testContext();
        try {
          const floor = await aFloor(test.context, {
            repsSee: 'own',
            pool: { idleDays: 3, warnHours: [24, 4], holdingLimit: HOLDING_LIMIT, coolDownHours: 30 },
          });
          const any = new AnyFloor(test, floor);
          const viewers = await watchBoard(test.context, floor);
          for (let i = 0; i < 8; i++) await any.take({ what: 'create', who: i, to: 0, lead: i });
          for (const [i, one] of steps.entries()) {
            await any.take(one);
            if (i % 10 === 9) await expectOwnershipSound(test.context);
          }
          await expectOwnershipSound(test.context);
          await any.expectWithinLimits();
          await viewers.expectConverged();
        } finally {
          await test.close();
        }
      }),
      { numRuns: runs },
    );
  }, 120_000);
});
