import { randomUUID } from 'node:crypto';
import type { MutationAnswer, MutationRequest } from '#lib/contract/protocol.ts';
import type { LiveSocket } from '../../support/real-server.ts';

export interface AcknowledgedMove {
  mutationId: string;
  leadId: string;
  stageId: string;
  seq: number;
}

export interface Load {
  /** Moves that the server said were saved. */
  acknowledged: AcknowledgedMove[];
  /** Sent, but not answered before the connection went: saved or not, never twice. */
  unanswered: { cookie: string; request: MutationRequest }[];
  refused: string[];
}

export interface LoadOptions {
  /** Whose socket it is: an answer is kept for the person who asked. */
  cookie: string;
  clientId: string;
  leadIds: readonly string[];
  stageIds: readonly string[];
  into: Load;
}

/** Moves random leads to random stages, each as soon as the one before was answered, until the socket is gone. */
export async function moveUntilCut(
  socket: LiveSocket,
  { cookie, clientId, leadIds, stageIds, into }: LoadOptions,
): Promise<void> {
  const cut = new Promise<'cut'>((resolve) => socket.once('disconnect', () => resolve('cut')));
  while (socket.connected) {
    const input = { leadId: any(leadIds), stageId: any(stageIds) };
    const request: MutationRequest = { clientId, id: randomUUID(), name: 'moveLead', input };
    const answer = await Promise.race([ask(socket, request), cut]);
    if (answer === 'cut') {
      into.unanswered.push({ cookie, request });
      return;
    }
    if (answer.ok) into.acknowledged.push({ ...input, mutationId: request.id, seq: answer.seq! });
    else if (answer.error.code === 'too_fast') await new Promise((resolve) => setTimeout(resolve, 60));
    else into.refused.push(answer.error.code);
  }
}

export const ask = (socket: LiveSocket, request: MutationRequest): Promise<MutationAnswer> =>
  new Promise((resolve) => socket.emit('mutate', request, resolve));

const any = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)]!;
