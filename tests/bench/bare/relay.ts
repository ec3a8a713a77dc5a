import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { Server } from 'socket.io';

/**
 * The smallest thing that could do the job: Socket.io and two statements. On a move it updates a row, inserts an event,
 * answers after the commit is on disk, and tells everybody who opened the board in frames gathered for 25 ms. No rights, no
 * history, no clocks, no figures, no idempotence: what Tideboard costs above this is the price of its rules.
 */
const GATHER_MS = 25;
const directory = mkdtempSync(join(tmpdir(), 'tideboard-bare-'));
const db = new Sqlite(join(directory, 'bare.db'));
db.pragma('journal_mode = WAL');
db.pragma('synchronous = FULL');
db.exec('create table cards (id text primary key, stage text, after text)');
db.exec('create table events (seq integer primary key, payload text)');
const insertCard = db.prepare('insert into cards values (?, ?, ?)');
const update = db.prepare('update cards set stage = ?, after = ? where id = ?');
const insert = db.prepare('insert into events (payload) values (?)');
const begin = db.prepare('begin immediate');
const commit = db.prepare('commit');

interface Move {
  mutation: string;
  board: number;
  leadId: string;
  stageId: string;
  after: string | null;
}
type Answer = (reply: unknown) => void;
let waiting: { move: Move; answer: Answer }[] = [];
let scheduled = false;
const frames = new Map<number, unknown[]>();

const server = createServer();
const io = new Server(server, { transports: ['websocket'], perMessageDeflate: false, serveClient: false });
io.on('connection', (socket) => {
  socket.on('open', ({ board }: { board: number }, answer: Answer) => {
    void socket.join(`board:${board}`);
    answer({ ok: true });
  });
  socket.on('move', (move: Move, answer: Answer) => {
    waiting.push({ move, answer });
    if (scheduled) return;
    scheduled = true;
    setImmediate(write);
  });
});

function write(): void {
  scheduled = false;
  const group = waiting;
  waiting = [];
  begin.run();
  const seqs = group.map(({ move }) => {
    update.run(move.stageId, move.after, move.leadId);
    return Number(insert.run(JSON.stringify(move)).lastInsertRowid);
  });
  commit.run();
  for (const [i, { move, answer }] of group.entries()) {
    answer({ ok: true, seq: seqs[i] });
    const frame = frames.get(move.board) ?? [];
    frame.push({ seq: seqs[i], ...move });
    frames.set(move.board, frame);
  }
}

setInterval(() => {
  for (const [board, events] of frames) io.to(`board:${board}`).emit('frame', { from: 0, to: 0, events });
  frames.clear();
}, GATHER_MS);

/** The cards to begin with; the answer is where it listens. */
process.on('message', (cards: string[]) => {
  db.transaction(() => cards.forEach((id) => insertCard.run(id, '', null)))();
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    if (address && typeof address !== 'string') process.send!(`http://127.0.0.1:${address.port}`);
  });
});

function end(): void {
  rmSync(directory, { recursive: true, force: true });
  process.exit(0);
}
process.on('SIGTERM', end);
process.on('disconnect', end);
