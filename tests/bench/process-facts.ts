import { readFileSync } from 'node:fs';

/** The kernel's clock tick, which /proc counts in: 100 per second on every Linux that Node runs on. */
const TICK_MS = 10;

/** Processor time that a process has used, in ms; null where the system does not tell. */
export function processorMs(pid: number): number | null {
  const stat = fromProc(pid, 'stat');
  if (stat === null) return null;
  // The command's name may hold spaces; what follows its bracket does not.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/** Memory that a process holds, in KiB; null where the system does not tell. */
export function residentKiB(pid: number): number | null {
  const status = fromProc(pid, 'status');
  const [, text] = status === null ? [] : (/^VmRSS:\s+(\d+) kB$/m.exec(status) ?? []);
  return text === undefined ? null : Number(text);
}

function fromProc(pid: number, file: string): string | null {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return null;
  }
}
