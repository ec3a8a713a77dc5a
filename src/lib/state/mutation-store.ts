import { deleteDB, openDB, type DBSchema, type IDBPDatabase } from 'idb';

/** A change that waits for the server's answer, as it is kept on this machine. */
export interface StoredMutation {
  id: string;
  clientId: string;
  /** The protocol it was written for; an older one is converted before it is sent. */
  protocol: number;
  boardId: string | null;
  name: string;
  input: unknown;
  at: number;
  /** The tab that sends it. */
  tab: string;
  /** Order in which the changes were made. */
  order: number;
}

export interface MutationStore {
  clientId(): Promise<string>;
  all(): Promise<StoredMutation[]>;
  put(entry: StoredMutation): Promise<void>;
  remove(id: string): Promise<void>;
  /** Forgets everything: nothing of a person stays on a machine that he signed out of. */
  wipe(): Promise<void>;
}

interface Shape extends DBSchema {
  mutations: { key: string; value: StoredMutation };
  facts: { key: string; value: string };
}

/** One database a person, so that two people on one machine never send each other's changes. */
export function indexedDbStore(personId: string, newId: () => string): MutationStore {
  const name = `tideboard-${personId}`;
  let opening: Promise<IDBPDatabase<Shape>> | null = null;
  const open = () =>
    (opening ??= openDB<Shape>(name, 1, {
      upgrade(db) {
        db.createObjectStore('mutations', { keyPath: 'id' });
        db.createObjectStore('facts');
      },
      // Another tab signs this person out: let go, or the wipe would wait for ever.
      blocking(_from, _to, event) {
        (event.target as IDBDatabase).close();
        opening = null;
      },
    }));
  return {
    clientId: async () => {
      const tx = (await open()).transaction('facts', 'readwrite');
      const known = await tx.store.get('clientId');
      const clientId = known ?? newId();
      if (!known) await tx.store.put(clientId, 'clientId');
      await tx.done;
      return clientId;
    },
    all: async () => (await (await open()).getAll('mutations')).sort((a, b) => a.order - b.order),
    put: async (entry) => void (await (await open()).put('mutations', entry)),
    remove: async (id) => (await open()).delete('mutations', id),
    wipe: async () => {
      (await opening?.catch(() => null))?.close();
      opening = null;
      await deleteDB(name);
    },
  };
}

/** Where a browser refuses IndexedDB (some private windows): changes live as long as the tab. */
export function memoryStore(newId: () => string): MutationStore {
  const clientId = newId();
  const entries = new Map<string, StoredMutation>();
  return {
    clientId: () => Promise.resolve(clientId),
    all: () => Promise.resolve([...entries.values()].sort((a, b) => a.order - b.order)),
    put: (entry) => Promise.resolve(void entries.set(entry.id, entry)),
    remove: (id) => Promise.resolve(void entries.delete(id)),
    wipe: () => Promise.resolve(entries.clear()),
  };
}
