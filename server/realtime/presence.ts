import type { PresenceEntry } from '#lib/contract/protocol.ts';
import { coversScope, parseViewKey } from '#lib/domain/access/audience.ts';

/** People named to one viewer at most. */
const MOST_NAMED = 200;

export interface Presence {
  people: PresenceEntry[];
  /** Equal as long as the same is to be told. */
  mark: string;
}

/**
 * What each view key of a board is told of who is there. A card is named only to those who see all that its viewer sees: to
 * the others he is on the board, no more. Where every rep sees his own leads there are as many keys as people, so what is
 * the same for all of them is made once.
 */
export function presenceByKey(byKey: ReadonlyMap<string, readonly PresenceEntry[]>): Map<string, Presence> {
  const everybody = new Set<string>();
  for (const people of byKey.values()) for (const { personId } of people) everybody.add(personId);
  const crowd = [...everybody].slice(0, MOST_NAMED);
  const crowdMark = crowd.join();
  const scopes = new Map([...byKey.keys()].map((key) => [key, parseViewKey(key)]));
  const told = new Map<string, Presence>();
  for (const [key, scope] of scopes) {
    const named = new Map<string, string | null>();
    const name = (people: readonly PresenceEntry[]) => {
      for (const { personId, leadId } of people) if (!named.get(personId)) named.set(personId, leadId);
    };
    name(byKey.get(key)!);
    // Whoever sees no team sees what nobody else does.
    if (scope.all || scope.teamIds.length > 0) {
      for (const [other, people] of byKey) if (other !== key && coversScope(scope, scopes.get(other)!)) name(people);
    }
    const first = [...named].map(([personId, leadId]) => ({ personId, leadId })).slice(0, MOST_NAMED);
    const rest = crowd.filter((personId) => !named.has(personId)).slice(0, MOST_NAMED - first.length);
    const people = [...first, ...rest.map((personId) => ({ personId, leadId: null }))];
    told.set(key, { people, mark: `${JSON.stringify(first)}|${crowdMark}` });
  }
  return told;
}
