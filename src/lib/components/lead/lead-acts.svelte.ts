import { createContext } from 'svelte';
import type { HandOverKind } from '../ownership/hand-over.ts';
import type { LogKind } from './log-kinds.ts';

/** Which question the drawer asks now. */
export type LeadAsk =
  | { kind: 'erase' }
  | { kind: 'hand_over'; how: HandOverKind }
  | { kind: 'protect' }
  | { kind: 'undo_recycle' }
  | { kind: 'won'; stageId: string }
  | { kind: 'lost'; stageId: string };

/** What the drawer's parts start in one another: the header's menu, the keys, the ownership panel. */
export class LeadActs {
  ask = $state.raw<LeadAsk | null>(null);
  /** The picker of the next follow-up is open. */
  picking = $state(false);
  /** The form of the log, once it is there. */
  log: ((kind: LogKind) => void) | null = null;
}

export const [getLeadActs, setLeadActs] = createContext<LeadActs>();
