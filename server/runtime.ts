import type { TideboardApp } from './app.ts';

/**
 * The running application, reachable from every module graph of this process: the bundle, the shell that owns the port
 * and, in development, Vite. The only module that may be loaded more than once.
 */
const KEY = Symbol.for('tideboard.app');
const holder = globalThis as { [KEY]?: Promise<TideboardApp> };

export const currentApp = (): Promise<TideboardApp> | undefined => holder[KEY];

/** Starts the next application when the previous one has let go of its data and sockets. */
export function replaceApp(start: () => Promise<TideboardApp>): Promise<TideboardApp> {
  const previous = holder[KEY];
  const next = (async () => {
    if (previous) await (await previous.catch(() => undefined))?.close('replaced');
    return start();
  })();
  holder[KEY] = next;
  return next;
}
