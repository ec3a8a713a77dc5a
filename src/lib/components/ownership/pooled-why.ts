import { m } from '#lib/paraglide/messages.js';
import type { PooledBy } from './pool-filter.ts';

/** Why a lead lies in a pool, as a filter names it. */
export const pooledByWords: Record<PooledBy, () => string> = {
  recycle: m.ownership_pooled_recycle,
  release: m.ownership_pooled_release,
  import: m.ownership_pooled_import,
  create: m.ownership_pooled_create,
  disable: m.ownership_pooled_disable,
};
