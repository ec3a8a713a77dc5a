import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { io as connect, type Socket } from 'socket.io-client';
import {
  PROTOCOL_VERSION,
  type ClientToServer,
  type OpenBoardAnswer,
  type ServerToClient,
} from '#lib/contract/protocol.ts';
import type { PersonActor } from '#lib/domain/access/actor.ts';
import { createSession } from '#lib/server/auth/sessions.ts';
import { SESSION_COOKIE } from '#lib/server/http/cookies.ts';
import { startRealtime, type Realtime } from '../../server/realtime/realtime.ts';
import { aFloor, type Floor } from './a-floor.ts';
import { testContext, type TestContext } from './test-context.ts';

export type Client = Socket<ServerToClient, ClientToServer>;

/** The real-time part of the server behind a port, and people who knock at it. */
export interface Door {
  test: TestContext;
  floor: Floor;
  realtime: Realtime;
  port: number;
  /** Closed with the door. */
  clients: Client[];
  tokenOf(actor: PersonActor): Promise<string>;
  /** Resolves with the connected socket, or with the reason for which it was refused. */
  knock(token: string | null, more?: { origin?: string; protocol?: number; person?: string }): Promise<Client | string>;
  enter(actor: PersonActor): Promise<Client>;
  open(client: Client): Promise<OpenBoardAnswer>;
  close(): Promise<void>;
}

export async function aDoor(): Promise<Door> {
  const test = await testContext();
  const floor = await aFloor(test.context);
  const realtime = await startRealtime(test.context);
  const server = createServer();
  server.on('upgrade', (request, socket, head) => {
    if (!realtime.handleUpgrade(request, socket, head)) socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const clients: Client[] = [];

  const tokenOf = async (actor: PersonActor) =>
    (await createSession(test.context, actor.personId, { userAgent: null })).token;
  const knock: Door['knock'] = (token, more = {}) => {
    const client: Client = connect(`http://127.0.0.1:${port}`, {
      transports: ['websocket'],
      extraHeaders: {
        ...(token === null ? {} : { cookie: `${SESSION_COOKIE}=${token}` }),
        ...(more.origin === undefined ? {} : { origin: more.origin }),
      },
      auth: { protocol: more.protocol ?? PROTOCOL_VERSION, person: more.person },
      reconnection: false,
      forceNew: true,
    });
    clients.push(client);
    return new Promise((resolve) => {
      client.once('connect', () => resolve(client));
      client.once('connect_error', (error) => resolve(error.message));
    });
  };
  return {
    test,
    floor,
    realtime,
    port,
    clients,
    tokenOf,
    knock,
    enter: async (actor) => {
      const client = await knock(await tokenOf(actor));
      if (typeof client === 'string') throw new Error(`refused: ${client}`);
      return client;
    },
    open: (client) => client.timeout(5_000).emitWithAck('board:open', { boardId: floor.boardId, cursor: null }),
    close: async () => {
      for (const client of clients.splice(0)) client.disconnect();
      await realtime.close('shutdown');
      server.close();
      await test.close();
    },
  };
}

export const disconnected = (client: Client) =>
  new Promise<void>((resolve) => client.once('disconnect', () => resolve()));
