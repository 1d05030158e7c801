/** Follows the changes of others, and of this user in other windows, while the page is visible. A hidden page needs no connection. */
import { session } from './api.js';
import { whileAway } from './connection.js';

const FIRST_DELAY_MILLISECONDS = 2000;
const LONGEST_DELAY_MILLISECONDS = 60_000;

/** The server sends a comment every 15 s. */
const SILENCE_MILLISECONDS = 45_000;

/** Changes within this time are shown together. */
const TOGETHER_MILLISECONDS = 250;

/**
 * @param started called when the first stream has begun: changes between the list and the stream are in neither
 * @param isNews called with each event; returns whether it is not older than what the page shows
 * @param changed called with the last event by the id of its picture
 */
export function followChanges(started, isNews, changed) {
  let open = new AbortController();
  let last = null;
  let heard = false;
  let changes = new Map();
  let timer = 0;

  function read(block) {
    last = /^id: (.*)/m.exec(block)?.[1] ?? last;
    const [, event] = /^data: (.*)/m.exec(block) ?? [];
    if (!event) return;
    const change = JSON.parse(event);
    if (!isNews(change)) return;
    changes.set(change.data.image_id, change);
    timer ||= setTimeout(() => {
      timer = 0;
      changed(changes);
      changes = new Map();
    }, TOGETHER_MILLISECONDS);
  }

  /** Returns whether it is worth trying again. */
  async function stream(signal) {
    const silent = new AbortController();
    heard = false;
    const { ok, status, body } = await fetch('events', {
      headers: { ...session.headers, ...(last && { 'Last-Event-ID': last }) }, cache: 'no-store', signal: AbortSignal.any([signal, silent.signal]),
    });
    // The log does not know the position any more.
    if (status === 400) last = null;
    if (!ok) return status === 400 || status >= 429;
    if (!last) started();
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    for (let text = ''; ;) {
      const watch = setTimeout(() => silent.abort(), SILENCE_MILLISECONDS);
      const { value, done } = await reader.read().finally(() => clearTimeout(watch));
      if (done) return true;
      heard = true;
      const blocks = (text + value).split('\n\n');
      text = blocks.pop();
      blocks.forEach(read);
    }
  }

  /** Without a sign that the server is away, this alone tries again. */
  async function run(signal) {
    for (let delay = FIRST_DELAY_MILLISECONDS; !signal.aborted; delay = Math.min(2 * delay, LONGEST_DELAY_MILLISECONDS)) {
      await whileAway();
      if (!signal.aborted && !await stream(signal).catch(() => true)) return;
      if (heard) delay = FIRST_DELAY_MILLISECONDS;
      await new Promise(resolve => setTimeout(resolve, delay * (0.5 + Math.random())));
    }
  }

  function restart() {
    open.abort();
    open = new AbortController();
    if (!document.hidden && !session.refused) run(open.signal);
  }

  document.addEventListener('visibilitychange', restart);
  session.addEventListener('change', restart);
  session.addEventListener('signin', restart);
  restart();
}
