import { Problem, listImages } from './api.js';
import { dayOf } from './dom.js';
import { ratioOf } from './layout.js';

const PAGE = 100;

/** Of each kind, so many are offered by the filters; who looks for another types it. */
const MAX_SEEN = 1000;

/** What a grid needs of a picture; the rest is fetched when it is opened, so that thousands take little memory. */
const slim = ({ image_id, user_id, filename, title, tags, content_type, visibility, width, height, placeholder, created_at, version }) => ({
  image_id, user_id, filename, title, tags, content_type, visibility, width, height, placeholder, created_at, version,
});

/** A picture's place in the order of the list. */
const keyOf = image => ({ at: Date.parse(image.created_at), id: image.image_id });

/** A local day as a number, 20261122. */
const dayNumber = image => Number(dayOf(image.created_at).replaceAll('-', ''));

/**
 * The pictures that pass the filters, as far as the list was read, in their order. The list is cut into pages. Pictures are kept of those
 * pages that somebody looks at; of every other remain two numbers a picture and the cursor by which it is read again. Tells
 * `change` when pictures came, went or changed, `state` when reading began or ended.
 *
 * A page is a stretch of the list and not a number of pictures: everything after the place that its cursor stands for, up to and with its `end`.
 * So what was added or deleted meanwhile makes it longer or shorter, and no picture is in two of them or in none.
 */
export class Library extends EventTarget {
  filters = {};
  /** Whether what comes after all that is known is being read. Nothing is read before the first `reset`. */
  loading = true;
  ended = false;
  /** @type {?Error} why the last reading failed; nothing more is read before `retry` */
  problem = null;
  /** Users, tags and types of the pictures seen, for the filters to offer. */
  seen = { users: new Set(), tags: new Map(), types: new Set() };
  /** Of every picture its width by its height, and its day: all that places need. */
  ratios = new Float32Array(0);
  days = new Int32Array(0);

  /**
   * `from` and `length` are of the places, `items` null when forgotten. The last page has no `end`: it goes on to wherever the list does.
   *
   * @type {{cursor: ?string, end: ?object, from: number, length: number, items: ?object[]}[]}
   */
  #pages = [];
  /** What each onlooker looks at, as pages, the most wanted ones first. */
  #watched = new Map();
  /** Pictures out of sight by id; null until one is met in a page. */
  #hidden = new Map();
  /** What came while a page was read, which the page may not have yet. */
  #late = [];
  #reading = new AbortController();
  #filling = null;

  /** Starts again with these filters. */
  reset(filters) {
    this.#reading.abort();
    this.#reading = new AbortController();
    this.#filling = null;
    this.#late = [];
    this.#watched.clear();
    this.filters = filters;
    this.ratios = new Float32Array(0);
    this.days = new Int32Array(0);
    this.#pages = [{ cursor: null, end: null, from: 0, length: 0, items: null }];
    this.loading = false;
    this.ended = false;
    this.problem = null;
    this.#changed();
  }

  get length() {
    return this.ratios.length;
  }

  /** The picture at this place; undefined when there is none, or it is forgotten. */
  at(index) {
    const page = this.#pageOf(index);
    return page?.items?.[index - page.from];
  }

  /** Where a picture is, of those not forgotten; else -1. */
  indexOf(id) {
    for (const { items, from } of this.#pages) {
      const at = items?.findIndex(item => item.image_id === id) ?? -1;
      if (at >= 0) return from + at;
    }
    return -1;
  }

  /**
   * Says what an onlooker looks at, instead of what it did before. Those pages and the ones around them are read; what is farther from every
   * onlooker is forgotten.
   *
   * @returns fulfilled when everything that is looked at is there, or reading failed
   */
  watch(onlooker, from, to) {
    const within = margin => this.#pages.filter(page => page.from <= to + margin && page.from + page.length >= from - margin);
    // Farther than what is read, so that moving to and fro does not forget and read.
    this.#watched.set(onlooker, { wanted: [...within(0), ...within(PAGE)], kept: within(2 * PAGE) });
    const kept = new Set([...this.#watched.values()].flatMap(watched => watched.kept));
    for (const page of this.#pages) if (!kept.has(page)) page.items = null;
    return this.#fill();
  }

  unwatch(onlooker) {
    this.#watched.delete(onlooker);
  }

  /** Reads again what could not be read; a list whose cursors are no longer good begins anew. */
  retry() {
    if (!this.problem) return;
    if (this.problem.code === 'invalid_cursor') return this.reset(this.filters);
    this.problem = null;
    this.#fill();
  }

  #fill() {
    if (!this.problem) this.#filling ??= this.#readOn(this.#reading.signal);
    return this.#filling;
  }

  /** Reads what is looked at, one page after another, until all of it is there. */
  async #readOn(signal) {
    // Whoever asks meanwhile finds it under way.
    await null;
    try {
      for (let page; !signal.aborted && (page = this.#missing());) await this.#read(page, signal);
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof Problem)) throw error;
      this.problem = error;
    } finally {
      if (!signal.aborted) this.#filling = null;
    }
    this.#tellState(false);
  }

  /** A page that is wanted and not there, or to be cut because so much was put into it. */
  #missing() {
    for (const { wanted } of this.#watched.values()) {
      const page = wanted.find(({ items }) => !items || items.length > 2 * PAGE);
      if (page) return page;
    }
    return null;
  }

  async #read(page, signal) {
    this.#tellState(!page.end && !this.ended);
    const { parts, next } = await this.#fetch(page, signal);
    if (signal.aborted) return;
    if (!page.end) {
      if (page.length === 0) parts.forEach(({ images }) => images.forEach(image => this.#note(image)));
      this.ended = next === null;
    }
    const cut = parts.map(({ cursor, images, end }) => ({ cursor, end, items: images.filter(image => this.#isShown(image)).map(slim) }));
    const { end } = page;
    this.#set(page, cut.flatMap(({ items }) => items));
    let { from } = page;
    for (const part of cut) {
      Object.assign(part, { from, length: part.items.length });
      from += part.length;
    }
    if (end || this.ended) cut.at(-1).end = end;
    else cut.push({ cursor: next, end: null, from, length: 0, items: null });
    Object.assign(page, cut[0]);
    this.#pages.splice(this.#pages.indexOf(page) + 1, 0, ...cut.slice(1));
    this.#late.splice(0).forEach(image => this.#place(image));
    this.#changed();
  }

  /**
   * Asks for what is in a page now. It comes in parts, each with its own cursor, when it is more than one answer holds; of the last page
   * not more than it had. `next` is the cursor after that.
   */
  async #fetch({ cursor, end, length }, signal) {
    const parts = [];
    let read = 0;
    for (let next = cursor, ended = false; !ended;) {
      const answer = await listImages({ ...query(this.filters), limit: PAGE, cursor: next }, signal);
      const images = answer.items.filter(image => !end || this.#compare(keyOf(image), end) <= 0);
      const last = images.length > 0 ? keyOf(images.at(-1)) : null;
      next = answer.next_cursor;
      read += images.length;
      ended = next === null || (end
        ? images.length < answer.items.length || (last !== null && this.#compare(last, end) === 0)
        : read > 0 && read >= length);
      // An answer may be empty and yet not the last one.
      if (last || (ended && parts.length === 0)) {
        parts.push({ cursor, images, end: last });
        cursor = next;
      }
      if (ended) return { parts, next };
    }
  }

  /** All pictures from one to another, both included; those forgotten are read, and forgotten again. */
  async between(one, other) {
    const { signal } = this.#reading;
    const [from, to] = [keyOf(one), keyOf(other)].sort((a, b) => this.#compare(a, b));
    const all = [];
    for (const page of this.#pages) {
      if (page.end && this.#compare(page.end, from) < 0) continue;
      const images = page.items ?? (await this.#fetch(page, signal)).parts.flatMap(part => part.images);
      all.push(...images.filter(image => !this.#hidden.has(image.image_id)
        && this.#compare(keyOf(image), from) >= 0 && this.#compare(keyOf(image), to) <= 0)
        .map(({ image_id, user_id }) => ({ image_id, user_id })));
      if (!page.end || this.#compare(page.end, to) >= 0) break;
    }
    return all;
  }

  /** Takes in a new picture, if the filters let it pass. One that belongs to a page not read comes with the page. */
  insert(image) {
    this.#note(image);
    if (!passes(image, this.filters)) return;
    this.#take(image);
  }

  /** Takes in what an edit has changed; a picture that the filters no longer let pass stays until the next reading. */
  replace(image) {
    this.#note(image);
    if (this.indexOf(image.image_id) >= 0) this.#take(image);
  }

  /** Takes pictures out of sight, until `restore`. */
  hide(ids) {
    ids.forEach(id => this.#hidden.set(id, null));
    for (const page of this.#pages) {
      if (page.items?.some(item => this.#hidden.has(item.image_id))) this.#set(page, page.items.filter(item => this.#isShown(item)));
    }
    this.#changed();
  }

  /** Puts hidden pictures back. */
  restore(ids) {
    for (const id of ids) {
      const image = this.#hidden.get(id);
      this.#hidden.delete(id);
      if (image && passes(image, this.filters)) this.#take(image);
    }
  }

  /** Hidden pictures have been deleted. A list that does not know that yet is not believed. */
  deleted(ids) {
    ids.forEach(id => this.#hidden.set(id, null));
  }

  #isShown(image) {
    if (!this.#hidden.has(image.image_id)) return true;
    this.#hidden.set(image.image_id, image);
    return false;
  }

  #take(image) {
    if (this.#filling) this.#late.push(image);
    this.#place(image);
    this.#changed();
  }

  #place(image) {
    const key = keyOf(image);
    const page = this.#pages.find(({ end }) => !end || this.#compare(key, end) <= 0);
    if (!page?.items || !this.#isShown(image)) return;
    const at = page.items.findIndex(item => this.#compare(keyOf(item), key) >= 0);
    const items = at < 0 ? [...page.items, slim(image)]
      : page.items.toSpliced(at, page.items[at].image_id === image.image_id ? 1 : 0, slim(image));
    this.#set(page, items);
  }

  /** Gives a page these pictures, and moves what comes after it. */
  #set(page, items) {
    this.ratios = spliced(this.ratios, page, items.map(ratioOf));
    this.days = spliced(this.days, page, items.map(dayNumber));
    page.items = items;
    page.length = items.length;
    let from = 0;
    for (const each of this.#pages) {
      each.from = from;
      from += each.length;
    }
  }

  #note({ user_id, content_type, tags }) {
    const { users, types, tags: counts } = this.seen;
    if (users.size < MAX_SEEN) users.add(user_id);
    types.add(content_type);
    for (const tag of tags) if (counts.has(tag) || counts.size < MAX_SEEN) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  }

  #compare(a, b) {
    const newer = a.at - b.at || (a.id > b.id) - (a.id < b.id);
    return this.filters.order === 'asc' ? newer : -newer;
  }

  #pageOf(index) {
    return this.#pages.findLast(page => page.from <= index);
  }

  #changed() {
    this.dispatchEvent(new Event('change'));
  }

  #tellState(loading) {
    this.loading = loading;
    this.dispatchEvent(new Event('state'));
  }
}

/** The numbers with those of one page exchanged. */
function spliced(numbers, { from, length }, own) {
  const result = new numbers.constructor(numbers.length - length + own.length);
  result.set(numbers.subarray(0, from));
  result.set(own, from);
  result.set(numbers.subarray(from + length), from + own.length);
  return result;
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
