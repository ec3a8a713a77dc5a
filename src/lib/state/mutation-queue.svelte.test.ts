import { describe, expect, it, vi } from 'vitest';
import { PROTOCOL_VERSION, type MutationAnswer, type MutationRequest } from '#lib/contract/protocol.ts';
import { MutationQueue } from './mutation-queue.svelte.ts';
import { memoryStore, type MutationStore, type StoredMutation } from './mutation-store.ts';
import type { TabLocks } from './tab-locks.ts';

const yes = (seq: number): MutationAnswer => ({ ok: true, seq, result: null });
const no = (code: string): MutationAnswer => ({ ok: false, error: { code, details: {} } });
let made = 0;
const newId = () => `id-${++made}`;

/** A line whose answers the test gives. */
class Line {
  ready = true;
  sent: MutationRequest[] = [];
  #waiting = new Map<string, { answer: (answer: MutationAnswer) => void; fail: () => void }>();

  send = (request: MutationRequest): Promise<MutationAnswer> => {
    this.sent.push(request);
    return new Promise((resolve, reject) =>
      this.#waiting.set(request.id, { answer: resolve, fail: () => reject(new Error('lost')) }),
    );
  };
  answer(id: string, answer: MutationAnswer): void {
    this.#waiting.get(id)!.answer(answer);
  }
  lose(id: string): void {
    this.#waiting.get(id)!.fail();
  }
  get ids(): string[] {
    return this.sent.map(({ id }) => id);
  }
}

/** The tabs of one browser that are alive. */
class Tabs implements TabLocks {
  alive = new Set<string>();
  alone = (run: (isAlive: (tab: string) => boolean) => Promise<void>) => run((tab) => this.alive.has(tab));
  hold = (tab: string) => Promise.resolve(void this.alive.add(tab));
}

function aQueue(
  options: {
    store?: MutationStore;
    tabs?: Tabs;
    converters?: Record<number, (e: StoredMutation) => StoredMutation | null>;
  } = {},
) {
  const line = new Line();
  const store = options.store ?? memoryStore(newId);
  const queue = new MutationQueue({
    store,
    transport: line,
    locks: options.tabs ?? new Tabs(),
    newId,
    now: () => 1000,
    ...(options.converters ? { converters: options.converters } : {}),
  });
  return { line, store, queue };
}
const settled = () => new Promise((resolve) => setTimeout(resolve, 5));
const move = (leadId: string) => ({ leadId, stageId: 's' });

describe('sending', () => {
  it('keeps a change before it is sent, and forgets it with the answer', async () => {
    const { line, store, queue } = aQueue();
    const answer = queue.add('m1', 'moveLead', move('a'), 'b');
    await settled();
    expect(line.ids).toEqual(['m1']);
    expect((await store.all()).map(({ id }) => id)).toEqual(['m1']);
    expect(line.sent[0]!.clientId).toBe(await store.clientId());
    line.answer('m1', yes(7));
    expect(await answer).toEqual(yes(7));
    await settled();
    expect(queue.unsaved).toBe(0);
    expect(await store.all()).toEqual([]);
  });

  it('sends changes of different leads together and those of one lead one after the other', async () => {
    const { line, queue } = aQueue();
    void queue.add('m1', 'moveLead', move('a'), 'b');
    void queue.add('m2', 'moveLead', move('b'), 'b');
    void queue.add('m3', 'moveLeads', { leadIds: ['c', 'a'], stageId: 's' }, 'b');
    void queue.add('m4', 'moveLead', move('c'), 'b');
    await settled();
    expect(line.ids).toEqual(['m1', 'm2']);
    line.answer('m1', yes(1));
    await settled();
    expect(line.ids).toEqual(['m1', 'm2', 'm3']);
    line.answer('m3', yes(2));
    await settled();
    expect(line.ids).toEqual(['m1', 'm2', 'm3', 'm4']);
  });

  it('sends again with the same id when the answer was lost, and waits while the line is down', async () => {
    const { line, queue } = aQueue();
    const answer = queue.add('m1', 'moveLead', move('a'), 'b');
    await settled();
    line.ready = false;
    line.lose('m1');
    await settled();
    void queue.pump();
    await settled();
    expect(line.ids).toEqual(['m1']);
    line.ready = true;
    await queue.pump();
    await settled();
    expect(line.ids).toEqual(['m1', 'm1']);
    line.answer('m1', yes(3));
    expect(await answer).toEqual(yes(3));
  });

  it('a refusal ends a change; "not now" does not', async () => {
    vi.useFakeTimers();
    try {
      const { line, queue } = aQueue();
      const heard: string[] = [];
      queue.onAnswered((entry, answer) => heard.push(`${entry.id} ${answer.ok}`));
      void queue.add('m1', 'moveLead', move('a'), 'b');
      await vi.advanceTimersByTimeAsync(5);
      line.answer('m1', no('too_fast'));
      await vi.advanceTimersByTimeAsync(5);
      expect(queue.unsaved).toBe(1);
      await vi.advanceTimersByTimeAsync(2000);
      expect(line.ids).toEqual(['m1', 'm1']);
      line.answer('m1', no('not_allowed'));
      await vi.advanceTimersByTimeAsync(5);
      expect(queue.unsaved).toBe(0);
      expect(heard).toEqual(['m1 false']);
    } finally {
      vi.useRealTimers();
    }
  });

  it('keeps a change while the database is away, says so, and asks less and less often', async () => {
    vi.useFakeTimers();
    try {
      const { line, queue } = aQueue();
      const heard: string[] = [];
      queue.onAnswered((entry) => heard.push(entry.id));
      void queue.add('m1', 'moveLead', move('a'), 'b');
      await vi.advanceTimersByTimeAsync(5);
      const waits: number[] = [];
      for (let n = 0; n < 8; n++) {
        line.answer('m1', no('storage_away'));
        await vi.advanceTimersByTimeAsync(1);
        expect(queue.held).toMatchObject({ code: 'storage_away' });
        const from = Date.now();
        while (line.sent.length === n + 1) await vi.advanceTimersByTimeAsync(100);
        waits.push(Date.now() - from);
      }
      expect(waits[0]).toBeLessThan(2_500);
      expect(waits[3]).toBeGreaterThan(waits[0]! * 3);
      expect(Math.max(...waits)).toBeLessThanOrEqual(45_100);
      expect([queue.unsaved, heard]).toEqual([1, []]);
      line.answer('m1', yes(1));
      await vi.advanceTimersByTimeAsync(5);
      expect([queue.unsaved, queue.held, heard]).toEqual([0, null, ['m1']]);
    } finally {
      vi.useRealTimers();
    }
  });

  it('a mistake of the server ends a change and is not sent for ever', async () => {
    const { line, queue } = aQueue();
    const answer = queue.add('m1', 'moveLead', move('a'), 'b');
    await settled();
    line.answer('m1', no('unexpected'));
    expect(await answer).toEqual(no('unexpected'));
    await settled();
    expect([queue.unsaved, line.ids, queue.held]).toEqual([0, ['m1'], null]);
  });

  it('comes back when a server told it to that takes 100 changes at once and 20 a second: all 200, each lead in its order', async () => {
    vi.useFakeTimers();
    try {
      const taken: string[] = [];
      let [left, at, asked] = [100, performance.now(), 0];
      const transport = {
        ready: true,
        // eslint-disable-next-line @typescript-eslint/require-await
        send: async ({ id }: MutationRequest): Promise<MutationAnswer> => {
          asked++;
          left = Math.min(100, left + ((performance.now() - at) / 1000) * 20);
          at = performance.now();
          if (left < 1)
            return { ok: false, error: { code: 'too_fast', details: { retryAfterMs: Math.ceil((10 - left) * 50) } } };
          left--;
          taken.push(id);
          return yes(taken.length);
        },
      };
      const queue = new MutationQueue({ store: memoryStore(newId), transport, locks: new Tabs(), newId, now: () => 1 });
      for (let n = 0; n < 200; n++) void queue.add(`c-${n}`, 'moveLead', move(`lead-${n % 40}`), 'b');
      await vi.advanceTimersByTimeAsync(20_000);
      expect(taken).toHaveLength(200);
      expect(new Set(taken).size).toBe(200);
      for (let lead = 0; lead < 40; lead++) {
        const order = taken.map((id) => Number(id.slice(2))).filter((n) => n % 40 === lead);
        expect(order).toEqual([...order].sort((a, b) => a - b));
      }
      expect(asked - 200).toBeLessThan(120);
      expect(queue.unsaved).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it('refuses by itself what no frame holds, and goes on with the others', async () => {
    const { line, queue } = aQueue();
    const answer = queue.add('m1', 'logFollowUp', { leadId: 'a', note: '字'.repeat(40_000) }, 'b');
    void queue.add('m2', 'moveLead', move('a'), 'b');
    expect(await answer).toEqual(no('too_large'));
    await settled();
    expect(line.ids).toEqual(['m2']);
  });

  it('takes back only what was not sent', async () => {
    const { line, queue } = aQueue();
    line.ready = false;
    void queue.add('m1', 'moveLead', move('a'), 'b');
    await settled();
    expect(queue.withdraw('m1')).toBe(true);
    expect(queue.unsaved).toBe(0);
    line.ready = true;
    void queue.add('m2', 'moveLead', move('a'), 'b');
    await settled();
    expect(queue.withdraw('m2')).toBe(false);
  });
});

describe('after a reload', () => {
  it('sends what a closed tab left, with its ids and in its order, and leaves a living tab its own', async () => {
    const store = memoryStore(newId);
    const tabs = new Tabs();
    const before = aQueue({ store, tabs });
    before.line.ready = false;
    void before.queue.add('m1', 'moveLead', move('a'), 'b');
    void before.queue.add('m2', 'moveLead', move('b'), 'b');
    const other = aQueue({ store, tabs });
    other.line.ready = false;
    void other.queue.add('m3', 'moveLead', move('c'), 'b');
    await settled();
    tabs.alive.delete(before.queue.tab);

    const after = aQueue({ store, tabs });
    await after.queue.start();
    await after.queue.pump();
    await settled();
    expect(after.line.ids).toEqual(['m1', 'm2']);
    expect(after.line.sent[0]!.clientId).toBe(await store.clientId());

    const third = aQueue({ store, tabs });
    await third.queue.start();
    expect(third.queue.unsaved).toBe(0);
  });

  it('converts what an older version left, and keeps what a newer one left', async () => {
    const store = memoryStore(newId);
    const entry = (id: string, protocol: number): StoredMutation => ({
      id,
      clientId: 'old-client',
      protocol,
      boardId: 'b',
      name: 'move',
      input: move('a'),
      at: 1,
      tab: 'closed',
      order: protocol,
    });
    await store.put(entry('old', PROTOCOL_VERSION - 1));
    await store.put(entry('newer', PROTOCOL_VERSION + 1));
    const converters = { [PROTOCOL_VERSION - 1]: (old: StoredMutation) => ({ ...old, name: 'moveLead' }) };
    const { line, queue } = aQueue({ store, converters });
    await queue.start();
    await queue.pump();
    await settled();
    expect(line.sent.map(({ id, name, clientId }) => [id, name, clientId])).toEqual([
      ['old', 'moveLead', 'old-client'],
    ]);
    expect((await store.all()).map(({ id }) => id).sort()).toEqual(['newer', 'old']);
  });

  it('does not send what the server may have made and forgotten', async () => {
    const store = memoryStore(newId);
    const day = 86_400_000;
    const entry = { clientId: 'c', protocol: PROTOCOL_VERSION, boardId: 'b', name: 'moveLead', input: move('a') };
    await store.put({ ...entry, id: 'ancient', at: 1000 - 29 * day, tab: 'closed', order: 1 });
    await store.put({ ...entry, id: 'old', at: 1000 - 27 * day, tab: 'closed', order: 2 });
    const { line, queue } = aQueue({ store });
    await queue.start();
    await queue.pump();
    await settled();
    expect(line.ids).toEqual(['old']);
    expect((await store.all()).map(({ id }) => id)).toEqual(['old']);
  });

  it('nothing of a person stays after signing out', async () => {
    const { line, store, queue } = aQueue();
    line.ready = false;
    void queue.add('m1', 'moveLead', move('a'), 'b');
    await settled();
    await queue.wipe();
    expect(await store.all()).toEqual([]);
    expect(queue.unsaved).toBe(0);
  });
});
