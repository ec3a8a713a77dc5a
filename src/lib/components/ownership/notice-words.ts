import { recycledText } from '#lib/components/lead/ownership-words.ts';
import type { IconName } from '#lib/components/ui/icons.ts';
import type { NoticeItem } from '#lib/contract/ownership/notices.ts';
import type { Formats } from '#lib/format/formats.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Workspace } from '#lib/state/workspace.svelte.ts';

export interface NoticeLine {
  icon: IconName;
  /** What happened, with the lead's name in `<b>`. */
  text: string;
  /** Why, and what now. */
  body: string;
  /** It asks for something now. */
  urgent: boolean;
  /** It is about several leads that a list shows. */
  opensList: boolean;
}

interface Reader {
  workspace: Workspace;
  formats: Formats;
  now: number;
}

/** A notice in the reader's language: stored as kind and arguments, put into words when it is read. */
export function noticeLine(notice: NoticeItem, { workspace, formats, now }: Reader): NoticeLine {
  const { args, kind } = notice;
  const text = (key: string) => (typeof args[key] === 'string' ? args[key] : null);
  const number = (key: string) => (typeof args[key] === 'number' ? args[key] : null);
  const person = (key: string) => workspace.personName(text(key)) || m.ownership_somebody();
  const by = text('byId') === null ? m.ownership_the_system() : person('byId');
  const at = (key: string) => (number(key) === null ? '' : formats.dayTime(number(key)!, now));
  const count = number('count');
  const lead =
    count === null || (count === 1 && notice.leadId !== null)
      ? `<b>${notice.lead?.name ?? m.ownership_a_lead()}</b>`
      : `<b>${m.ownership_leads({ n: count })}</b>`;
  const pool = workspace.boards.find((board) => board.pool?.id === args['poolId'])?.pool?.name ?? m.shell_nav_pool();
  const until = number('deadlineAt') === null ? '' : m.ownership_notice_until({ at: at('deadlineAt') });
  const plain = (icon: IconName, said: string, body = '', urgent = false): NoticeLine => ({
    icon,
    text: said,
    body,
    urgent,
    opensList: kind === 'team_warning',
  });
  switch (kind) {
    case 'lead_assigned':
      return plain('user', m.ownership_notice_assigned({ by, lead }), m.ownership_notice_fresh());
    case 'lead_transferred':
      return plain('swap', m.ownership_notice_transferred({ by: person('fromId'), lead }), until);
    case 'lead_taken':
      return plain('swap', m.ownership_notice_taken({ by, lead, to: person('toId') }));
    case 'lead_released':
      return plain('pool', m.ownership_notice_released({ by, lead, pool }));
    case 'lead_recycled': {
      const why = { idleDays: number('idleDays') ?? 0, lastFollowUpAt: number('lastFollowUpAt') };
      return plain('pool', m.ownership_notice_recycled({ lead, pool }), recycledText(why, formats, now));
    }
    case 'recycle_warning': {
      const late = (number('deadlineAt') ?? 0) <= now;
      return plain(
        late ? 'bell' : 'triangle',
        m.ownership_notice_warning({ lead, at: at('deadlineAt'), pool }),
        m.ownership_notice_warning_how(),
        !late && notice.readAt === null,
      );
    }
    case 'team_warning': {
      const late = (number('deadlineAt') ?? 0) <= now;
      return plain(
        late ? 'bell' : 'triangle',
        count === 1
          ? m.ownership_notice_team_warning_one({ lead, at: at('deadlineAt'), pool })
          : m.ownership_notice_team_warning({ lead, at: at('deadlineAt'), pool }),
        m.ownership_notice_team_warning_whose({ owners: ownersText(args['owners'], workspace) }),
        !late && notice.readAt === null,
      );
    }
    case 'recycle_undone':
      return plain('undo', m.ownership_notice_recycle_undone({ by, lead }), until);
    case 'lead_protected':
      return args['until'] == null
        ? plain('shield', m.ownership_notice_protection_ended({ by, lead }))
        : plain('shield', m.ownership_notice_protected({ by, lead, at: at('until') }));
    case 'contact_limit_reached':
      return plain(
        'eye',
        m.ownership_notice_contacts({ name: `<b>${person('personId')}</b>`, limit: number('limit') ?? 0 }),
        m.ownership_notice_contacts_how(),
      );
    default:
      return plain('bell', m.ownership_notice_other({ lead }));
  }
}

/** Zhang Wei 3, Li Na 1: the most first. */
function ownersText(owners: unknown, workspace: Workspace): string {
  const counts = Object.entries((owners ?? {}) as Record<string, number>).sort(([, a], [, b]) => b - a);
  return counts
    .map(([id, n]) => m.ownership_owner_count({ name: workspace.personName(id) || m.ownership_somebody(), n }))
    .join(m.ownership_list_join());
}
