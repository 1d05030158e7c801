import { editImage, session, viewImage } from './api.js';
import { bytes, h, icon, iconButton, moment } from './dom.js';
import { failed } from './toasts.js';

const MAX_TAGS = 30;
const ADD_TAG = '.tags input';

/** The details of one picture. Title, description and tags can be edited in place. */
export class Details {
  #image = null;
  #saving = Promise.resolve();
  #changed;

  /** @param changed called with the image after an edit */
  constructor(changed) {
    this.#changed = changed;
    this.element = h('aside', { class: 'details', 'aria-label': 'Details', hidden: true });
  }

  show(image) {
    this.#image = image;
    this.#conflict = null;
    this.#fill();
  }

  #conflict = null;

  #fill() {
    const image = this.#image;
    const mine = session.owns(image);
    this.element.replaceChildren(
      h('div', { class: 'details-head' }, h('h2', {}, 'Details')),
      this.#conflict ?? '',
      ...(mine ? this.#editors(image) : said(image)),
      facts(image));
  }

  #editors(image) {
    const title = h('input', { class: 'quiet title', type: 'text', value: image.title ?? '', placeholder: 'Add a title', 'aria-label': 'Title', maxLength: 200 });
    const description = h('textarea', {
      class: 'quiet', value: image.description ?? '', placeholder: 'Add a description', 'aria-label': 'Description', maxLength: 2200, rows: 2,
    });
    for (const [field, name] of [[title, 'title'], [description, 'description']]) {
      field.addEventListener('change', () => this.save({ [name]: field.value.trim() || null }));
      field.addEventListener('keydown', event => {
        event.stopPropagation();
        if (event.key === 'Escape') {
          event.preventDefault();
          field.value = this.#image[name] ?? '';
          field.blur();
        } else if (event.key === 'Enter' && (field === title || event.ctrlKey || event.metaKey)) {
          field.blur();
        }
      });
    }
    return [title, description, this.#tags(image), this.#visibility(image)];
  }

  #tags(image) {
    const input = h('input', {
      class: 'quiet', type: 'text', placeholder: image.tags.length === 0 ? 'Add tags' : 'Add a tag', 'aria-label': 'Add a tag', maxLength: 50, autocomplete: 'off',
    });
    const add = () => {
      const tags = input.value.split(',').map(tag => tag.trim().toLowerCase()).filter(tag => tag && !image.tags.includes(tag));
      input.value = '';
      if (tags.length > 0) this.save({ tags: [...image.tags, ...tags].slice(0, MAX_TAGS) }, ADD_TAG);
    };
    input.addEventListener('change', add);
    input.addEventListener('keydown', event => {
      event.stopPropagation();
      if (event.key === 'Enter' || event.key === ',') {
        event.preventDefault();
        add();
      } else if (event.key === 'Backspace' && input.value === '' && image.tags.length > 0) {
        this.save({ tags: image.tags.slice(0, -1) }, ADD_TAG);
      } else if (event.key === 'Escape') {
        event.preventDefault();
        input.value = '';
        input.blur();
      }
    });
    return h('div', { class: 'tags', role: 'group', 'aria-label': 'Tags' },
      image.tags.map(tag => h('span', { class: 'chip' }, tag,
        iconButton('close', `Remove ${tag}`, () => this.save({ tags: image.tags.filter(other => other !== tag) }, ADD_TAG)))),
      input);
  }

  #visibility(image) {
    const isPublic = image.visibility === 'public';
    return h('button', {
      type: 'button', class: 'switch', role: 'switch', 'aria-checked': String(isPublic),
      onclick: () => this.save({ visibility: isPublic ? 'private' : 'public' }, '.switch'),
    },
    icon(isPublic ? 'globe' : 'lock'),
    h('span', { class: 'switch-text' }, h('b', {}, 'Public'),
      h('small', {}, isPublic ? 'Everyone can see it' : 'Only its owner can see it')),
    h('i', {}));
  }

  /** Sends one edit after another, each for the version of the previous one. `focus` selects the element that has the focus afterwards. */
  save(changes, focus) {
    this.#saving = this.#saving.then(() => this.#save(this.#image, changes, focus));
    return this.#saving;
  }

  async #save(image, changes, focus) {
    const [[name, value]] = Object.entries(changes);
    if (JSON.stringify(image[name]) === JSON.stringify(value)) return;
    try {
      this.#take(image, await editImage(image.image_id, image.version, changes), focus);
    } catch (problem) {
      if (problem.status === 412) await this.#tellConflict(image, changes);
      else {
        failed('The change was not saved', problem);
        if (this.#image.image_id === image.image_id) this.#fill();
      }
    }
  }

  #take(before, edited, focus) {
    this.#changed(edited);
    if (this.#image.image_id !== before.image_id) return;
    const active = focus ?? selectorOf(document.activeElement);
    this.#image = { ...this.#image, ...edited };
    this.#conflict = null;
    this.#fill();
    if (active) this.element.querySelector(active)?.focus();
  }

  /** Shows the version of a concurrent edit, and offers to overwrite it. */
  async #tellConflict(image, changes) {
    try {
      const theirs = await viewImage(image.image_id);
      if (this.#image.image_id !== image.image_id) return;
      const [name] = Object.keys(changes);
      this.#conflict = h('div', { class: 'conflict', role: 'alert' }, icon('warn'),
        h('p', {}, `Somebody changed this picture while you did. You see their version now; your ${name} was not saved.`),
        h('button', { type: 'button', class: 'button', onclick: () => this.save(changes) }, `Save my ${name} over it`),
        h('button', { type: 'button', class: 'text-button', onclick: () => this.show(this.#image) }, 'Keep theirs'));
      this.#image = theirs;
      this.#changed(theirs);
      this.#fill();
    } catch (problem) {
      failed('The change was not saved', problem);
    }
  }
}

/** The selector of a field, whose element is created again after an edit. */
const selectorOf = element => (element?.matches('.details .quiet') ? `[aria-label="${element.getAttribute('aria-label')}"]` : null);

const said = image => [
  image.title ? h('p', { class: 'title' }, image.title) : '',
  image.description ? h('p', { class: 'description' }, image.description) : '',
  image.tags.length > 0 ? h('div', { class: 'tags' }, image.tags.map(tag => h('span', { class: 'chip' }, tag))) : '',
];

function facts(image) {
  const megapixels = image.width * image.height / 1e6;
  const rows = [
    ['File', image.filename],
    ['Type', image.content_type.replace('image/', '').toUpperCase()],
    ['Size', bytes(image.size)],
    ['Dimensions', `${image.width} × ${image.height}${megapixels >= 0.1 ? ` · ${megapixels.toFixed(1)} MP` : ''}`],
    image.taken_at ? ['Taken', moment(image.taken_at)] : null,
    ['Uploaded', moment(image.created_at)],
    ['By', image.user_id],
    image.version > 1 ? ['Edited', moment(image.updated_at)] : null,
    image.content_credentials ? ['Content credentials', { removed: 'Removed', kept: 'Kept' }[image.content_credentials]] : null,
    ['SHA-256', h('code', {}, image.sha256)],
  ];
  return h('dl', {}, rows.filter(Boolean).map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value))));
}
