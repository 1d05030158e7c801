/** At most this many pictures are selected together. */
export const MAX_SELECTED = 10_000;

/** The selected pictures by id, also outside the window, as they were when they were selected. Emits `change`. */
export class Selection extends EventTarget {
  #images = new Map();
  /** @type {?object} the picture selected last */
  last = null;

  get size() {
    return this.#images.size;
  }

  /** The ids. */
  [Symbol.iterator]() {
    return this.#images.keys();
  }

  get images() {
    return [...this.#images.values()];
  }

  has(id) {
    return this.#images.has(id);
  }

  /** The owner of a selected picture. */
  ownerOf(id) {
    return this.#images.get(id)?.user_id;
  }

  toggle(image) {
    if (!this.#images.delete(image.image_id)) this.#add(image);
    this.#changed(image);
  }

  /** Adds these pictures to the selection. `image` is the last one of them. */
  extend(image, images) {
    images.forEach(each => this.#add(each));
    this.#changed(image);
  }

  /** Selects exactly these pictures. */
  set(images) {
    this.#images.clear();
    images.slice(0, MAX_SELECTED).forEach(each => this.#add(each));
    this.#changed(images.at(-1) ?? null);
  }

  /** Drops pictures that no longer exist. */
  drop(ids) {
    if (ids.filter(id => this.#images.delete(id)).length > 0) this.#changed(null);
  }

  clear() {
    if (this.#images.size === 0) return;
    this.#images.clear();
    this.#changed(null);
  }

  #add({ image_id, user_id, tags, visibility, version }) {
    this.#images.set(image_id, { image_id, user_id, tags, visibility, version });
  }

  #changed(last) {
    this.last = last;
    this.dispatchEvent(new Event('change'));
  }
}
