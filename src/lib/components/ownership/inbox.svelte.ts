import { v7 } from 'uuid';
import { readJson, refusalOf } from '#lib/components/lead/refusals.ts';
import type { NoticeItem, NoticeList } from '#lib/contract/ownership/notices.ts';
import type { WireError } from '#lib/contract/protocol.ts';
import type { MutationQueue } from '#lib/state/mutation-queue.svelte.ts';

/** One's own notices, the latest first: read page by page, and again whenever the server says that something came. */
export class Inbox {
  notices = $state.raw<readonly NoticeItem[]>([]);
  loaded = $state(false);
  error = $state.raw<WireError | null>(null);
  before = $state.raw<string | null>(null);
  unread = $state(0);
  readonly #queue: MutationQueue;
  #reading = false;
  #again = false;

  constructor(queue: MutationQueue) {
    this.#queue = queue;
  }

  /** The first page; what was paged in before stays below it. */
  async read(): Promise<void> {
    if (this.#reading) {
      this.#again = true;
      return;
    }
    this.#reading = true;
    try {
      const list = await readJson<NoticeList>('/api/notices');
      const fresh = new Set(list.notices.map(({ id }) => id));
      const oldest = list.notices.at(-1)?.at ?? 0;
      const rest = this.notices.filter(({ id, at }) => !fresh.has(id) && at <= oldest);
      if (rest.length === 0) this.before = list.before;
      this.notices = [...list.notices, ...rest];
      this.unread = list.unread;
      this.loaded = true;
      this.error = null;
    } catch (error) {
      this.error = refusalOf(error);
    } finally {
      this.#reading = false;
      if (this.#again) {
        this.#again = false;
        void this.read();
      }
    }
  }

  async readOlder(): Promise<void> {
    if (this.before === null) return;
    try {
      const list = await readJson<NoticeList>(`/api/notices?${new URLSearchParams({ before: this.before })}`);
      this.notices = [...this.notices, ...list.notices];
      this.before = list.before;
    } catch (error) {
      this.error = refusalOf(error);
    }
  }

  /** Marks some as read, or all: at once here, and on every open page when the server has heard it. */
  async markRead(ids?: readonly string[]): Promise<void> {
    const now = Date.now();
    const wanted = ids && new Set(ids);
    const marks = (notice: NoticeItem) => notice.readAt === null && (!wanted || wanted.has(notice.id));
    if (ids && !this.notices.some(marks)) return;
    this.notices = this.notices.map((notice) => (marks(notice) ? { ...notice, readAt: now } : notice));
    this.unread = ids ? Math.max(0, this.unread - ids.length) : 0;
    await this.#queue.add(v7(), 'markNoticesRead', ids ? { ids: [...ids] } : {}, null);
    await this.read();
  }
}
