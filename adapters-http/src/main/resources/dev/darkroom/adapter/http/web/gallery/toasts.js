import { deleteImages } from './api.js';
import { count, h, iconButton } from './dom.js';

const SHOWN_MILLISECONDS = 5000;
const region = h('div', { class: 'toasts', role: 'status', 'aria-live': 'polite' });
const shown = [];

/** Shows toasts inside this element, because everything outside an open dialog is inert. */
export function hostToasts(element) {
  element.append(region);
}

/**
 * Shows a message for 5 s, longer while the pointer or the focus is on it.
 *
 * @param until a promise: the message stays until it is fulfilled
 * @param action `{text, run}`: a button
 * @param undo what an Undo button and Ctrl+Z run
 * @param over called when the message disappears without the action
 * @param seconds how long it is shown
 * @returns its handle: `tell(done, total)` shows progress; `total` may be null
 */
export function toast(text, { undo, action = undo ? { text: 'Undo', run: undo } : null, over = () => {}, error = false, until, seconds } = {}) {
  let remaining = seconds ? seconds * 1000 : SHOWN_MILLISECONDS * (error ? 2 : 1);
  let timer = 0;
  let since = 0;
  const start = () => {
    if (until) return;
    since = Date.now();
    timer = setTimeout(() => end(over), remaining);
  };
  const pause = () => {
    if (until) return;
    clearTimeout(timer);
    remaining -= Date.now() - since;
  };
  const end = then => {
    clearTimeout(timer);
    if (!shown.includes(handle)) return;
    shown.splice(shown.indexOf(handle), 1);
    element.remove();
    then();
  };
  const act = () => end(action.run);
  const number = h('span', { class: 'toast-number', hidden: true, 'aria-live': 'off' });
  const element = h('div', {
    class: error ? 'toast error' : 'toast', onmouseenter: pause, onmouseleave: start, onfocusin: pause, onfocusout: start,
  },
  h('span', {}, text), number,
  action ? h('button', { type: 'button', class: 'text-button', onclick: act }, action.text) : null,
  until && action ? null : iconButton('close', 'Dismiss', () => end(over)));
  const handle = {
    undo: undo ? act : null,
    tell(done, total) {
      number.hidden = false;
      number.textContent = total === null ? done.toLocaleString() : `${done.toLocaleString()} of ${total.toLocaleString()}`;
    },
  };
  shown.push(handle);
  region.append(element);
  start();
  until?.then(() => end(over));
  return handle;
}

export const failed = (what, problem) => toast(`${what}: ${problem.message}`, { error: true });

/** Ctrl+Z undoes the newest action that can still be undone. */
export function undoNewest() {
  const newest = shown.findLast(handle => handle.undo);
  newest?.undo();
  return Boolean(newest);
}

const MAX_AT_ONCE = 100;
const waiting = new Set();

/** Hides pictures, and deletes them if the user does not undo it while the toast is shown. */
export function remove(library, ids) {
  library.hide(ids);
  const deletion = {
    async run(keepalive) {
      waiting.delete(deletion);
      for (let i = 0; i < ids.length; i += MAX_AT_ONCE) {
        const some = ids.slice(i, i + MAX_AT_ONCE);
        try {
          const { results } = await deleteImages(some, { keepalive });
          const refused = results.filter(result => !['deleted', 'not_found'].includes(result.status)).map(result => result.image_id);
          library.deleted(some.filter(id => !refused.includes(id)));
          library.restore(refused);
        } catch (problem) {
          library.restore(some);
          failed(`${count(some.length, 'picture')} could not be deleted`, problem);
        }
      }
    },
  };
  waiting.add(deletion);
  toast(`${count(ids.length, 'picture')} deleted`, {
    undo: () => {
      waiting.delete(deletion);
      library.restore(ids);
    },
    over: () => waiting.has(deletion) && deletion.run(false),
  });
}

// A user who leaves the page can no longer undo a deletion.
addEventListener('pagehide', () => waiting.forEach(deletion => deletion.run(true)));
