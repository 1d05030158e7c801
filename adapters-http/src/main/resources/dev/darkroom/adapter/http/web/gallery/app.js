import { session, trashDays } from './api.js';
import { connection, isAway, untilReachable } from './connection.js';
import { choice, count, h, icon, iconButton, menu } from './dom.js';
import { FilterBar } from './filters.js';
import { followChanges } from './live.js';
import { Marquee } from './marquee.js';
import { UploadPanel, filesOf, isPicture } from './panel.js';
import { finish } from './oidc.js';
import { isFiltered, queryOf, stateOf } from './query.js';
import { SearchBox } from './search.js';
import { SelectionBar } from './selectionbar.js';
import { showShortcuts } from './shortcuts.js';
import { askForName, askForToken } from './signin.js';
import { grid, library, selection, shown } from './start.js';
import { hostToasts, toast, undoNewest } from './toasts.js';
import { Timeline } from './timeline.js';
import { TrashBar, deleteForever, isNews, meaningOf, remove, restore } from './trash.js';
import { Uploads } from './uploads.js';
import { Viewer } from './viewer.js';

const ACCEPTED = 'image/jpeg,image/png,image/gif,image/webp,image/avif,image/heic,image/heif,.heic,.heif';
const THEME = 'darkroom.theme';

const uploads = new Uploads();
const selectionBar = new SelectionBar(library, selection, { remove: removeChosen, restore: restoreChosen });
const trashBar = new TrashBar(library, () => go({}, null));
const filterBar = new FilterBar(library, wanted => go(wanted, null));
const searchBox = new SearchBox((q, more) => q !== filters.q && go({ ...filters, q }, null, more));
const marquee = new Marquee(grid, library, selection);
const timeline = new Timeline(library, grid, month => go({ ...filters, month }, null));
const panel = new UploadPanel(uploads, id => go(filters, id));
/** Uploads and toasts beside or above each other. */
const bottom = h('div', { class: 'bottom' }, panel.element);
const viewer = new Viewer(library, {
  named: name => titled(name),
  moved: id => history.replaceState(history.state, '', addressOf(filters, id)),
  closed: leaveViewer,
  remove: id => remove(library, [id]),
});
/** The view that is shown, or null before the first one. */
let filters = null;

/* What the grid calls. */

export const open = id => go(filters, id);
export const selectDay = day => selectionBar.selectAll(day);

/* The URL contains the state of the page: the filters and the open picture. */

const addressOf = (wanted, id) => {
  const query = queryOf(wanted);
  return id ? `${query || '?'}${query && '&'}image=${id}` : query || location.pathname;
};

function titled(name) {
  document.title = `${name ?? [filters.state && 'Trash', filters.q, filters.tag, filters.user_id].flat().filter(Boolean).join(', ')} – Darkroom`.replace(/^ – /, '');
}

function go(wanted, id, replace = false) {
  if (replace) history.replaceState(history.state, '', addressOf(wanted, id));
  else history.pushState({ inside: true }, '', addressOf(wanted, id));
  follow();
}

async function follow() {
  const { filters: wanted, image: id, invalid } = stateOf(location.search);
  if (invalid.length > 0) {
    toast(`Ignored in the address: ${invalid.join(', ')}`, { error: true });
    history.replaceState(history.state, '', addressOf(wanted, id));
  }
  if (filters === null || queryOf(wanted) !== queryOf(filters)) {
    // The first list is shown already.
    const first = filters === null && queryOf(wanted) === shown;
    filters = wanted;
    filterBar.show(filters);
    searchBox.show(filters.q);
    if (!first) {
      selection.clear();
      scrollTo({ top: 0, behavior: 'instant' });
      library.reset(filters);
    }
    timeline.show();
  }
  titled(null);
  if (id) viewer.open(id);
  else viewer.hide();
}

function leaveViewer(id) {
  if (history.state?.inside) history.back();
  else {
    history.replaceState(null, '', addressOf(filters, null));
    titled(null);
  }
  requestAnimationFrame(() => grid.focus(id));
}

addEventListener('popstate', follow);

/* Uploads. */

async function upload(files, skipped = 0) {
  if (skipped > 0) toast(`${count(skipped, 'file')} skipped: not pictures`);
  if (files.length === 0) return;
  if (session.required && !session.token) return;
  const user = await askForName();
  if (user) uploads.add(files, { user_id: user });
}

function pick(props) {
  const input = h('input', { type: 'file', multiple: true, ...props });
  input.addEventListener('change', () => {
    const files = [...input.files];
    const wanted = input.webkitdirectory ? files.filter(isPicture) : files;
    upload(wanted, files.length - wanted.length);
  });
  input.click();
}

const pickFiles = () => pick({ accept: ACCEPTED });

uploads.addEventListener('uploaded', ({ image }) => library.insert(image));

const dropZone = h('div', { class: 'drop', hidden: true }, h('div', {}, icon('upload'), h('b', {}, 'Drop to upload'), h('span', {}, 'Pictures and whole folders')));
let dragged = 0;

const carriesFiles = event => event.dataTransfer?.types.includes('Files') && !viewer.isOpen;

function showDropZone(depth) {
  dragged = Math.max(0, depth);
  dropZone.hidden = dragged === 0;
}

addEventListener('dragenter', event => carriesFiles(event) && showDropZone(dragged + 1));
addEventListener('dragleave', event => carriesFiles(event) && showDropZone(dragged - 1));
addEventListener('dragover', event => carriesFiles(event) && event.preventDefault());
addEventListener('drop', async event => {
  if (!carriesFiles(event)) return;
  event.preventDefault();
  showDropZone(0);
  const { files, skipped } = await filesOf(event.dataTransfer);
  upload(files, skipped);
});
addEventListener('paste', event => {
  if (event.target.closest?.('input, textarea') || viewer.isOpen) return;
  upload([...event.clipboardData.files]);
});

/* Selected pictures. */

export async function removeChosen(ids) {
  if (filters.state) {
    if (await deleteForever(library, ids)) selection.clear();
    return;
  }
  const owned = ids.filter(id => session.owns(library.at(library.indexOf(id)) ?? { user_id: selection.ownerOf(id) }));
  selection.clear();
  if (owned.length < ids.length) toast(`${count(ids.length - owned.length, 'picture')} skipped: not yours`);
  if (owned.length > 0) remove(library, owned);
}

function restoreChosen(ids) {
  selection.clear();
  restore(library, ids);
}

/* The user and the settings. */

function account() {
  const button = h('button', { type: 'button', class: 'account', 'aria-label': 'You and settings' });
  const place = h('div', {}, button);
  const showName = () => {
    const name = session.user;
    button.replaceChildren(name ? [...name][0].toUpperCase() : icon('person'));
    button.title = name ?? 'You and settings';
  };
  session.addEventListener('change', showName);
  showName();
  menu(button, close => {
    const theme = localStorage.getItem(THEME) ?? 'system';
    return [
      h('p', { class: 'menu-title' }, session.user ? `Uploading as ${session.user}` : 'No name yet'),
      session.token
        ? choice('Sign out', null, () => { close(); session.signOut(); }, 'back')
        : choice(session.user ? 'Change the name' : 'Choose a name', null, () => { close(); askForName({ again: true }); }, 'person'),
      trashDays > 0 ? choice('Trash', null, () => { close(); go({ state: 'trashed' }, null); }, 'trash') : [],
      h('p', { class: 'menu-title' }, 'Appearance'),
      ['system', 'light', 'dark'].map(each => choice({ system: 'Same as the device', light: 'Light', dark: 'Dark' }[each], each === theme, () => {
        localStorage.setItem(THEME, each);
        applyTheme();
        close();
      })),
      choice('Keyboard shortcuts', null, () => { close(); showShortcuts(); }, 'keyboard'),
      h('a', { class: 'choice', href: 'docs' }, icon('file'), h('span', {}, 'API reference')),
    ].flat();
  }, { label: 'You and settings', end: true });
  return place;
}

function applyTheme() {
  const theme = localStorage.getItem(THEME);
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
}

function uploadButtons() {
  const more = iconButton('chevron', 'More ways to upload', null, { class: 'button primary more' });
  const buttons = h('div', { class: 'upload-buttons' },
    h('button', { type: 'button', class: 'button primary', onclick: pickFiles }, icon('upload'), h('span', {}, 'Upload')), more);
  menu(more, close => [
    choice('Pictures…', null, () => { close(); pickFiles(); }, 'image'),
    choice('A folder…', null, () => { close(); pick({ webkitdirectory: true }); }, 'folder'),
    choice('Take a photograph', null, () => { close(); pick({ accept: 'image/*', capture: 'environment', multiple: false }); }, 'camera'),
  ], { label: 'Ways to upload', end: true });
  return buttons;
}

/* The message if there are no pictures. */

const message = h('div', { class: 'message' });
const reading = h('div', { class: 'reading', hidden: true }, h('i'), h('span', {}, 'Loading'));

/** The problem that was reported last. */
let said = null;

function showState() {
  const { length, loading, ended, problem } = library;
  if (problem?.code === 'search_unsupported' && filters?.q) {
    searchBox.unsupported();
    toast('This server can\'t search. You can filter by tags.', { error: true });
    return go({ ...filters, q: undefined }, null, true);
  }
  reading.hidden = !loading || length === 0;
  if (problem && problem.status !== 401) {
    message.replaceChildren(...say(length === 0 ? 'The pictures can\'t be loaded' : 'No more pictures for now', problem.message,
      h('button', { type: 'button', class: 'button', onclick: () => library.retry() }, icon('retry'), 'Try again')));
    if (problem !== said && message.getBoundingClientRect().top > innerHeight) {
      toast(`The pictures can't be loaded: ${problem.message}`, { error: true, over: () => library.retry() });
    }
    said = problem;
  } else if (ended && length === 0 && isFiltered(filters ?? {})) {
    message.replaceChildren(...say(filters.q ? `No picture matches “${filters.q}”` : 'No picture passes these filters', 'Remove a filter, or clear all filters.',
      h('button', { type: 'button', class: 'button', onclick: () => go({ order: filters.order, state: filters.state }, null) }, 'Clear filters')));
  } else if (ended && length === 0 && filters?.state) {
    message.replaceChildren(frames('trash'), ...say('The trash is empty', `Pictures that you delete stay here for ${count(trashDays, 'day')}. Until then, they can be restored.`,
      h('button', { type: 'button', class: 'button', onclick: () => go({}, null) }, icon('back'), 'All pictures')));
  } else if (ended && length === 0) {
    message.replaceChildren(frames('image'), ...say('Your pictures will be here', 'Drop photographs or folders anywhere on this page, paste one, or choose some.',
      h('button', { type: 'button', class: 'button primary', onclick: pickFiles }, icon('upload'), 'Choose pictures'),
      h('small', {}, 'JPEG, PNG, GIF, WebP, AVIF and HEIC. Places and names that the camera stored are removed.')));
  } else {
    message.replaceChildren();
  }
}

const say = (title, text, ...more) => [h('h2', {}, title), h('p', {}, text), ...more];

const frames = name => h('div', { class: 'frames', 'aria-hidden': 'true' }, h('i'), h('i'), h('i', {}, icon(name)));

/* The page. */

addEventListener('keydown', event => {
  if (event.target.matches?.('input, textarea')) return;
  if (event.key === '?') {
    showShortcuts();
  } else if (event.key === '/' && !viewer.isOpen && !searchBox.element.hidden) {
    event.preventDefault();
    searchBox.focus();
  } else if ((event.ctrlKey || event.metaKey) && event.key === 'z') {
    if (undoNewest()) event.preventDefault();
  } else if ((event.ctrlKey || event.metaKey) && event.key === 'a' && !viewer.isOpen && library.length > 0) {
    event.preventDefault();
    selectionBar.selectAll();
  } else if (event.key === 'Escape' && !viewer.isOpen && !document.querySelector(':popover-open')) {
    selection.clear();
  }
});

for (const type of ['change', 'state']) library.addEventListener(type, showState);
const sayAway = () => toast('The server can\'t be reached. The page continues when it answers.', { error: true, until: untilReachable() });
connection.addEventListener('away', sayAway);
session.addEventListener('signin', askForToken);
session.addEventListener('change', () => {
  if (!session.token || !filters) return;
  library.reset(filters);
  timeline.show();
});

document.querySelector('.brand').addEventListener('click', event => {
  if (event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  go({}, null);
});
document.querySelector('.top').append(searchBox.element, filterBar.element, h('div', { class: 'top-end' }, uploadButtons(), account()), selectionBar.element);
grid.element.before(trashBar.element);
document.querySelector('main').append(message, reading);
document.body.append(timeline.element, marquee.element, bottom, viewer.element, dropZone);
hostToasts(bottom);
try {
  const token = await finish();
  if (token) session.signIn(token);
} catch (error) {
  toast(`You are not signed in: ${error.message}`, { error: true });
}
// Before this module was loaded.
if (isAway()) sayAway();
if (session.refused) askForToken();
follow();
showState();
followChanges(() => library.newest().catch(() => {}), isNews, events => {
  const { changes, places } = meaningOf(events, Boolean(filters.state));
  const lost = viewer.isOpen && changes.get(viewer.id) === null && library.indexOf(viewer.id) >= 0;
  library.merge(changes, places);
  selection.drop([...changes.keys()].filter(id => !changes.get(id)));
  if (lost) viewer.lost(events.get(viewer.id).type === 'image.trashed' ? 'This picture was moved to the trash' : 'This picture was deleted');
});
