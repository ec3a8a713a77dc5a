import pg from 'pg';

const CHANNEL = 'tideboard_streams';
/** PostgreSQL refuses payloads of 8,000 bytes and more. */
const MAX_PAYLOAD = 7_000;
const GATHER_MS = 5;
const RECONNECT_MS = 1_000;
const CONNECT_MS = 10_000;

/**
 * Tells other nodes that streams grew: one coalesced NOTIFY every few milliseconds, sent after the commits and not inside
 * them (a NOTIFY in a transaction takes a global lock at commit). It is a hint only: tailers poll as well.
 */
export class Announcer {
  readonly #url: string;
  readonly #pool: pg.Pool;
  readonly #enabled: boolean;
  readonly #listeners: ((ids: string[]) => void)[] = [];
  #pending = new Set<string>();
  #timer: NodeJS.Timeout | null = null;
  #client: pg.Client | null = null;
  #closed = false;

  constructor(url: string, pool: pg.Pool, enabled: boolean) {
    this.#url = url;
    this.#pool = pool;
    this.#enabled = enabled;
  }

  announce(ids: readonly string[]): void {
    if (!this.#enabled || this.#closed) return;
    for (const id of ids) this.#pending.add(id);
    this.#timer ??= setTimeout(() => this.#send(), GATHER_MS);
  }

  onAnnounced(listener: (ids: string[]) => void): void {
    this.#listeners.push(listener);
  }

  async listen(): Promise<void> {
    if (!this.#enabled) return;
    // A route that died in silence would be listened to for ever.
    const client = new pg.Client({ connectionString: this.#url, keepAlive: true, connectionTimeoutMillis: CONNECT_MS });
    client.on('notification', ({ payload }) => {
      if (payload) for (const listener of this.#listeners) listener(payload.split(' '));
    });
    client.on('error', () => {});
    client.on('end', () => {
      if (!this.#closed) setTimeout(() => void this.listen().catch(() => {}), RECONNECT_MS).unref();
    });
    await client.connect();
    this.#client = client;
    try {
      await client.query(`listen ${CHANNEL}`);
    } catch (error) {
      // Connected and deaf: its end makes the next one.
      await client.end().catch(() => {});
      throw error;
    }
    if (this.#closed) await client.end();
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#client?.end();
  }

  #send(): void {
    this.#timer = null;
    const payloads: string[] = [];
    let payload = '';
    for (const id of this.#pending) {
      if (payload.length + id.length + 1 > MAX_PAYLOAD) {
        payloads.push(payload);
        payload = '';
      }
      payload += payload ? ` ${id}` : id;
    }
    if (payload) payloads.push(payload);
    this.#pending = new Set();
    // A lost message costs one polling interval.
    for (const text of payloads) this.#pool.query('select pg_notify($1, $2)', [CHANNEL, text]).catch(() => {});
  }
}
