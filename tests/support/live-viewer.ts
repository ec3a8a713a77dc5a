import { applyEvent } from '#lib/contract/board/apply-event.ts';
import type { Card } from '#lib/contract/board/card.ts';
import { decodeCards, type BoardSnapshot } from '#lib/contract/board/snapshot.ts';
import type { Cursor, Frame } from '#lib/contract/protocol.ts';
import type { LiveSocket, RealServer } from './real-server.ts';

/**
 * What a browser does to keep a board: open it with the last confirmed cursor, apply frames in order, and ask again after a
 * gap. Written apart from the browser's code, so that a test of the server does not trust both.
 */
export class LiveViewer {
  readonly boardId: string;
  readonly cookie: string;
  cards = new Map<string, Card>();
  seq = 0;
  /** How often it had to take a whole snapshot. */
  snapshots = 0;
  #anchor: Cursor | null = null;
  #closedSince = 0;
  #waiting: Frame[] | null = [];
  #server: RealServer | null = null;
  socket: LiveSocket | null = null;

  constructor(boardId: string, cookie: string) {
    this.boardId = boardId;
    this.cookie = cookie;
  }

  async connect(server: RealServer): Promise<void> {
    this.#server = server;
    this.#waiting = [];
    this.socket = await server.socket(this.cookie);
    this.socket.on('frame', (frame) => this.#hear(frame));
    await this.#open();
  }

  disconnect(): void {
    this.socket?.disconnect();
  }

  /** The board as the server would give it to somebody new. */
  async fresh(): Promise<{ seq: number; cards: Map<string, Card> }> {
    const snapshot = await this.#fetchSnapshot();
    return { seq: snapshot.cursor.seq, cards: new Map(decodeCards(snapshot).map((card) => [card.id, card])) };
  }

  async #open(): Promise<void> {
    for (let attempt = 0; attempt < 20; attempt++) {
      const reply = await this.socket!.timeout(10_000).emitWithAck('board:open', {
        boardId: this.boardId,
        cursor: this.#anchor,
      });
      if (!reply.ok) throw new Error(`the board cannot be opened: ${reply.error.code}`);
      if (reply.kind === 'events') {
        this.#apply(reply.frame);
        if (reply.cursor.seq <= this.seq) this.#anchor = reply.cursor;
      } else await this.#takeSnapshot();
      if (this.#catchUp()) return;
    }
    throw new Error('the board never caught up');
  }

  async #takeSnapshot(): Promise<void> {
    const snapshot = await this.#fetchSnapshot();
    this.cards = new Map(decodeCards(snapshot).map((card) => [card.id, card]));
    this.seq = snapshot.cursor.seq;
    this.#anchor = snapshot.cursor;
    this.#closedSince = snapshot.closedSince;
    this.snapshots++;
  }

  async #fetchSnapshot(): Promise<BoardSnapshot> {
    const response = await this.#server!.fetch(`/api/boards/${this.boardId}/snapshot`, { cookie: this.cookie });
    if (!response.ok) throw new Error(`snapshot: ${response.status}`);
    return (await response.json()) as BoardSnapshot;
  }

  #hear(frame: Frame): void {
    if (frame.stream !== `board:${this.boardId}`) return;
    if (this.#waiting) this.#waiting.push(frame);
    else if (!this.#apply(frame)) {
      this.#waiting = [frame];
      void this.#open();
    }
  }

  /** False: a frame in hand starts beyond what is known. */
  #catchUp(): boolean {
    for (const frame of this.#waiting ?? []) if (!this.#apply(frame)) return false;
    this.#waiting = null;
    return true;
  }

  #apply(frame: Frame): boolean {
    if (frame.to <= this.seq) return true;
    if (frame.from > this.seq + 1) return false;
    for (const event of frame.events) if (event.seq > this.seq) applyEvent(this.cards, event, this.#closedSince);
    this.seq = frame.to;
    return true;
  }
}
