import { connect, type Socket } from 'node:net';
import { readHolder, type Holder } from '../lock.ts';
import { lineReader, type ControlReply, type ControlRequest } from './protocol.ts';

export interface ServerConnection {
  holder: Holder;
  /** Runs one command there; answers its exit code. Fails when the server ends in between. */
  run(request: Omit<ControlRequest, 'token'>, onReply: (reply: ControlReply) => void): Promise<number>;
  close(): void;
}

/** Connects to the server that holds the data; null when none answers. */
export async function connectToServer(dir: string): Promise<ServerConnection | null> {
  const holder = readHolder(dir);
  if (!holder?.control) return null;
  const { path, token } = holder.control;
  const socket = await open(path);
  if (!socket) return null;
  return {
    holder,
    close: () => socket.destroy(),
    run: (request, onReply) =>
      new Promise((resolve, reject) => {
        socket.setEncoding('utf8');
        socket.on(
          'data',
          lineReader((line) => {
            const reply = JSON.parse(line) as ControlReply;
            onReply(reply);
            if (reply.kind === 'done' || reply.kind === 'failed') resolve(reply.exitCode);
          }),
        );
        socket.on('close', () => reject(new Error('the server ended before the command did; look at its log')));
        socket.write(`${JSON.stringify({ token, ...request })}\n`);
      }),
  };
}

const open = (path: string): Promise<Socket | null> =>
  new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => resolve(socket));
    // `close` follows and is what `run` waits for.
    socket.on('error', () => resolve(null));
  });
