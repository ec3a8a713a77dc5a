import { expect } from 'vitest';
import { applyEvent } from '#lib/contract/board/apply-event.ts';
import type { Card } from '#lib/contract/board/card.ts';
import { decodeCards, type BoardSnapshot } from '#lib/contract/board/snapshot.ts';
import type { WireEvent } from '#lib/contract/protocol.ts';
import type { PersonActor } from '#lib/domain/access/actor.ts';
import { viewKey, viewScope } from '#lib/domain/access/audience.ts';
import { readBoardConfig } from '#lib/server/board/board-config.ts';
import { boardEvents } from '#lib/server/board/board-events.ts';
import { boardSnapshot } from '#lib/server/board/board-snapshot.ts';
import type { Context } from '#lib/server/context/context.ts';
import { figuresFromLeads, storedFigures } from '#lib/server/metrics/figures-from-leads.ts';
import type { Floor } from './a-floor.ts';

/** What one kind of viewer holds: a client that took a snapshot and then heard the stream. */
export interface Viewer {
  /** Who looks, for the message of a failure. */
  name: string;
  key: string;
  cards: Map<string, Card>;
  events: WireEvent[];
}

export interface Viewers {
  /** Of all that is watched: a kind of viewer by the actor. */
  of(actor: PersonActor): Viewer;
  /**
   * Catches up, and holds the sync invariant: apply(old snapshot, events) == new snapshot, for every kind of viewer. Holds as
   * well that the figures kept by the writes are those of the leads.
   */
  expectConverged(): Promise<void>;
}

/** Every kind of viewer of a floor: the admin, both managers, and each rep where reps see their own and where their team's. */
export function everyKindOfViewer(floor: Floor): { name: string; actor: PersonActor }[] {
  const people = [
    { name: 'admin', actor: floor.admin },
    { name: 'manager of east', actor: floor.east.manager },
    { name: 'manager of west', actor: floor.west.manager },
  ];
  const reps = [...floor.east.reps, ...floor.west.reps].flatMap((rep, i) => [
    { name: `rep ${i} who sees own`, actor: { ...rep, seesTeamIds: [] } },
    { name: `rep ${i} who sees team`, actor: { ...rep, seesTeamIds: [rep.teamId!] } },
  ]);
  return [...people, ...reps];
}

/** Lets every kind of viewer take a snapshot now; run commands, then `expectConverged()`, as often as wanted. */
export async function watchBoard(context: Context, floor: Floor, boardId = floor.boardId): Promise<Viewers> {
  const viewers = new Map<string, Viewer & { snapshot: BoardSnapshot }>();
  for (const { name, actor } of everyKindOfViewer(floor)) {
    const key = viewKey(viewScope(actor));
    if (viewers.has(key)) continue;
    const snapshot = await boardSnapshot(context, boardId, key);
    const cards = new Map(decodeCards(snapshot).map((card) => [card.id, card]));
    viewers.set(key, { name, key, cards, events: [], snapshot });
  }
  return {
    of: (actor) => viewers.get(viewKey(viewScope(actor)))!,
    expectConverged: async () => {
      for (const viewer of viewers.values()) await catchUp(context, viewer);
      await expectFiguresExact(context, boardId);
    },
  };
}

async function catchUp(context: Context, viewer: Viewer & { snapshot: BoardSnapshot }): Promise<void> {
  const { boardId, closedSince, cursor } = viewer.snapshot;
  const frame = await boardEvents(context, boardId, viewer.key, cursor);
  expect(frame, `${viewer.name} can continue from the cursor`).not.toBeNull();
  const now = await boardSnapshot(context, boardId, viewer.key, closedSince);
  expect(frame!.to, `${viewer.name} hears up to the stream's end`).toBe(now.cursor.seq);
  for (const event of frame!.events) applyEvent(viewer.cards, event, closedSince);
  viewer.events.push(...frame!.events);
  const expected = new Map(decodeCards(now).map((card) => [card.id, card]));
  expect(sorted(viewer.cards), `what ${viewer.name} holds after the events is the new snapshot`).toEqual(
    sorted(expected),
  );
  viewer.snapshot = { ...now, closedSince };
}

/** The way through the funnel is behind while it is counted anew; everything else stands at any time. */
async function expectFiguresExact(context: Context, boardId: string): Promise<void> {
  const { read } = context.db;
  const { recounting } = await readBoardConfig(context, boardId);
  const [stored, wanted] = [await storedFigures(read, boardId), await figuresFromLeads(read, boardId)];
  const byText = (rows: readonly object[]) =>
    rows.map((row) => JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)))).sort();
  for (const table of ['cells', 'reach', 'cycles', 'now'] as const) {
    if (table === 'reach' && recounting) continue;
    expect(byText(stored[table]), `figures of ${table}`).toEqual(byText(wanted[table]));
  }
}

const sorted = (cards: Map<string, Card>): Card[] => [...cards.values()].sort((a, b) => (a.id < b.id ? -1 : 1));

/** All in one: snapshots, the commands, and the invariant. */
export async function expectConverged(
  context: Context,
  floor: Floor,
  commands: () => Promise<unknown>,
): Promise<Viewers> {
  const viewers = await watchBoard(context, floor);
  await commands();
  await viewers.expectConverged();
  return viewers;
}
