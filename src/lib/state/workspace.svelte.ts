import { createContext } from 'svelte';
import type {
  NamedEntry,
  SavedView,
  WorkspaceBoard,
  WorkspacePerson,
  WorkspaceProduct,
  WorkspaceStage,
  WorkspaceView,
} from '#lib/contract/board/workspace.ts';
import type { Role } from '#lib/domain/access/actor.ts';

const byId = <T extends { id: string }>(entries: readonly T[]): ReadonlyMap<string, T> =>
  new Map(entries.map((entry) => [entry.id, entry]));

/** The workspace as the signed-in person's pages know it, with look-ups by id. Replaced as a whole when it changed. */
export class Workspace {
  #view: WorkspaceView = $state.raw() as WorkspaceView;
  readonly #people = $derived(byId(this.#view.people));
  readonly #stages = $derived(byId(this.#view.boards.flatMap(({ stages }) => stages)));
  readonly #products = $derived(byId(this.#view.products));
  readonly #channels = $derived(byId(this.#view.channels));
  readonly #teams = $derived(byId(this.#view.teams));
  readonly #lostReasons = $derived(byId(this.#view.lostReasons));

  constructor(view: WorkspaceView) {
    this.#view = view;
  }

  replace(view: WorkspaceView): void {
    this.#view = view;
  }

  get name(): string {
    return this.#view.name;
  }
  get zone(): string {
    return this.#view.zone;
  }
  get currency(): string {
    return this.#view.currency;
  }
  get me(): WorkspaceView['me'] {
    return this.#view.me;
  }
  get role(): Role {
    return this.#view.me.role;
  }
  get people(): readonly WorkspacePerson[] {
    return this.#view.people;
  }
  get teams(): readonly NamedEntry[] {
    return this.#view.teams;
  }
  get boards(): readonly WorkspaceBoard[] {
    return this.#view.boards;
  }
  get channels(): readonly NamedEntry[] {
    return this.#view.channels;
  }
  get products(): readonly WorkspaceProduct[] {
    return this.#view.products;
  }
  get lostReasons(): readonly NamedEntry[] {
    return this.#view.lostReasons;
  }

  person(id: string | null): WorkspacePerson | null {
    return (id !== null && this.#people.get(id)) || null;
  }
  personName(id: string | null): string {
    return this.person(id)?.name ?? '';
  }
  stage(id: string | null): WorkspaceStage | null {
    return (id !== null && this.#stages.get(id)) || null;
  }
  stageName(id: string | null): string {
    return this.stage(id)?.name ?? '';
  }
  product(id: string | null): WorkspaceProduct | null {
    return (id !== null && this.#products.get(id)) || null;
  }
  channel(id: string | null): NamedEntry | null {
    return (id !== null && this.#channels.get(id)) || null;
  }
  team(id: string | null): NamedEntry | null {
    return (id !== null && this.#teams.get(id)) || null;
  }
  lostReason(id: string | null): NamedEntry | null {
    return (id !== null && this.#lostReasons.get(id)) || null;
  }
  board(id: string): WorkspaceBoard | null {
    return this.#view.boards.find((board) => board.id === id) ?? null;
  }
  viewsOf(boardId: string): SavedView[] {
    return this.#view.views.filter((view) => view.boardId === boardId);
  }

  /** The same rule as `canWorkLead` on the server, so that a page offers what will be allowed. */
  mayWork(lead: { ownerId: string | null; teamId: string | null }): boolean {
    const { me } = this;
    return me.role === 'admin' || lead.ownerId === me.id || this.manages(lead.teamId);
  }
  manages(teamId: string | null): boolean {
    const { me } = this;
    return me.role === 'admin' || (teamId !== null && me.managesTeamIds.includes(teamId));
  }
}

export const [getWorkspace, setWorkspace] = createContext<Workspace>();
