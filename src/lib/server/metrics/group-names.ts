import type { GroupBy } from '#lib/contract/metrics/query.ts';
import type { FigureReads } from './figures-reader.ts';

/** How the stored keys of a grouping become groups: which group a key belongs to, and what it is called today. */
export interface GroupNames {
  groupOf(key: string): string;
  nameOf(group: string): string | null;
}

const plain = (nameOf: (group: string) => string | null): GroupNames => ({ groupOf: (key) => key, nameOf });

const TABLES = { owner: 'people', team: 'teams', channel: 'channels', product: 'products' } as const;

/** Disabled people and archived teams keep their names: figures include those who left. */
export async function groupNames(read: FigureReads, groupBy: GroupBy): Promise<GroupNames> {
  switch (groupBy) {
    case 'none':
    case 'month':
      return plain(() => null);
    case 'quarter':
      return { groupOf: quarterOf, nameOf: () => null };
    case 'region': {
      const teams = await read.all<{ id: string; region: string | null }>('select id, region from teams');
      const regions = new Map(teams.map(({ id, region }) => [id, region?.trim() ?? '']));
      return { groupOf: (teamId) => regions.get(teamId) ?? '', nameOf: (region) => region || null };
    }
    default: {
      const rows = await read.all<{ id: string; name: string }>(`select id, name from ${TABLES[groupBy]}`);
      const names = new Map(rows.map(({ id, name }) => [id, name]));
      return plain((id) => names.get(id) ?? null);
    }
  }
}

/** `2026-08` is in `2026-Q3`; an unknown month in no quarter. */
const quarterOf = (month: string): string =>
  month === '' ? '' : `${month.slice(0, 4)}-Q${Math.ceil(Number(month.slice(5, 7)) / 3)}`;
