/**
 * Events of the workspace stream. Every one but the end of sessions means: what a page loaded about the workspace may
 * be old.
 * `access.changed` also means that rights or sessions changed: every node re-checks the open sockets of these people, or
 * everybody's when null (X2: within two seconds).
 */
export const ACCESS_CHANGED = 'access.changed';
export interface AccessChanged {
  personIds: string[] | null;
  /** Only sessions ended: what pages know of the workspace stands, but for the person's own list of them. */
  sessions?: true;
}

export const WORKSPACE_CHANGED = 'workspace.changed';
export interface WorkspaceChanged {
  what: 'people' | 'teams' | 'boards' | 'lists' | 'pools' | 'screens' | 'settings';
}
