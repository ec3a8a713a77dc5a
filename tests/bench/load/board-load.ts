import type { BoardPlan, Load, Plan } from './messages.ts';
import { LightSocket } from './light-socket.ts';

const CONNECT_AT_ONCE = 50;
const DRAIN_MS = 10_000;
/** Both sides tell viewers by which mutation a card moved. */
const MUTATION = /"mutation":"bench-(\d+)-(\d+)"/g;

/** The movers and viewers of one board. A move takes any card to any open column, below any card of that column. */
export class BoardLoad {
  readonly #speaks: Plan['speaks'];
  readonly #plan: BoardPlan;
  readonly #number: number;
  readonly #movers: LightSocket[] = [];
  readonly #viewers: LightSocket[] = [];
  /** The numbers of the leads in each column, as far as this generator knows. */
  readonly #columns: number[][];
  #turn = 0;
  #serial = 0;
  #sentAt: number[] = [];
  #underWay = 0;
  #whenSettled: (() => void)[] = [];
  #heard: number[] = [];
  #heardBefore = 0;
  #firstSerial = 0;

  answers: number[] = [];
  deliveries: number[] = [];
  refused = 0;
  lastAnswerAt = 0;
  lastHeardAt = 0;

  private constructor({ speaks }: Pick<Plan, 'speaks'>, plan: BoardPlan, number: number) {
    this.#speaks = speaks;
    this.#plan = plan;
    this.#number = number;
    this.#columns = plan.stages.map((_, stage) => plan.leads.flatMap((lead, i) => (lead.stage === stage ? [i] : [])));
  }

  static async open(target: Omit<Plan, 'boards'>, plan: BoardPlan, number: number): Promise<BoardLoad> {
    const load = new BoardLoad(target, plan, number);
    const connect = async (cookies: readonly string[], into: LightSocket[]) => {
      for (let from = 0; from < cookies.length; from += CONNECT_AT_ONCE) {
        const some = cookies.slice(from, from + CONNECT_AT_ONCE);
        into.push(...(await Promise.all(some.map((cookie) => LightSocket.open(target.url, cookie)))));
      }
    };
    await connect(plan.movers, load.#movers);
    await connect(plan.viewers, load.#viewers);
    for (const viewer of load.#viewers) await load.#openBoard(viewer);
    return load;
  }

  get acknowledged(): number {
    return this.answers.length;
  }

  get heardBytes(): number {
    return this.#viewers.reduce((sum, { heard }) => sum + heard, 0) - this.#heardBefore;
  }

  /** Sum over checking viewers of the moves that they have not heard. */
  get unheard(): number {
    const due = this.answers.length;
    return this.#heard.reduce((sum, heard) => sum + Math.max(0, due - heard), 0);
  }

  begin(load: Load): void {
    this.answers = [];
    this.deliveries = [];
    this.refused = 0;
    this.#firstSerial = this.#serial;
    this.#heardBefore += this.heardBytes;
    const checkers = load.kind === 'steady' ? this.#viewers.length : Math.min(load.checkers, this.#viewers.length);
    this.#heard = new Array<number>(checkers).fill(0);
    for (const [i, viewer] of this.#viewers.entries()) {
      viewer.onFrame = i < checkers ? (text) => this.#hear(i, text, load.kind === 'steady') : null;
    }
  }

  /** Keeps `inFlight` moves of every mover under way. */
  async flood(inFlight: number, seconds: number): Promise<void> {
    const until = performance.now() + seconds * 1000;
    const again = (mover: LightSocket) => {
      if (performance.now() < until) this.#move(mover, () => again(mover));
    };
    for (const mover of this.#movers) for (let i = 0; i < inFlight; i++) again(mover);
    await this.settled();
  }

  send(): void {
    this.#move(this.#movers[this.#turn++ % this.#movers.length]!, () => {});
  }

  settled(): Promise<void> {
    if (this.#underWay === 0) return Promise.resolve();
    return new Promise((resolve) => this.#whenSettled.push(resolve));
  }

  /** Until every checking viewer has heard everything. */
  async drained(): Promise<void> {
    const until = performance.now() + DRAIN_MS;
    while (this.unheard > 0 && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  #move(mover: LightSocket, then: () => void): void {
    const { leads, stages } = this.#plan;
    const from = Math.floor(Math.random() * this.#columns.length);
    const to = Math.floor(Math.random() * this.#columns.length);
    const column = this.#columns[from]!;
    if (column.length === 0) return this.#move(mover, then);
    const at = Math.floor(Math.random() * column.length);
    const lead = column[at]!;
    column[at] = column.at(-1)!;
    column.pop();
    const target = this.#columns[to]!;
    const above = target[Math.floor(Math.random() * target.length)];
    target.push(lead);

    const serial = this.#serial++;
    const mutation = `bench-${this.#number}-${serial}`;
    const after = above === undefined ? null : leads[above]!.id;
    const move = { leadId: leads[lead]!.id, stageId: stages[to], after };
    const request =
      this.#speaks === 'tideboard'
        ? { clientId: 'bench-client', id: mutation, name: 'moveLead', input: move }
        : { mutation, board: this.#number, ...move };
    const sentAt = performance.now();
    this.#sentAt[serial] = sentAt;
    this.#underWay++;
    mover.ask(this.#speaks === 'tideboard' ? 'mutate' : 'move', JSON.stringify(request), (text) => {
      this.lastAnswerAt = performance.now();
      if (text.startsWith('[{"ok":true')) this.answers.push(this.lastAnswerAt - sentAt);
      else this.refused++;
      this.#underWay--;
      then();
      if (this.#underWay === 0) for (const settle of this.#whenSettled.splice(0)) settle();
    });
  }

  #hear(viewer: number, text: string, times: boolean): void {
    const now = performance.now();
    for (const [, board, number] of text.matchAll(MUTATION)) {
      const serial = Number(number);
      if (Number(board) !== this.#number || serial < this.#firstSerial) continue;
      this.#heard[viewer]!++;
      if (times) this.deliveries.push(now - this.#sentAt[serial]!);
    }
    this.lastHeardAt = now;
  }

  #openBoard(viewer: LightSocket): Promise<void> {
    return new Promise((resolve, reject) => {
      const request =
        this.#speaks === 'tideboard' ? { boardId: this.#plan.boardId, cursor: null } : { board: this.#number };
      viewer.ask(this.#speaks === 'tideboard' ? 'board:open' : 'open', JSON.stringify(request), (text) => {
        if (text.startsWith('[{"ok":true')) resolve();
        else reject(new Error(`a viewer could not open the board: ${text}`));
      });
    });
  }
}
