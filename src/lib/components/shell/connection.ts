/** What the page knows of its line to the server, and the words for it. */
import { m } from '#lib/paraglide/messages.js';

export type Connection =
  { kind: 'live'; unsaved: number } | { kind: 'reconnecting'; since: number } | { kind: 'offline'; unsaved: number };

export function connectionWords(connection: Connection): string {
  if (connection.kind === 'reconnecting') return m.shell_live_reconnecting();
  if (connection.kind === 'offline')
    return connection.unsaved > 0 ? m.shell_live_offline_unsaved({ n: connection.unsaved }) : m.shell_live_offline();
  return connection.unsaved > 0 ? m.shell_live_saving({ n: connection.unsaved }) : m.shell_live();
}
