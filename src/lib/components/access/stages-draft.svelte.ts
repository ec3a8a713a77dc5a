import type { EditStages } from '#lib/contract/access/boards.ts';

type Kind = EditStages['stages'][number]['kind'];

export interface StageDraft {
  /** For the list's keys: also a new stage has one. */
  key: string;
  id: string | null;
  name: string;
  kind: Kind;
  probability: number;
  archived: boolean;
  /** Leads that stand in it now. */
  leads: number;
}

interface GivenStage {
  id: string;
  name: string;
  kind: Kind;
  probability: number;
  archivedAt: number | null;
  leads: number;
}

/** The stages of one board while somebody edits them; nothing is saved before the whole form is. */
export class StagesDraft {
  #stages = $state<StageDraft[]>([]);
  #made = 0;

  constructor(stages: readonly GivenStage[]) {
    this.#stages = stages.map(({ id, name, kind, probability, archivedAt, leads }) => ({
      key: id,
      id,
      name,
      kind,
      probability,
      archived: archivedAt !== null,
      leads,
    }));
  }

  of(kind: Kind): StageDraft[] {
    return this.#stages.filter((stage) => stage.kind === kind && !stage.archived);
  }

  get archived(): StageDraft[] {
    return this.#stages.filter((stage) => stage.archived);
  }

  add(kind: Kind): string {
    const key = `new-${++this.#made}`;
    this.#stages.push({
      key,
      id: null,
      name: '',
      kind,
      probability: kind === 'open' ? 50 : 0,
      archived: false,
      leads: 0,
    });
    return key;
  }

  /** One place up or down among the stages of its kind. */
  move(stage: StageDraft, by: -1 | 1): void {
    const peers = this.of(stage.kind);
    const other = peers[peers.indexOf(stage) + by];
    if (!other) return;
    const from = this.#stages.indexOf(stage);
    const to = this.#stages.indexOf(other);
    this.#stages.splice(from, 1);
    this.#stages.splice(to, 0, stage);
  }

  /** Out of the form; the server deletes it, or archives it when history names it. */
  remove(stage: StageDraft): void {
    this.#stages.splice(this.#stages.indexOf(stage), 1);
  }

  restore(stage: StageDraft): void {
    stage.archived = false;
  }

  /** What the command takes. */
  toInput(): EditStages['stages'] {
    return this.#stages.map(({ id, name, kind, probability, archived }) => ({
      id,
      name,
      kind,
      probability: Number.isFinite(probability) ? probability : 0,
      archived,
    }));
  }
}
