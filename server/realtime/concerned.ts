import { ACCESS_CHANGED, WORKSPACE_CHANGED, type AccessChanged } from '#lib/contract/access/workspace-events.ts';
import type { StoredEvent } from '#lib/server/streams/stream.ts';

type Heard = Pick<StoredEvent, 'kind' | 'payload'>;

/** Whether an event tells of ended sessions only: no rights and no names changed. */
export const endsOnlySessions = ({ kind, payload }: Heard): boolean =>
  kind === ACCESS_CHANGED && (JSON.parse(payload) as AccessChanged).sessions === true;

/** Whose rights or sessions events of the workspace may have changed. A kind that this node does not know: everybody's. */
export function concernedBy(events: readonly Heard[]): ReadonlySet<string> | 'everybody' {
  const people = new Set<string>();
  for (const { kind, payload } of events) {
    if (kind === WORKSPACE_CHANGED) continue;
    const personIds = kind === ACCESS_CHANGED ? (JSON.parse(payload) as AccessChanged).personIds : null;
    if (personIds === null) return 'everybody';
    for (const id of personIds) people.add(id);
  }
  return people;
}
