import type { Figures } from '#lib/contract/metrics/figures.ts';
import type { Connection } from '#lib/state/connection.svelte.ts';

interface ViewOptions {
  connection: Pick<Connection, 'on' | 'onLive' | 'onPoll' | 'openFigures' | 'closeFigures'>;
  /** The viewer may no longer see these figures, or they are others now. */
  onEnded: () => void;
}

/** The figures on the page: those that the page came with, then whatever is pushed, or asked for while nothing is pushed. */
export class FiguresView {
  figures: Figures = $state.raw() as Figures;
  readonly #options: ViewOptions;

  constructor(first: Figures, options: ViewOptions) {
    this.figures = first;
    this.#options = options;
  }

  /** Another query was loaded. */
  show(figures: Figures): void {
    this.figures = figures;
  }

  /** @param query the canonical text of what the page shows; answers how to stop */
  watch(query: string): () => void {
    const { connection, onEnded } = this.#options;
    const stops = [
      connection.on('figures', (notice) => {
        if (notice.query !== query) return;
        if (notice.figures === null) onEnded();
        else this.#take(notice.figures as Figures);
      }),
      // Each new socket knows nothing of what the one before had open.
      connection.onLive(() => void this.#open(query)),
      connection.onPoll(() => this.#fetch(query)),
    ];
    return () => {
      for (const stop of stops) stop();
      connection.closeFigures(query);
    };
  }

  async #open(query: string): Promise<void> {
    try {
      const answer = await this.#options.connection.openFigures(query);
      if (!answer.ok) this.#options.onEnded();
    } catch {
      // No answer: the line's own state says so, and the next socket opens it again.
    }
  }

  async #fetch(query: string): Promise<void> {
    const response = await fetch(`/api/figures?${query}`, { cache: 'no-store' });
    if (response.ok) this.#take((await response.json()) as Figures);
    else if (response.status === 403 || response.status === 401) this.#options.onEnded();
    else throw new Error(`HTTP ${response.status}`);
  }

  /** What was asked for twice may arrive in any order: the newer data stay. */
  #take(figures: Figures): void {
    if (figures.dataAt >= this.figures.dataAt) this.figures = figures;
  }
}
