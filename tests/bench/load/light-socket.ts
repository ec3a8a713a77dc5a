import { WebSocket } from 'ws';

/**
 * As much of Socket.io's wire as a load generator needs, straight on a WebSocket: the real client costs several times what
 * the server spends, and both sides of a comparison are to be measured, not the generator. Frames stay text.
 */
export class LightSocket {
  readonly #socket: WebSocket;
  readonly #answers = new Map<number, (text: string) => void>();
  #nextAnswer = 0;
  /** Bytes of frames heard. */
  heard = 0;
  onFrame: ((text: string) => void) | null = null;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  static open(url: string, cookie: string | null): Promise<LightSocket> {
    const address = `${url.replace(/^http/, 'ws')}/socket.io/?EIO=4&transport=websocket`;
    const socket = new WebSocket(address, {
      perMessageDeflate: false,
      skipUTF8Validation: true,
      headers: cookie ? { cookie } : {},
    });
    const light = new LightSocket(socket);
    return new Promise((resolve, reject) => {
      socket.on('error', reject);
      socket.on('close', () => reject(new Error('the server closed the socket')));
      socket.on('message', (data: Buffer) => light.#hear(data, () => resolve(light)));
    });
  }

  /** Sends an event; the answer arrives as the JSON text of its argument list. */
  ask(event: string, argument: string, answer: (text: string) => void): void {
    const id = this.#nextAnswer++;
    this.#answers.set(id, answer);
    this.#socket.send(`42${id}["${event}",${argument}]`);
  }

  close(): void {
    this.#socket.removeAllListeners('close');
    this.#socket.terminate();
  }

  #hear(data: Buffer, connected: () => void): void {
    // Most of what viewers hear is frames: whoever does not read them does not pay for making text of them.
    if (data[0] === 0x34 && data[1] === 0x32) {
      this.heard += data.length;
      if (this.onFrame && data.indexOf('["frame",') === 2) this.onFrame(data.toString());
      return;
    }
    const text = data.toString();
    if (text.startsWith('43')) {
      const from = text.indexOf('[');
      const id = Number(text.slice(2, from));
      const answer = this.#answers.get(id);
      this.#answers.delete(id);
      answer?.(text.slice(from));
    } else if (text === '2') this.#socket.send('3');
    else if (text.startsWith('0')) this.#socket.send('40');
    else if (text.startsWith('40')) connected();
    else if (text.startsWith('44')) throw new Error(`the server refused the socket: ${text}`);
  }
}
