import { Problem, listImages, session } from './api.js';
import { dayOf } from './dom.js';
import { ratioOf } from './layout.js';
import { contains } from './query.js';

const PAGE = 100;

/** The filters suggest at most this many values of each kind. Other values can be typed. */
const MAX_SEEN = 1000;

/** The fields that the grid needs. The others are read when a picture is opened, so that thousands of pictures take little memory. */
const slim = ({ image_id, user_id, filename, title, tags, content_type, visibility, width, height, placeholder, created_at, taken_at, purge_at, version }) => ({
  image_id, user_id, filename, title, tags, content_type, visibility, width, height, placeholder, created_at, taken_at, purge_at, version,
});

/**
 * The pictures that match the filters, in order, as far as the list has been read. The list is divided into pages. Only pages that a viewer
 * watches keep their pictures. The others keep two numbers for each picture, and a cursor to read them again. Emits `change` when pictures
 * are added, removed or changed, and `state` when reading starts or ends.
 *
 * A page is a range of the list and not a number of pictures: everything after its cursor, up to and including its `end`. Therefore,
 * insertions and deletions change its length, and every picture is in exactly one page.
 */
export class Library extends EventTarget {
  filters = {};
  /** The views that the server can't sort by the time taken. */
  #unsorted = new Set();
  /** Whether the next page after the known ones is being read. Nothing is read before the first `reset`. */
  loading = true;
  ended = false;
  /** Whether pages next to the watched ones are read too. */
  ahead = false;
  /** @type {?Error} the failure of the last request; nothing more is read before `retry` */
  problem = null;
  /** Users, tags and types of the pictures read so far, as suggestions for the filters. */
  seen = { users: new Set(), tags: new Map(), types: new Set() };
  /** The proportions and the day of each picture, which the layout needs. */
  ratios = new Float32Array(0);
  days = new Int32Array(0);

  /**
   * `from` and `length` are positions in the list; `items` is null for a dropped page. The last page has no `end`, because it ends with the
   * list.
   *
   * @type {{cursor: ?string, end: ?object, from: number, length: number, items: ?object[]}[]}
   */
  #pages = [];
  /** The pages that each viewer watches, the most important ones first. */
  #watched = new Map();
  /**
   * Hidden pictures by id: the view in which they are hidden, `ready`, `trashed` or null for both, and the `image` after it is found in a page
   * of that view.
   */
  #hidden = new Map();
  /** Pictures that were added while a page was read, and may be missing in it. */
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

  /** The picture at this position, or undefined if there is none or its page is dropped. */
  at(index) {
    const page = this.#pageOf(index);
    return page?.items?.[index - page.from];
  }

  /** The position of a picture, or -1 if it is unknown or its page is dropped. */
  indexOf(id) {
    for (const { items, from } of this.#pages) {
      const at = items?.findIndex(item => item.image_id === id) ?? -1;
      if (at >= 0) return from + at;
    }
    return -1;
  }

  /**
   * Sets the pages that a viewer watches. These pages and their neighbours are read. Pages far from all viewers are dropped.
   *
   * @returns fulfilled when all watched pages are read, or reading has failed
   */
  watch(onlooker, from, to) {
    const within = margin => this.#pages.filter(page => page.from <= to + margin && page.from + page.length >= from - margin);
    // Farther than the pages that are read, so that scrolling back and forth does not drop and read pages.
    this.#watched.set(onlooker, { wanted: this.ahead ? [...within(0), ...within(PAGE)] : within(0), kept: within(2 * PAGE) });
    const kept = new Set([...this.#watched.values()].flatMap(watched => watched.kept));
    for (const page of this.#pages) if (!kept.has(page)) page.items = null;
    return this.#fill();
  }

  unwatch(onlooker) {
    this.#watched.delete(onlooker);
  }

  /** Reads again after a failure. If the cursors are no longer valid, the list starts again. */
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

  /** Reads the watched pages one after another. */
  async #readOn(signal) {
    // Concurrent calls share one run.
    await null;
    try {
      for (let page; !signal.aborted && (page = this.#missing());) await this.#read(page, signal);
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof Problem)) throw error;
      if (error.code === 'search_unsupported' && this.sort === 'taken_at' && !this.filters.q) {
        this.#unsorted.add(this.#view);
        return this.reset(this.filters);
      }
      this.problem = error;
    } finally {
      if (!signal.aborted) this.#filling = null;
    }
    this.#tellState(false);
  }

  /** A watched page that is missing, or that must be split because it has grown too large. */
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
   * Reads the current content of a page. It consists of several parts with a cursor each if it exceeds one response. The last page does not
   * grow. `next` is the cursor after it.
   */
  async #fetch({ cursor, end, length }, signal) {
    const parts = [];
    let read = 0;
    for (let next = cursor, ended = false; !ended;) {
      const answer = await listImages({ ...this.#query(this.filters), limit: PAGE, cursor: next }, signal);
      const images = answer.items.filter(image => !end || this.#compare(this.#keyOf(image), end) <= 0);
      const last = images.length > 0 ? this.#keyOf(images.at(-1)) : null;
      next = answer.next_cursor;
      read += images.length;
      ended = next === null || (end
        ? images.length < answer.items.length || (last !== null && this.#compare(last, end) === 0)
        : read > 0 && read >= length);
      // An empty response may be followed by others.
      if (last || (ended && parts.length === 0)) {
        parts.push({ cursor, images, end: last });
        cursor = next;
      }
      if (ended) return { parts, next };
    }
  }

  /** All pictures from one to another, both included. Dropped pages are read temporarily. */
  async between(one, other) {
    const { signal } = this.#reading;
    const [from, to] = [this.#keyOf(one), this.#keyOf(other)].sort((a, b) => this.#compare(a, b));
    const all = [];
    for (const page of this.#pages) {
      if (page.end && this.#compare(page.end, from) < 0) continue;
      const images = page.items ?? (await this.#fetch(page, signal)).parts.flatMap(part => part.images);
      all.push(...images.filter(image => !this.#isHidden(image.image_id)
        && this.#compare(this.#keyOf(image), from) >= 0 && this.#compare(this.#keyOf(image), to) <= 0)
        .map(slim));
      if (!page.end || this.#compare(page.end, to) >= 0) break;
    }
    return all;
  }

  /** Reads all pictures that match the filters, or those of one day, a page at a time. */
  async *walk(day, signal) {
    let { from, to } = this.filters;
    if (day) from = to = day;
    // The user may look at something else before the end.
    const query = this.#query({ ...this.filters, from, to });
    let cursor = null;
    do {
      const answer = await listImages({ ...query, limit: PAGE, cursor }, signal);
      signal.throwIfAborted();
      yield answer.items.filter(image => !this.#isHidden(image.image_id));
      cursor = answer.next_cursor;
    } while (cursor !== null);
  }

  /** The neighbours of a picture in the list, null where there is none. For a picture that is not in the pages read so far. */
  async beside(image) {
    const { after, before } = this.#bounds;
    const neighbour = async (order, range) => {
      const { items } = await listImages({ ...this.#query(this.filters), ...range, order, limit: 10 });
      return items[items.findIndex(({ image_id }) => image_id === image.image_id) + 1] ?? null;
    };
    const [newer, older] = await Promise.all([
      neighbour('asc', { [after]: this.#timeOf(image) }),
      neighbour('desc', { [before]: new Date(Date.parse(this.#timeOf(image)) + 1).toISOString() }),
    ]);
    return this.filters.order === 'asc' ? { previous: older, next: newer } : { previous: newer, next: older };
  }

  /** Adds a new picture if it matches the filters. A picture of a page that is not read yet is added with the page. */
  insert(image) {
    this.#note(image);
    this.dispatchEvent(new Event('total'));
    if (!this.#passes(image)) return;
    this.#take(image);
  }

  /** Updates an edited picture. If it no longer matches the filters, it stays until the next read. */
  replace(image) {
    this.#note(image);
    if (this.indexOf(image.image_id) >= 0) this.#take(image);
  }

  /** Updates edited pictures in place: `edits` has a function from the old picture to the new one by id. */
  update(edits) {
    for (const page of this.#pages) {
      page.items = page.items?.map(item => {
        const edit = edits.get(item.image_id);
        if (!edit) return item;
        const image = edit(item);
        this.#note(image);
        if (this.#filling) this.#late.push(image);
        return image;
      }) ?? null;
    }
    this.#changed();
  }

  /**
   * Shows what others have changed: `changes` has the new picture by id, or null for one that left this view. `places` has the view by id of
   * pictures that were moved.
   */
  merge(changes, places = new Map()) {
    for (const [id, view] of places) if (this.#hidden.get(id)?.view === view) this.#hidden.delete(id);
    const gone = [...changes.keys()].filter(id => !changes.get(id));
    const news = [...changes.values()].filter(image => {
      const known = image && this.at(this.indexOf(image.image_id));
      return image && (known ? known.version < image.version : this.#isListed(image));
    });
    // A page that is being read may contain what is gone.
    const listed = gone.filter(id => !this.#isHidden(id) && (this.#filling || this.indexOf(id) >= 0));
    if (news.length + listed.length === 0) return;
    for (const image of news) {
      this.#note(image);
      if (this.#filling) this.#late.push(image);
      this.#place(image);
    }
    this.hide(listed, this.#view);
    this.recount();
  }

  /** The pictures that were uploaded last. */
  async newest() {
    const { items } = await listImages({ ...this.#query(this.filters), sort: null, order: null, limit: 20 }, this.#reading.signal);
    this.merge(new Map(items.filter(image => this.#pageFor(image)?.items).map(image => [image.image_id, image])));
  }

  /** Hides pictures until `restore`. In a `view`, `ready` or `trashed`, it shows them in the other one, if they were hidden there. */
  hide(ids, view = null) {
    const known = ids.map(id => this.#hidden.get(id)?.image);
    ids.forEach(id => this.#hidden.set(id, { view, image: null }));
    for (const page of this.#pages) {
      if (page.items?.some(item => this.#isHidden(item.image_id))) this.#set(page, page.items.filter(item => this.#isShown(item)));
    }
    if (view !== this.#view) known.filter(image => image && this.#passes(image)).forEach(image => this.#take(image));
    this.#changed();
  }

  /** Shows hidden pictures again. */
  restore(ids) {
    for (const id of ids) {
      const image = this.#hidden.get(id)?.image;
      this.#hidden.delete(id);
      if (image && this.#passes(image)) this.#take(image);
    }
  }

  /** Marks hidden pictures as deleted. They stay hidden if a later response still contains them. */
  deleted(ids) {
    ids.forEach(id => this.#hidden.set(id, { view: null, image: null }));
    this.recount();
  }

  /** Tells that the number of pictures has changed. */
  recount() {
    this.dispatchEvent(new Event('total'));
  }

  /** `taken_at`, or `created_at` if the server can't sort by the time taken. */
  get sort() {
    return this.#unsorted.has(this.#view) ? 'created_at' : 'taken_at';
  }

  get #view() {
    return this.filters.state ?? 'ready';
  }

  #isHidden(id) {
    const hidden = this.#hidden.get(id);
    return Boolean(hidden) && (hidden.view ?? this.#view) === this.#view;
  }

  #isShown(image) {
    if (!this.#isHidden(image.image_id)) return true;
    this.#hidden.get(image.image_id).image = image;
    return false;
  }

  #take(image) {
    if (this.#filling) this.#late.push(image);
    this.#place(image);
    this.#changed();
  }

  #place(image) {
    const key = this.#keyOf(image);
    const page = this.#pageFor(image);
    if (!page?.items || !this.#isShown(image)) return;
    const at = page.items.findIndex(item => this.#compare(this.#keyOf(item), key) >= 0);
    const items = at < 0 ? [...page.items, slim(image)]
      : page.items.toSpliced(at, page.items[at].image_id === image.image_id ? 1 : 0, slim(image));
    this.#set(page, items);
  }

  /** The page in whose range a picture is. */
  #pageFor(image) {
    const key = this.#keyOf(image);
    return this.#pages.find(({ end }) => !end || this.#compare(key, end) <= 0);
  }

  /** Sets the pictures of a page, and moves the pages after it. */
  #set(page, items) {
    this.ratios = spliced(this.ratios, page, items.map(ratioOf));
    this.days = spliced(this.days, page, items.map(item => Number(dayOf(this.#timeOf(item)).replaceAll('-', ''))));
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

  /** When a picture was taken, or uploaded if that is unknown. */
  #timeOf(image) {
    return (this.sort === 'taken_at' && image.taken_at) || image.created_at;
  }

  /** The position of a picture in the order of the list. */
  #keyOf(image) {
    return { at: Date.parse(this.#timeOf(image)), id: image.image_id };
  }

  get #bounds() {
    return this.sort === 'taken_at' ? { after: 'taken_after', before: 'taken_before' } : { after: 'created_after', before: 'created_before' };
  }

  /** The filters as parameters of the API. Days are local days. The list starts in `month`, which is a month in UTC. */
  #query({ from, to, month, ...rest }) {
    const { after, before } = this.#bounds;
    const { start, end } = month ? monthOf(month) : {};
    const ascending = this.filters.order === 'asc';
    const earliest = [from && midnight(from, 0), ascending && start].filter(Boolean).sort().at(-1);
    const latest = [to && midnight(to, 1), !ascending && end].filter(Boolean).sort()[0];
    return { ...rest, [after]: earliest, [before]: latest, sort: this.sort === 'taken_at' ? this.sort : null };
  }

  /** The filters as parameters of the calendar, which counts all months. */
  calendarQuery() {
    const { q, order, month, ...rest } = this.filters;
    return { ...this.#query(rest), sort: null };
  }

  /** Whether the list contains a picture that the user may see: without these filters, it has only their own. */
  #isListed(image) {
    return this.#passes(image) && (session.owns(image) || (!this.filters.state && (Boolean(this.filters.user_id) || this.filters.visibility === 'public')));
  }

  #passes(image) {
    const { state, q, user_id, tag = [], content_type, visibility, from, to, month, order } = this.filters;
    const time = this.#timeOf(image);
    const day = dayOf(time);
    const { start, end } = month ? monthOf(month) : {};
    return Boolean(state) === Boolean(image.purge_at)
      && (!user_id || image.user_id === user_id)
      && tag.every(each => image.tags.includes(each))
      && (!q || contains(image, q))
      && (!content_type || image.content_type === content_type)
      && (!visibility || image.visibility === visibility)
      && (!from || day >= from)
      && (!to || day <= to)
      && (!month || (order === 'asc' ? Date.parse(time) >= Date.parse(start) : Date.parse(time) < Date.parse(end)));
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

/** A copy of the numbers in which those of one page are replaced. */
function spliced(numbers, { from, length }, own) {
  const result = new numbers.constructor(numbers.length - length + own.length);
  result.set(numbers.subarray(0, from));
  result.set(own, from);
  result.set(numbers.subarray(from + length), from + own.length);
  return result;
}

function midnight(day, daysLater) {
  const [year, month, date] = day.split('-').map(Number);
  return new Date(year, month - 1, date + daysLater).toISOString();
}

/** The start of a month and of the next one in UTC. */
function monthOf(text) {
  const [year, month] = text.split('-').map(Number);
  return { start: new Date(Date.UTC(year, month - 1)).toISOString(), end: new Date(Date.UTC(year, month)).toISOString() };
}
