import type { Component } from 'svelte';
import type { LeadStart } from '#lib/state/lead-start.ts';

type Drawer = Component<{ leadId: string; start?: LeadStart | null; onclose: () => void }>;

/** The drawer comes when the first lead is opened: the board is quicker without it. */
const modules = import.meta.glob<{ default: Drawer }>('../lead/LeadDrawer.svelte');

export async function drawer(): Promise<Drawer | null> {
  const load = Object.values(modules)[0];
  return load ? (await load()).default : null;
}
