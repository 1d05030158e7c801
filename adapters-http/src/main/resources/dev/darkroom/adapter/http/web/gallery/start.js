/** Shows the first pictures. Everything else is in `app.js`, which is loaded after them. */
import { untilReachable } from './connection.js';
import { Grid } from './grid.js';
import { Library } from './library.js';
import { isReturn, queryOf, stateOf } from './query.js';
import { Selection } from './selection.js';

/** Everything else is loaded at the latest after this time, however long the pictures take. */
const PATIENCE_MILLISECONDS = 1000;

export const library = new Library();
export const selection = new Selection();

/** Leaves room for the timeline if there will be one, so that the pictures do not move later. */
function makeRoom() {
  const { days, length } = library;
  if (length === 0) return;
  library.removeEventListener('change', makeRoom);
  if (!library.filters.q && !library.filters.state && monthOf(days[0]) !== monthOf(days[length - 1])) document.body.classList.add('has-timeline');
}

const monthOf = day => Math.floor(day / 100);

// Before the grid, which arranges the pictures.
library.addEventListener('change', makeRoom);

let rest = null;

/** Loads `app.js`, and waits while the server is away. Fulfilled with its exports. */
function loadRest() {
  rest ??= importRest().then(app => {
    removeEventListener('keydown', repeat);
    return app;
  }, error => {
    // The next call tries again.
    rest = null;
    throw error;
  });
  return rest;
}

async function importRest() {
  for (let attempt = 0;; attempt++) {
    try {
      // Firefox does not request the address of a module again after a failure.
      return await (attempt === 0 ? import('./app.js') : import(`./app.js?attempt=${attempt}`));
    } catch (error) {
      if (!await untilReachable()) throw error;
    }
  }
}

/** Loads `app.js` before it is needed. After a failure, for example because the page was left, the next use tries again. */
function prepareRest() {
  loadRest().catch(() => {});
}

export const grid = new Grid(library, selection, {
  open: id => loadRest().then(app => app.open(id)),
  remove: ids => loadRest().then(app => app.removeChosen(ids)),
  selectDay: day => loadRest().then(app => app.selectDay(day)),
  settled: prepareRest,
});

/** Repeats a shortcut that was pressed before `app.js` was loaded. */
function repeat(event) {
  if (event.defaultPrevented) return;
  if (event.key === '/') event.preventDefault();
  loadRest().then(() => event.target.dispatchEvent(new KeyboardEvent('keydown', event)));
}

addEventListener('keydown', repeat);
addEventListener('dragenter', prepareRest, { once: true });
library.addEventListener('state', () => (library.problem || (library.ended && library.length === 0)) && prepareRest());
setTimeout(() => {
  library.ahead = true;
  prepareRest();
}, PATIENCE_MILLISECONDS);

document.querySelector('main').append(grid.element);

const { filters } = stateOf(location.search);

/** The query of the list that is shown, or null if a sign-in must be finished before. */
export const shown = isReturn(location.search) ? null : queryOf(filters);

if (shown !== null) library.reset(filters);
