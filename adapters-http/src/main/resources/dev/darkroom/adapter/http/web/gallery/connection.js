/**
 * Whether the server can be reached. Requests that get no response wait here, so that only one request at a time asks for the server while
 * it is away.
 */
const FIRST_DELAY_MILLISECONDS = 1000;
const LONGEST_DELAY_MILLISECONDS = 15_000;

/** Emits `away` when the server stops answering. */
export const connection = new EventTarget();

/** Fulfilled with whether the server was away, when it answers; null if nobody waits. */
let waiting = null;
let away = false;

/** Call it after a request without a response. Fulfilled when the server answers, with whether it was away. */
export function untilReachable() {
  waiting ??= probe().finally(() => {
    waiting = null;
    away = false;
  });
  return waiting;
}

export const isAway = () => away;

/** Fulfilled at once, or when the server is back if it is known to be away. Call it before a request. */
export const whileAway = () => away ? waiting : Promise.resolve();

async function probe() {
  for (let delay = FIRST_DELAY_MILLISECONDS; !await answers(); delay = Math.min(2 * delay, LONGEST_DELAY_MILLISECONDS)) {
    if (!away) {
      away = true;
      connection.dispatchEvent(new Event('away'));
    }
    await pause(delay);
  }
  return away;
}

/** A proxy answers 502 to 504 if there is no server behind it. */
async function answers() {
  try {
    return (await fetch('health/live', { cache: 'no-store' })).status < 502;
  } catch {
    return false;
  }
}

/** Ends early if the browser is online again. */
function pause(milliseconds) {
  return new Promise(resolve => {
    const timer = setTimeout(resolve, milliseconds);
    addEventListener('online', () => {
      clearTimeout(timer);
      resolve();
    }, { once: true });
  });
}
