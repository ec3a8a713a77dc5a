/** Which tabs of this browser are alive, so that changes left by a closed one are sent by exactly one other. */
export interface TabLocks {
  /** Runs while no other tab does; answers without running when one does. */
  alone(run: (isAlive: (tab: string) => boolean) => Promise<void>): Promise<void>;
  /** Says that this tab is alive, for as long as it is. */
  hold(tab: string): Promise<void>;
}

const nameOf = (tab: string) => `tideboard-tab-${tab}`;

/** Web Locks: a browser gives a closed or crashed tab's lock back by itself. */
export function webLocks(): TabLocks | null {
  // Missing on plain http beyond localhost. Tabs may then send a leftover change twice: the server answers it once.
  if (typeof navigator === 'undefined' || !navigator.locks) return null;
  const { locks } = navigator;
  return {
    alone: (run) =>
      locks.request('tideboard-adopt', async () => {
        const held = new Set((await locks.query()).held?.map(({ name }) => name));
        await run((tab) => held.has(nameOf(tab)));
      }),
    hold: (tab) =>
      new Promise((resolve) => {
        void locks.request(nameOf(tab), () => {
          resolve();
          return new Promise<never>(() => {});
        });
      }),
  };
}
