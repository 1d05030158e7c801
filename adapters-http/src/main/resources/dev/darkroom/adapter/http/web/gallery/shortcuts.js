import { h } from './dom.js';

const GROUPS = [
  ['All pictures', [
    ['/', 'Search'],
    ['Arrow keys, Home, End', 'Move to another picture'],
    ['Enter', 'Open the picture'],
    ['Space or X', 'Select the picture'],
    ['Shift + arrow keys', 'Select all pictures up to another one'],
    ['Drag with the mouse', 'Select the pictures in a rectangle'],
    ['Ctrl + A', 'Select all pictures in the list'],
    ['Escape', 'Clear the selection, cancel the rectangle'],
    ['Delete', 'Delete the pictures'],
    ['Ctrl + Z', 'Undo'],
  ]],
  ['One picture', [
    ['← →', 'Previous or next picture'],
    ['+ − 0', 'Zoom in, zoom out, whole picture'],
    ['S', 'Start or stop the slideshow'],
    ['I', 'Details'],
    ['D', 'Download'],
    ['Delete', 'Delete the picture'],
    ['Escape', 'Back to all pictures'],
  ]],
];

/** Shows the keyboard shortcuts in a dialog. */
export function showShortcuts() {
  if (document.querySelector('.shortcuts[open]')) return;
  const dialog = h('dialog', { class: 'card shortcuts', 'aria-label': 'Keyboard shortcuts', onclose: () => dialog.remove() },
    // Focused, so that a small screen shows the beginning.
    h('h2', { tabIndex: -1, autofocus: true }, 'Keyboard shortcuts'),
    h('div', { class: 'shortcut-groups' }, GROUPS.map(([title, keys]) => h('section', {}, h('h3', {}, title),
      h('dl', {}, keys.map(([key, effect]) => h('div', {}, h('dt', {}, h('kbd', {}, key)), h('dd', {}, effect))))))),
    h('div', { class: 'buttons' }, h('button', { type: 'button', class: 'button', onclick: () => dialog.close() }, 'Done')));
  // Keys in the dialog do nothing in the page behind.
  dialog.addEventListener('keydown', event => event.stopPropagation());
  document.body.append(dialog);
  dialog.showModal();
}
