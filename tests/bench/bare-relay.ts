import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { Server } from 'socket.io';

/**
 * The smallest thing that could do the job: Socket.io and two statements. On a move it updates a row, inserts an event,
 * answers after the commit is on disk, and tells everybody in frames gathered for 25 ms. No rights, no history, no clocks,
 * no figures, no idempotence: what Tideboard costs above this is the price of its rules.
 */
const GATHER_MS = 25;
const directory = mkdtempSync(join(tmpdir(), 'tideboard-bare-'));
const db = new Sqlite(join(directory, 'bare.db'));
db.pragma('journal_mode = WAL');
db.pragma('synchronous = FULL');
db.exec('create table cards (id integer primary key, stage integer, position text)');
db.exec('create table events (seq integer primary key, payload text)');
const insertCard = db.prepare('insert into cards values (?, ?, ?)');
for (let id = 0; id < 2_000; id++) insertCard.run(id, id % 4, String(id));
const update = db.prepare('update cards set stage = ?, position = ? where id = ?');
const insert = db.prepare('insert into events (payload) values (?)');
const begin = db.prepare('begin immediate');
const commit = db.prepare('commit');

interface Move {
  id: number;
  stage: number;
  position: string;
}
let waiting: { move: Move; answer: (reply: unknown) => void }[] = [];
let frame: unknown[] = [];
let scheduled = false;

const server = createServer();
const io = new Server(server, { transports: ['websocket'], perMessageDeflate: false });
io.on('connection', (socket) => {
  socket.on('move', (move: Move, answer: (reply: unknown) => void) => {
    waiting.push({ move, answer });
    if (!scheduled) {
      scheduled = true;
      setImmediate(write);
    }
  });
});

function write(): void {
  scheduled = false;
  const group = waiting;
  waiting = [];
  begin.run();
  const seqs = group.map(({ move }) => {
    update.run(move.stage, move.position, move.id);
    return Number(insert.run(JSON.stringify(move)).lastInsertRowid);
  });
  commit.run();
  group.forEach(({ move, answer }, i) => {
    answer({ ok: true, seq: seqs[i] });
    frame.push({ seq: seqs[i], ...move });
  });
}

setInterval(() => {
  if (frame.length === 0) return;
  io.emit('frame', { from: 0, to: 0, events: frame });
  frame = [];
}, GATHER_MS);

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address && typeof address !== 'string') console.log(`bare relay on http://127.0.0.1:${address.port}`);
});
process.on('SIGTERM', () => process.exit(0));
