import { createServer } from 'node:http';
import pg from 'pg';
import { Server } from 'socket.io';

/** The bare relay over PostgreSQL: each move is a transaction of an update and an insert, sixteen at a time. */
interface Move {
  leadId: string;
  stageId: string;
  after: string | null;
}

const pool = new pg.Pool({ connectionString: process.env['BENCH_DATABASE_URL'], max: 16 });
const server = createServer();
const io = new Server(server, { transports: ['websocket'], perMessageDeflate: false, serveClient: false });
io.on('connection', (socket) => {
  socket.on('move', (move: Move, answer: (reply: unknown) => void) => {
    write(move).then(
      () => answer({ ok: true }),
      (error: Error) => answer({ ok: false, error: error.message }),
    );
  });
});

async function write(move: Move): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query({
      name: 'move',
      text: 'update bare_cards set stage = $1, after = $2 where id = $3',
      values: [move.stageId, move.after, move.leadId],
    });
    await client.query({
      name: 'event',
      text: 'insert into bare_events (payload) values ($1)',
      values: [JSON.stringify(move)],
    });
    await client.query('commit');
  } finally {
    client.release();
  }
}

async function prepare(cards: readonly string[]): Promise<void> {
  await pool.query('create table bare_cards (id text primary key, stage text, after text)');
  await pool.query('create table bare_events (seq bigserial primary key, payload text)');
  await pool.query('insert into bare_cards select id, null, null from unnest($1::text[]) id', [cards]);
}

process.on('message', (cards: string[]) => {
  void prepare(cards).then(() =>
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address && typeof address !== 'string') process.send!(`http://127.0.0.1:${address.port}`);
    }),
  );
});
process.on('SIGTERM', () => process.exit(0));
process.on('disconnect', () => process.exit(0));
