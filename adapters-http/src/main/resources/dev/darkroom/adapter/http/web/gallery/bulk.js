import { editImages } from './api.js';
import { untilReachable, whileAway } from './connection.js';
import { count } from './dom.js';
import { toast } from './toasts.js';

const MAX_AT_ONCE = 100;

/** A request that a busy server refuses is repeated this many times. */
const REPEATS = 8;
const MAX_PAUSE_SECONDS = 10;

const UNDO_SECONDS = 15;

/**
 * Edits pictures in groups of 100, with progress and the possibility to cancel, and afterwards offers to undo exactly what it changed.
 *
 * @param images the pictures as they were when the user selected them
 * @param changes `add_tags`, `remove_tags` and `visibility`, all optional
 * @param done what the edit does to the pictures, such as `tagged sea`
 */
export async function editAll(library, images, changes, done) {
  const result = await run(library, [{ changes, images }], `${count(images.length, 'picture')} will be ${done}`);
  const undo = inverse(result.edited, changes);
  const text = [`${count(result.edited.length, 'picture')} ${done}`, ...result.reports].join('. ');
  toast(text, {
    error: result.reports.length > 0 && undo.length === 0,
    seconds: UNDO_SECONDS,
    undo: undo.length > 0 ? () => undoAll(library, undo, result.edited.filter(isOfOthers).length) : null,
  });
}

/** @param kept the number of pictures that others have edited too */
async function undoAll(library, steps, kept) {
  const { edited, reports } = await run(library, steps, 'Undoing');
  if (kept > 0) reports.push(`${count(kept, 'picture')} not: somebody else edited ${kept === 1 ? 'it' : 'them'} too`);
  toast([`Undone for ${count(edited.length, 'picture')}`, ...reports].join('. '), { error: reports.length > 0 });
}

/** Whether somebody else edited the picture since it was selected. */
const isOfOthers = ({ image, version }) => version > image.version + 1;

/** Runs the steps and returns the edited pictures, each with its version before and after, and sentences about the others. */
async function run(library, steps, title) {
  const total = steps.reduce((sum, { images }) => sum + images.length, 0);
  const cancel = new AbortController();
  const over = Promise.withResolvers();
  const progress = toast(title, { until: over.promise, action: { text: 'Cancel', run: () => cancel.abort() } });
  const edited = [];
  const numbers = { not_found: 0, invalid: 0 };
  let handled = 0;
  let problem = null;
  progress.tell(0, total);
  try {
    for (const { changes, images } of steps) {
      for (let i = 0; i < images.length; i += MAX_AT_ONCE) {
        const some = images.slice(i, i + MAX_AT_ONCE);
        const { results } = await persistently(() => editImages(some.map(image => image.image_id), changes), cancel.signal);
        const news = new Map();
        results.forEach(({ status, version }, at) => {
          if (status !== 'edited') numbers[status]++;
          else {
            edited.push({ image: some[at], version });
            news.set(some[at].image_id, image => ({ ...changed(image, changes), version }));
          }
        });
        library.update(news);
        handled += some.length;
        progress.tell(handled, total);
      }
    }
  } catch (error) {
    if (!cancel.signal.aborted && error.status === undefined) throw error;
    problem = error;
  } finally {
    over.resolve();
  }
  return {
    edited,
    reports: [
      numbers.not_found > 0 && `${count(numbers.not_found, 'picture')} skipped: deleted, or not yours`,
      numbers.invalid > 0 && `${count(numbers.invalid, 'picture')} skipped: at most 30 tags`,
      problem && (cancel.signal.aborted ? `Cancelled after ${handled.toLocaleString()} of ${total.toLocaleString()}` : `Stopped: ${problem.message}`),
    ].filter(Boolean),
  };
}

/** Repeats a request while the server is away or busy. Cancelling ends the wait, but not a request that was sent. */
export async function persistently(request, signal) {
  const cancelled = new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  cancelled.catch(() => {});
  for (let attempt = 1; ; attempt++) {
    await Promise.race([cancelled, whileAway()]);
    try {
      return await request();
    } catch (problem) {
      if (![0, 429, 503].includes(problem.status) || attempt > REPEATS) throw problem;
      const seconds = Math.min(MAX_PAUSE_SECONDS, problem.retryAfterSeconds ?? attempt);
      if (!await Promise.race([cancelled, untilReachable()])) {
        await Promise.race([cancelled, new Promise(resolve => setTimeout(resolve, seconds * 1000))]);
      }
    }
  }
}

function changed(image, { add_tags: added = [], remove_tags: removed = [], visibility = image.visibility }) {
  return { ...image, tags: [...new Set([...image.tags, ...added])].filter(tag => !removed.includes(tag)), visibility };
}

/**
 * The steps that undo an edit. Pictures with the same change share a step. A picture without a new version did not change. If somebody else
 * edited a picture since it was selected, its tags before this edit are unknown, and it keeps what it has.
 */
function inverse(edited, { add_tags: added = [], remove_tags: removed = [], visibility }) {
  const steps = new Map();
  for (const { image, version } of edited) {
    if (version !== image.version + 1) continue;
    const add = removed.filter(tag => image.tags.includes(tag));
    const remove = added.filter(tag => !image.tags.includes(tag));
    const changes = {
      ...(add.length > 0 ? { add_tags: add } : {}),
      ...(remove.length > 0 ? { remove_tags: remove } : {}),
      ...(visibility && visibility !== image.visibility ? { visibility: image.visibility } : {}),
    };
    const key = JSON.stringify(changes);
    if (!steps.has(key)) steps.set(key, { changes, images: [] });
    steps.get(key).images.push(image);
  }
  return [...steps.values()];
}
