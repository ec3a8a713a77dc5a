import { describe, expect, it, vi } from 'vitest';
import type { Figures } from '#lib/contract/metrics/figures.ts';
import type { ServerToClient } from '#lib/contract/protocol.ts';
import { FiguresView } from './figures-view.svelte.ts';

const at = (dataAt: number) => ({ dataAt }) as Figures;

function aLine() {
  const listeners = new Set<ServerToClient['figures']>();
  const live = new Set<() => void>();
  const opened: string[] = [];
  const closed: string[] = [];
  const connection = {
    on: (_: string, listener: unknown) => {
      listeners.add(listener as ServerToClient['figures']);
      return () => listeners.delete(listener as ServerToClient['figures']);
    },
    onLive: (listener: () => void) => {
      live.add(listener);
      listener();
      return () => live.delete(listener);
    },
    onPoll: () => () => true,
    openFigures: (query: string) => {
      opened.push(query);
      return Promise.resolve({ ok: query !== 'refused' });
    },
    closeFigures: (query: string) => void closed.push(query),
  };
  return {
    connection: connection as unknown as ConstructorParameters<typeof FiguresView>[1]['connection'],
    push: (query: string, figures: Figures | null) => {
      for (const listener of listeners) listener({ query, dataAt: figures?.dataAt ?? 0, figures });
    },
    reconnect: () => live.forEach((listener) => listener()),
    opened,
    closed,
  };
}

describe('FiguresView', () => {
  it('takes what is pushed for its query, and never older data', () => {
    const line = aLine();
    const view = new FiguresView(at(5), { connection: line.connection, onEnded: vi.fn() });
    view.watch('mine');
    line.push('another', at(9));
    expect(view.figures.dataAt).toBe(5);
    line.push('mine', at(8));
    line.push('mine', at(7));
    expect(view.figures.dataAt).toBe(8);
  });

  it('opens its query again on each new socket, and closes it when another is shown', () => {
    const line = aLine();
    const view = new FiguresView(at(1), { connection: line.connection, onEnded: vi.fn() });
    const stop = view.watch('mine');
    line.reconnect();
    expect(line.opened).toEqual(['mine', 'mine']);
    stop();
    line.reconnect();
    line.push('mine', at(9));
    expect([line.opened.length, line.closed, view.figures.dataAt]).toEqual([2, ['mine'], 1]);
  });

  it('[X2] says that it ended when the right is gone', async () => {
    const line = aLine();
    const onEnded = vi.fn();
    const view = new FiguresView(at(1), { connection: line.connection, onEnded });
    view.watch('mine');
    line.push('mine', null);
    expect(onEnded).toHaveBeenCalledTimes(1);
    view.watch('refused');
    await vi.waitFor(() => expect(onEnded).toHaveBeenCalledTimes(2));
  });
});
