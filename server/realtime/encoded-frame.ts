import { Decoder, Encoder, type Packet } from 'socket.io-parser';

/** A `Frame` that is JSON text already: written once, however many view keys and viewers it goes to. */
export class EncodedFrame {
  readonly text: string;

  constructor({ stream, from, to }: { stream: string; from: number; to: number }, events: readonly string[]) {
    this.text = `{"stream":${JSON.stringify(stream)},"from":${from},"to":${to},"events":[${events.join(',')}]}`;
  }
}

/** The type number of an event on the wire; the namespace is the only one and has no name there. */
const EVENT = 2;

/** Socket.io's own encoder, except that it takes frames as they are. */
class FrameEncoder extends Encoder {
  override encode(packet: Packet): unknown[] {
    const [name, frame] = Array.isArray(packet.data) ? (packet.data as unknown[]) : [];
    if (frame instanceof EncodedFrame) return [`${EVENT}[${JSON.stringify(name)},${frame.text}]`];
    return super.encode(packet);
  }
}

export const frameParser = { Encoder: FrameEncoder, Decoder };
