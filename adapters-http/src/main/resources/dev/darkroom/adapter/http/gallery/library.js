import { Problem, listImages } from './api.js';
import { dayOf } from './dom.js';

const PAGE = 100;

/** What a grid needs of a picture; the rest is fetched when it is opened, so that thousands take little memory. */
const slim = ({ image_id, user_id, filename, title, tags, content_type, visibility, width, height, placeholder, created_at, version }) => ({
  image_id, user_id, filename, title, tags, content_type, visibility, width, height, placeholder, created_at, version,
  day: dayOf(created_at),
});

/**
 * The pictures that pass the filters, as far as they were read, in their order. Reads on page by page with the cursor. Tells
 * `change` when they changed, `state` when reading began or ended.
 */
export class Library extends EventTarget {
  items = [];
  filters = {};
  /** Nothing is read before the first `reset`. */
  loading = true;
  ended = false;
  /** @type {?Error} why the last reading failed */
  problem = null;
  /** Users, tags and types of the pictures seen, for the filters to offer. */
  seen = { users: new Set(), tags: new Map(), types: new Set() };

  #ids = new Set();
  #hidden = new Set();
  #cursor = null;
  #reading = new AbortController();

  /** Starts again with these filters. */
  reset(filters) {
    this.#reading.abort();
    this.#reading = new AbortController();
    this.filters = filters;
    this.items = [];
    this.#ids.clear();
    this.#cursor = null;
    this.loading = false;
    this.ended = false;
    this.#changed();
    return this.more();
  }

  /** Reads the next page, unless there is none or one is being read. */
  async more() {
    if (this.loading || this.ended) return;
    const reading = this.#reading.signal;
    this.loading = true;
    this.problem = null;
    this.#tellState();
    try {
      const page = await listImages({ ...query(this.filters), limit: PAGE, cursor: this.#cursor }, reading);
      if (reading.aborted) return;
      this.#cursor = page.next_cursor;
      this.ended = page.next_cursor === null;
      page.items.forEach(image => this.#append(image));
      this.loading = false;
      this.#changed();
    } catch (error) {
      if (reading.aborted) return;
      this.loading = false;
      if (!(error instanceof Problem)) throw error;
      this.problem = error;
    }
    this.#tellState();
  }

  #append(image) {
    this.#note(image);
    if (this.#ids.has(image.image_id) || this.#hidden.has(image.image_id)) return;
    this.#ids.add(image.image_id);
    this.items.push(slim(image));
  }

  #note(image) {
    this.seen.users.add(image.user_id);
    this.seen.types.add(image.content_type);
    image.tags.forEach(tag => this.seen.tags.set(tag, (this.seen.tags.get(tag) ?? 0) + 1));
  }

  /** Puts a new picture where the order has it, if the filters let it pass. */
  insert(image) {
    this.#note(image);
    if (this.#ids.has(image.image_id) || !passes(image, this.filters)) return;
    const before = this.filters.order === 'asc' ? other => other.created_at > image.created_at : other => other.created_at < image.created_at;
    const at = this.items.findIndex(before);
    // What belongs behind the last page read comes with its page.
    if (at < 0 && !this.ended) return;
    this.#ids.add(image.image_id);
    this.items.splice(at < 0 ? this.items.length : at, 0, slim(image));
    this.#changed();
  }

  /** Takes in what an edit has changed; a picture that the filters no longer let pass stays until the next reading. */
  replace(image) {
    this.#note(image);
    const at = this.indexOf(image.image_id);
    if (at < 0) return;
    this.items[at] = slim(image);
    this.#changed();
  }

  /** Takes pictures out of sight; the function returned puts them back. */
  hide(ids) {
    const hidden = new Set(ids);
    const taken = this.items.filter(item => hidden.has(item.image_id));
    ids.forEach(id => this.#hidden.add(id));
    this.items = this.items.filter(item => !hidden.has(item.image_id));
    ids.forEach(id => this.#ids.delete(id));
    this.#changed();
    return back => {
      back.forEach(id => this.#hidden.delete(id));
      taken.filter(item => back.includes(item.image_id)).forEach(item => this.insert(item));
      this.#changed();
    };
  }

  indexOf(id) {
    return this.items.findIndex(item => item.image_id === id);
  }

  #changed() {
    this.dispatchEvent(new Event('change'));
  }

  #tellState() {
    this.dispatchEvent(new Event('state'));
  }
}

/** Filters as the API has them; days are days here. */
function query({ from, to, ...rest }) {
  return { ...rest, created_after: from ? midnight(from, 0) : null, created_before: to ? midnight(to, 1) : null };
}

function midnight(day, daysLater) {
  const [year, month, date] = day.split('-').map(Number);
  return new Date(year, month - 1, date + daysLater).toISOString();
}

function passes(image, { user_id, tag, content_type, visibility, from, to }) {
  const day = dayOf(image.created_at);
  return (!user_id || image.user_id === user_id)
    && (!tag || image.tags.includes(tag))
    && (!content_type || image.content_type === content_type)
    && (!visibility || image.visibility === visibility)
    && (!from || day >= from)
    && (!to || day <= to);
}
