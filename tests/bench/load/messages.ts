/** What the benchmark and its load generator, a process of its own, tell each other. */

export interface Plan {
  url: string;
  /** `bare`: the relay's words (`open`, `move`); `tideboard`: the protocol of src/lib/contract. */
  speaks: 'tideboard' | 'bare';
  boards: BoardPlan[];
}

export interface BoardPlan {
  boardId: string;
  /** Open stages. */
  stages: string[];
  leads: { id: string; stage: number }[];
  /** Cookie headers (the relay ignores them). */
  movers: string[];
  viewers: string[];
}

/** As many moves as the server takes, with so many under way per mover. */
export interface Flood {
  kind: 'flood';
  inFlight: number;
  seconds: number;
  /** How many viewers check that they hear everything; the others only count bytes. */
  checkers: number;
}

/** So many moves per second, however fast the answers come; every viewer tells when it heard each. */
export interface Steady {
  kind: 'steady';
  perSecond: number;
  /** Null: until told to stop. */
  seconds: number | null;
}

export type Load = Flood | Steady;

export interface LoadResult {
  acknowledged: number;
  refused: number;
  /** Acknowledged per second of the time from the first send to the last answer. */
  perSecond: number;
  /** ms from the send to the answer. */
  answer: Spread;
  /** ms from the send until a viewer heard it, over all moves and viewers; null without viewers. */
  delivery: Spread | null;
  /** Moves that a checking viewer should have heard and did not. */
  unheard: number;
  /** ms from the last answer until the last checking viewer had heard everything. */
  drainMs: number;
  heardBytes: number;
  /** Processor time of this process: a generator near 1 is what limited the run. */
  generatorCores: number;
}

export interface Spread {
  p50: number;
  p95: number;
  p99: number;
  max: number;
}

export type ToGenerator = { ask: 'connect'; plan: Plan } | { ask: 'run'; load: Load } | { ask: 'stop' };
export type FromGenerator =
  | { answer: 'connected'; tookMs: number }
  | { answer: 'result'; result: LoadResult }
  | { answer: 'failed'; message: string };
