import { choice, count, h, icon, iconButton, menu } from './dom.js';
import { editAll } from './bulk.js';
import { MAX_SELECTED } from './selection.js';
import { failed, toast } from './toasts.js';

/** The bar with everything that can be done to the selected pictures. `remove(ids)` deletes them, `restore(ids)` takes them out of the trash. */
export class SelectionBar {
  #library;
  #selection;
  #reading = new AbortController();

  constructor(library, selection, { remove, restore }) {
    this.#library = library;
    this.#selection = selection;
    this.number = h('b', { role: 'status' });
    const tag = iconButton('tag', 'Add tags', null);
    const untag = iconButton('untag', 'Remove tags', null);
    const visibility = iconButton('eye', 'Who can see them', null);
    this.edits = [tag, untag, visibility];
    this.restore = h('button', { type: 'button', class: 'button', onclick: () => restore([...selection]) }, icon('restore'), h('span', {}, 'Restore'));
    this.trash = iconButton('trash', 'Delete', () => remove([...selection]));
    this.all = h('button', { type: 'button', class: 'text-button', onclick: () => this.selectAll() }, 'Select all');
    this.element = h('div', { class: 'selection', role: 'toolbar', 'aria-label': 'Pictures selected', hidden: true },
      iconButton('close', 'Clear selection', () => selection.clear()), this.number, this.all, tag, untag, visibility,
      this.restore, this.trash);
    menu(tag, close => tagForm('Add', popular(library.seen.tags), close,
      tags => this.#edit({ add_tags: tags }, `tagged ${tags.join(', ')}`)), { label: 'Add tags', end: true });
    menu(untag, close => tagForm('Remove', popular(tagsOf(selection.images)), close,
      tags => this.#edit({ remove_tags: tags }, `without ${tags.join(', ')} now`)), { label: 'Remove tags', end: true });
    menu(visibility, close => [['public', 'Everybody', 'globe'], ['private', 'Only their owner', 'lock']].map(([value, text, name]) =>
      choice(text, null, () => {
        close();
        this.#edit({ visibility: value }, `${value} now`);
      }, name)), { label: 'Who can see them', end: true });
    selection.addEventListener('change', () => this.#show());
    this.#show();
  }

  #show() {
    const { size } = this.#selection;
    if (size === 0) this.#reading.abort();
    this.element.hidden = size === 0;
    document.body.classList.toggle('selecting', size > 0);
    this.number.textContent = size > 0 ? `${size.toLocaleString()} selected` : '';
    const inTrash = Boolean(this.#library.filters.state);
    this.edits.forEach(button => button.hidden = inTrash);
    this.restore.hidden = !inTrash;
    this.trash.title = inTrash ? 'Delete forever' : 'Delete';
    this.trash.setAttribute('aria-label', this.trash.title);
  }

  #edit(changes, done) {
    const { images } = this.#selection;
    this.#selection.clear();
    return editAll(this.#library, images, changes, done);
  }

  /** Selects every picture that matches the filters, or those of one day, such as `2026-11-22`. Clearing the selection stops it. */
  async selectAll(day = null) {
    this.#reading.abort();
    this.#reading = new AbortController();
    const { signal } = this.#reading;
    this.all.disabled = true;
    let found = 0;
    try {
      for await (const images of this.#library.walk(day, signal)) {
        const room = MAX_SELECTED - this.#selection.size;
        const fresh = images.filter(image => !this.#selection.has(image.image_id));
        if (fresh.length > 0) this.#selection.extend(fresh.at(-1), fresh.slice(0, room));
        found += images.length;
        if (fresh.length > room) {
          toast(`At most ${count(MAX_SELECTED, 'picture')} can be selected together. The first ones are selected.`);
          return;
        }
      }
      if (!day) toast(`All ${count(found, 'picture')} of this list are selected`);
    } catch (problem) {
      if (!signal.aborted) failed('Not all pictures are selected', problem);
    } finally {
      if (this.#reading.signal === signal) this.all.disabled = false;
    }
  }
}

function tagForm(verb, known, close, run) {
  const input = h('input', { type: 'text', placeholder: 'Tags, separated by commas', 'aria-label': 'Tags, separated by commas', maxLength: 200, autofocus: true, autocomplete: 'off' });
  const use = text => {
    const tags = [...new Set(text.split(',').map(tag => tag.trim().toLowerCase()).filter(Boolean))];
    if (tags.length === 0) return;
    close();
    run(tags);
  };
  return h('form', {
    onsubmit: event => {
      event.preventDefault();
      use(input.value);
    },
  }, input, h('div', { class: 'choices' }, known.slice(0, 8).map(each => choice(each, null, () => use(each), 'tag'))),
  h('div', { class: 'buttons' }, h('button', { class: 'button primary' }, verb)));
}

function tagsOf(images) {
  const counts = new Map();
  for (const { tags } of images) for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return counts;
}

const popular = tags => [...tags].sort(([, a], [, b]) => b - a).map(([tag]) => tag);
