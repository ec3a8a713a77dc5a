import { z } from 'zod';
import type { Role } from '#lib/domain/access/actor.ts';
import { id } from './commands.ts';

/** What a signed-in person's pages know of the workspace: names and ids, no contact details, only what he may see. */
export interface WorkspaceView {
  protocol: number;
  /** Server time when it was read. */
  now: number;
  name: string;
  /** IANA zone of the workspace's day. */
  zone: string;
  currency: string;
  me: WorkspaceMe;
  /** By name; people who left stay, since their names stand in the past. */
  people: WorkspacePerson[];
  teams: NamedEntry[];
  boards: WorkspaceBoard[];
  channels: NamedEntry[];
  products: WorkspaceProduct[];
  lostReasons: NamedEntry[];
  views: SavedView[];
  unread: number;
}

export interface WorkspaceMe {
  id: string;
  name: string;
  role: Role;
  teamId: string | null;
  managesTeamIds: string[];
  /** Whether single letters act as shortcuts for this person. */
  singleKeys: boolean;
}

export interface NamedEntry {
  id: string;
  name: string;
  archived: boolean;
}

export interface WorkspacePerson {
  id: string;
  name: string;
  role: Role;
  teamId: string | null;
  active: boolean;
}

export interface WorkspaceProduct extends NamedEntry {
  priceMinor: number | null;
  currency: string | null;
}

export interface WorkspaceStage {
  id: string;
  name: string;
  kind: 'open' | 'won' | 'lost';
  probability: number;
  archived: boolean;
}

export interface WorkspaceBoard {
  id: string;
  name: string;
  currency: string;
  /** In their order. */
  stages: WorkspaceStage[];
  pool: WorkspacePool | null;
}

export interface WorkspacePool {
  id: string;
  name: string;
  recycling: boolean;
  idleDays: number;
  /** Hours before the deadline, longest first. */
  warnHours: number[];
  graceHours: number;
  holdingLimit: number | null;
  dailyClaims: number | null;
  coolDownHours: number;
}

export interface SavedView {
  id: string;
  boardId: string;
  name: string;
  /** The address of the filter: see state/board-filter.ts. */
  filter: string;
  shared: boolean;
  /** Whether this person may delete it. */
  mine: boolean;
}

export const saveViewSchema = z.object({
  boardId: id,
  name: z.string().trim().min(1).max(40),
  filter: z.string().max(2000),
  shared: z.boolean().default(false),
});
export type SaveView = z.infer<typeof saveViewSchema>;

export const deleteViewSchema = z.object({ viewId: id });
export type DeleteView = z.infer<typeof deleteViewSchema>;

/** One lead that a search found. */
export interface FoundLead {
  id: string;
  boardId: string;
  name: string;
  company: string | null;
  stageId: string;
  ownerId: string | null;
  pooled: boolean;
}
