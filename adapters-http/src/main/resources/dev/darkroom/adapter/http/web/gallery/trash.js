/** Moves pictures to the trash and back, and deletes them for good. Without a trash, a deletion waits for its undo. */
import { deleteImages, restoreImage, trashDays } from './api.js';
import { persistently } from './bulk.js';
import { count, h, icon } from './dom.js';
import { isFiltered } from './query.js';
import { failed, remove as removeLater, toast } from './toasts.js';

const MAX_AT_ONCE = 100;

/** Restoring needs a request for each picture. */
const REQUESTS_AT_ONCE = 4;

/** The events of moves by this page end at most this time after the responses. */
const EVENT_MILLISECONDS = 5000;

/** The moves by this page whose events have not come: the type and the end of the wait by id. */
const moves = new Map();

/** Deletes pictures. It can be undone. */
export async function remove(library, ids) {
  if (trashDays === 0) return removeLater(library, ids);
  const moved = await moveToTrash(library, ids);
  if (moved.length > 0) toast(`${count(moved.length, 'picture')} moved to the trash`, { undo: () => takeOut(library, moved) });
}

/** Takes pictures out of the trash. It can be undone. */
export async function restore(library, ids) {
  const restored = await takeOut(library, ids);
  if (restored.length > 0) {
    toast(`${count(restored.length, 'picture')} restored`, { undo: () => moveToTrash(library, restored) });
  }
}

/** @returns the ids of the pictures that are in the trash now */
async function moveToTrash(library, ids) {
  library.hide(ids, 'ready');
  ids.forEach(id => moves.set(id, { type: 'image.trashed', until: Infinity }));
  const result = await inGroups([ids], ids.length, 'Moving to the trash', (some, done, signal) => deleteSome(some, false, done, signal));
  return settle(library, ids, result, 'trashed', 'deleted');
}

/** @returns the ids of the pictures that are no longer in the trash */
async function takeOut(library, ids) {
  library.hide(ids, 'trashed');
  ids.forEach(id => moves.set(id, { type: 'image.restored', until: Infinity }));
  const result = await inGroups([ids], ids.length, 'Restoring', restoreSome);
  return settle(library, ids, result, 'ready', 'restored');
}

/**
 * Shows the pictures again that were not moved.
 *
 * @returns the ids of those that were
 */
function settle(library, ids, { left, gone, problem, cancelled }, to, what) {
  const until = Date.now() + EVENT_MILLISECONDS;
  for (const id of ids) if (moves.has(id)) moves.get(id).until = until;
  left.forEach(id => moves.delete(id));
  library.hide(gone);
  library.recount();
  const moved = ids.filter(id => !left.includes(id) && !gone.includes(id));
  if (left.length === 0) return moved;
  library.hide(left, to);
  const pictures = count(left.length, 'picture');
  if (cancelled) toast(`${pictures} not ${what}. Cancelled`);
  else if (problem) failed(`${pictures} could not be ${what}`, problem);
  return moved;
}

/** Asks, and deletes pictures of the trash for good. Fulfilled with whether the user agrees, before they are deleted. */
export async function deleteForever(library, ids) {
  if (!await agreed(`Delete ${count(ids.length, 'picture')} forever?`, `Nobody can restore ${ids.length === 1 ? 'it' : 'them'} afterwards.`, 'Delete forever')) return false;
  purge(library, [ids], ids.length);
  return true;
}

async function emptyTrash(library) {
  const { ended, length, filters } = library;
  const total = ended ? length : null;
  const title = isFiltered(filters) ? 'Delete all pictures that pass the filters forever?' : 'Empty the trash?';
  const which = total === null ? 'All pictures, also those further down,' : count(total, 'picture');
  if (!await agreed(title, `${which} will be deleted forever. Nobody can restore ${total === 1 ? 'it' : 'them'} afterwards.`, 'Delete forever')) return;
  await purge(library, library.walk(null, new AbortController().signal), total);
}

async function purge(library, groups, total) {
  const gone = [];
  const { left, problem, cancelled } = await inGroups(groups, total, 'Deleting forever', async (some, done, signal) => {
    const ids = some.map(each => each.image_id ?? each);
    library.hide(ids);
    await deleteSome(ids, true, id => {
      gone.push(id);
      done(id);
    }, signal);
  });
  library.deleted(gone);
  library.restore(left);
  toast([`${count(gone.length, 'picture')} deleted forever`, cancelled ? 'Cancelled' : problem && `Stopped: ${problem.message}`].filter(Boolean).join('. '),
    { error: Boolean(problem) && !cancelled });
}

/**
 * Calls `handle` with at most 100 pictures at a time, and shows the progress if it takes several calls or the number is unknown.
 *
 * @param groups an iterable of arrays of pictures or ids
 * @param total the number of pictures, or null if it is unknown
 * @param handle called with some pictures, what to call with the id of each one that is done and whether it does not exist any more, and a signal
 * @returns `left`, the ids of pictures that are not done, `gone`, those that do not exist any more, and the `problem` that ended it
 */
async function inGroups(groups, total, title, handle) {
  const cancel = new AbortController();
  const over = Promise.withResolvers();
  const isLong = total === null || total > MAX_AT_ONCE;
  const progress = isLong ? toast(title, { until: over.promise, action: { text: 'Cancel', run: () => cancel.abort() } }) : null;
  const left = new Set();
  const gone = [];
  let number = 0;
  let problem = null;
  const done = (id, isGone = false) => {
    left.delete(id);
    if (isGone) gone.push(id);
    progress?.tell(++number, total);
  };
  try {
    for await (const group of groups) {
      for (const each of group) left.add(each.image_id ?? each);
      for (let i = 0; i < group.length; i += MAX_AT_ONCE) {
        cancel.signal.throwIfAborted();
        await handle(group.slice(i, i + MAX_AT_ONCE), done, cancel.signal);
      }
    }
  } catch (error) {
    if (!cancel.signal.aborted && error.status === undefined) throw error;
    problem = error;
  } finally {
    over.resolve();
  }
  return { left: [...left], gone, problem, cancelled: cancel.signal.aborted };
}

async function deleteSome(ids, permanent, done, signal) {
  const { results } = await persistently(() => deleteImages(ids, { permanent: permanent || null, keepalive: true }), signal);
  // One that is not found may be where it should be, by an earlier request whose response was lost.
  results.forEach(({ image_id: id }) => done(id));
}

async function restoreSome(ids, done, signal) {
  const waiting = [...ids];
  const work = async () => {
    for (let id; (id = waiting.shift());) {
      const isGone = await persistently(() => restoreImage(id), signal).then(() => false, problem => {
        if (problem.status !== 404) throw problem;
        return true;
      });
      done(id, isGone);
    }
  };
  const results = await Promise.allSettled(Array.from({ length: REQUESTS_AT_ONCE }, work));
  const refused = results.find(({ reason }) => reason);
  if (refused) throw refused.reason;
}

/** Asks a question. Fulfilled with whether the user agrees. */
function agreed(title, text, verb) {
  return new Promise(resolve => {
    const dialog = h('dialog', { class: 'card', 'aria-labelledby': 'question', onclose: () => {
      dialog.remove();
      resolve(dialog.returnValue === verb);
    } },
    h('h2', { id: 'question' }, title), h('p', {}, text),
    h('div', { class: 'buttons' },
      h('button', { type: 'button', class: 'button', autofocus: true, onclick: () => dialog.close() }, 'Cancel'),
      h('button', { type: 'button', class: 'button danger', onclick: () => dialog.close(verb) }, verb)));
    // Keys in the dialog do nothing in the page behind.
    dialog.addEventListener('keydown', event => event.stopPropagation());
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** What the trash is, above its pictures. `leave` shows all pictures. */
export class TrashBar {
  constructor(library, leave) {
    const empty = h('button', { type: 'button', class: 'button', onclick: () => emptyTrash(library) }, icon('trash'), h('span', {}));
    this.element = h('section', { class: 'trash', 'aria-label': 'Trash', hidden: true },
      h('div', {}, h('h2', {}, 'Trash'),
        h('p', { class: 'muted' }, `Pictures are deleted forever ${count(trashDays, 'day')} after they were moved here. Select some to restore them.`)),
      h('button', { type: 'button', class: 'button', onclick: leave }, icon('back'), 'All pictures'), empty);
    const show = () => {
      const { filters, length, ended } = library;
      // An empty trash has a message of its own.
      this.element.hidden = !filters.state || (ended && length === 0 && !isFiltered(filters));
      empty.hidden = length === 0;
      empty.lastChild.textContent = isFiltered(filters) ? 'Delete these forever' : 'Empty trash';
    };
    for (const type of ['change', 'state']) library.addEventListener(type, show);
    show();
  }
}

/** Whether an event is older than what this page does to its picture, as the one of a deletion is that was undone at once. */
const isOld = ({ type, data: { image_id: id } }) => ['image.trashed', 'image.restored'].includes(type) && moves.has(id) && moves.get(id).type !== type;

/** Call it with each event before they are collected. Returns whether the page may show it. */
export function isNews(event) {
  const move = moves.get(event.data.image_id);
  if (move && (move.type === event.type || move.until < Date.now())) moves.delete(event.data.image_id);
  return !isOld(event);
}

/** What events mean for the list: the new picture by id, or null if it left the list, and the view of those that were moved. */
export function meaningOf(events, inTrash) {
  const changes = new Map();
  const places = new Map();
  for (const [id, event] of events) {
    const { type, timestamp, data } = event;
    // The user has moved the picture while the events were collected.
    if (isOld(event)) continue;
    if (type === 'image.trashed') places.set(id, 'trashed');
    if (type === 'image.restored') places.set(id, 'ready');
    if (!inTrash) {
      changes.set(id, ['image.deleted', 'image.trashed'].includes(type) ? null : data);
    } else if (type === 'image.trashed') {
      changes.set(id, { ...data, purge_at: new Date(Date.parse(timestamp) + trashDays * 86_400_000).toISOString() });
    } else if (['image.deleted', 'image.restored'].includes(type)) {
      changes.set(id, null);
    }
  }
  return { changes, places };
}
