import { mayComeLater, show, showOriginal } from './api.js';
import { dayName, h, icon, nameOf, timeLeft } from './dom.js';
import { Layout } from './layout.js';
import { addressOfThumbHash } from './thumbhash.js';

/** Pictures within this distance of the window are in the document, in CSS pixels. */
const AROUND = 700;

/** Pictures are not loaded while the user scrolls faster than this, and until this time afterwards. */
const FAST_PIXELS_PER_MILLISECOND = 2;
const SETTLE_MILLISECONDS = 120;

/** Pictures do not fade in if the page was scrolled less than this time ago: the browser would blend them in each frame. */
const FADE_MILLISECONDS = 200;

/** This many pictures, the largest ones, are loaded before the others of the first window, with which they would share the connection. */
const LARGEST = 2;
/** The others wait at most this time for them. */
const PATIENCE_MILLISECONDS = 1000;

const RETRIES = 8;
const RETRY_MILLISECONDS = 500;

/** A touch of this length selects the picture. */
const HOLD_MILLISECONDS = 450;
const HOLD_PIXELS = 10;

/**
 * The pictures in rows by day. Only those near the window are in the document, each with a placeholder of its final shape until it is
 * loaded. Pictures that the library has dropped are blank until they are read again. Tab moves to one picture, the arrow keys to the
 * others.
 */
export class Grid {
  #library;
  #selection;
  #actions;
  #layout = new Layout(new Float32Array(0), new Int32Array(0));
  #tiles = new Map();
  #blanks = [];
  #headings = new Map();
  #current = null;
  #frame = 0;
  #width = 0;
  #headingHeight = 0;
  /** What the document contains, so that most frames change nothing. */
  #placed = null;
  #lastTop = 0;
  #lastTime = 0;
  #lastMove = 0;
  #settling = 0;
  /** Whether the headings are shown. */
  #named = false;
  /** What is loaded: 0 the largest pictures in the window, 1 all in it, 2 those around it too. */
  #phase = 0;
  #held = false;

  /**
   * @param selection the selected ids; emits `change`
   * @param actions `open(id)`, `remove(ids)`, `selectDay(day)`, and `settled()` when the first pictures are loaded
   */
  constructor(library, selection, actions) {
    this.#library = library;
    this.#selection = selection;
    this.#actions = actions;
    this.element = h('div', { class: 'grid', role: 'group', 'aria-label': 'Pictures' });
    this.element.addEventListener('click', event => this.#click(event));
    this.element.addEventListener('keydown', event => this.#key(event));
    this.element.addEventListener('pointerdown', event => this.#hold(event));
    // Pictures are not dragged out of the page.
    this.element.addEventListener('dragstart', event => event.preventDefault());
    this.element.addEventListener('contextmenu', event => event.pointerType === 'touch' && event.preventDefault());
    this.element.addEventListener('focusin', event => this.#focused(event));
    library.addEventListener('change', () => this.#relayout());
    for (const type of ['change', 'state']) {
      library.addEventListener(type, () => this.element.classList.toggle('first', library.loading && library.length === 0));
    }
    selection.addEventListener('change', () => this.#showSelection());
    addEventListener('scroll', () => this.#schedule(), { passive: true });
    new ResizeObserver(() => {
      if (this.element.clientWidth !== this.#width) this.#relayout();
      this.#schedule();
    }).observe(this.element);
  }

  #relayout() {
    const anchor = this.#anchor();
    this.#width = this.element.clientWidth;
    const phone = this.#width < 600;
    this.#headingHeight = phone ? 40 : 48;
    this.#layout = new Layout(this.#library.ratios, this.#library.days, {
      width: Math.max(100, this.#width),
      rowHeight: phone ? 128 : this.#width < 1200 ? 200 : 232,
      gap: phone ? 3 : 6,
      headingHeight: this.#headingHeight,
      dayGap: phone ? 8 : 16,
    });
    this.element.style.height = `${this.#layout.height}px`;
    this.#placed = null;
    this.#keep(anchor);
    this.#render();
  }

  /** The picture at the top of the window and the distance of its row, if the page is scrolled. */
  #anchor() {
    const top = -this.element.getBoundingClientRect().top;
    if (top <= 0) return null;
    const row = this.#layout.row(this.#layout.rowBelow(top));
    const id = [...this.#tiles].find(([, tile]) => tile.index === row.from)?.[0];
    return id ? { id, offset: row.top - top } : null;
  }

  #keep(anchor) {
    const index = anchor ? this.#library.indexOf(anchor.id) : -1;
    if (index < 0) return;
    const top = -this.element.getBoundingClientRect().top;
    const change = this.#rowOf(index).top - anchor.offset - top;
    if (Math.abs(change) >= 1) scrollBy({ top: change, behavior: 'instant' });
  }

  #rowOf(index) {
    return this.#layout.row(this.#layout.rowOf(index));
  }

  #schedule() {
    this.#frame ||= requestAnimationFrame(() => this.#render());
  }

  #render() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const layout = this.#layout;
    const top = -this.element.getBoundingClientRect().top;
    const bottom = top + innerHeight;
    const now = performance.now();
    const hurried = Math.abs(top - this.#lastTop) > FAST_PIXELS_PER_MILLISECOND * Math.max(16, now - this.#lastTime);
    if (top !== this.#lastTop) this.#lastMove = now;
    this.#lastTop = top;
    this.#lastTime = now;
    // Pictures around the window come after those in it.
    const around = this.#library.ahead ? AROUND : 0;
    const first = layout.rowBelow(top - around);
    const end = Math.min(layout.rows, layout.rowBelow(bottom + around) + 1);
    // The focused picture stays in the document.
    const focused = this.#library.indexOf(document.activeElement.closest('.tile')?.dataset.id);
    const wanted = `${first} ${end} ${focused} ${around}`;
    if (wanted !== this.#placed) this.#place(first, end, focused);
    this.#placed = wanted;
    this.#request(top, bottom, hurried);
    const current = this.#tiles.get(this.#current);
    if (current?.link.tabIndex !== 0) this.#makeCurrent(this.#firstInView(top));
  }

  /** Puts these rows and the focused picture in the document, and nothing else. */
  #place(first, end, focused) {
    const layout = this.#layout;
    const rows = [];
    for (let r = first; r < end; r++) rows.push(layout.row(r));
    const from = rows[0]?.from ?? this.#library.length;
    const to = rows.at(-1)?.to ?? from;
    if (focused >= 0 && (focused < from || focused >= to)) {
      rows.push({ ...this.#rowOf(focused), only: focused });
      this.#library.watch(this.element, focused, focused);
    } else {
      this.#library.unwatch(this.element);
    }
    this.#library.watch(this, from, to);

    const elements = [];
    const shown = new Set();
    let blanks = 0;
    for (const row of rows) {
      layout.places(row).forEach((place, column) => {
        const index = row.from + column;
        if (index !== (row.only ?? index)) return;
        const item = this.#library.at(index);
        if (item) shown.add(item.image_id);
        const element = item ? this.#tile(item, index, place.width, row)
          : this.#blanks[blanks++] ??= h('div', { class: 'blank' });
        element.dataset.from = index;
        element.style.transform = `translate(${place.left}px, ${row.top}px)`;
        element.style.width = `${place.width}px`;
        element.style.height = `${row.height}px`;
        elements.push(element);
      });
    }
    this.#blanks.length = blanks;
    for (const [id, tile] of this.#tiles) if (!shown.has(id)) this.#drop(id, tile);
    this.#order([...this.#headingsOf(rows), ...elements]);
    // The first pictures are requested before their days are named, which takes long the first time.
    if (!this.#named && elements.length > 0) {
      this.#named = true;
      setTimeout(() => {
        this.#placed = null;
        this.#schedule();
      });
      setTimeout(() => this.#advance(0), PATIENCE_MILLISECONDS);
    }
  }

  /**
   * Cancels the requests of pictures that left the window. Requests those in it, and after they are loaded those around it, unless the user
   * scrolls fast.
   */
  #request(top, bottom, hurried) {
    const inWindow = tile => tile.top < bottom && tile.top + tile.height > top;
    for (const tile of this.#tiles.values()) {
      if (tile.requested && !inWindow(tile) && hurried && !tile.element.classList.contains('loaded')) this.#cancel(tile);
    }
    if (hurried) {
      clearTimeout(this.#settling);
      this.#settling = setTimeout(() => {
        this.#settling = 0;
        this.#render();
      }, SETTLE_MILLISECONDS);
    } else if (!this.#settling) {
      const tiles = [...this.#tiles.values()];
      // The largest ones fill most of the window.
      const area = tile => tile.width * (Math.min(bottom, tile.top + tile.height) - Math.max(top, tile.top));
      const visible = tiles.filter(inWindow).sort((a, b) => area(b) - area(a));
      const first = this.#phase === 0 ? visible.slice(0, LARGEST) : visible;
      first.forEach(tile => this.#load(tile, 'high'));
      if (first.length > 0 && first.every(tile => tile.settled)) {
        // Now, because the others would share the connection with them.
        if (this.#phase === 2) tiles.forEach(tile => this.#load(tile, 'auto'));
        else setTimeout(phase => this.#advance(phase), 0, this.#phase); // after this frame is painted
      }
    }
  }

  /** Ends a phase, unless it has ended before. */
  #advance(phase) {
    if (phase !== this.#phase) return;
    this.#phase++;
    if (this.#phase === 2) {
      this.#library.ahead = true;
      this.element.classList.add('settled');
      this.#actions.settled();
    }
    this.#schedule();
  }

  #load(tile, priority) {
    if (tile.requested) return;
    tile.requested = true;
    // There is no address of a picture in the trash.
    if (tile.item.purge_at) return this.#settle(tile);
    tile.img.fetchPriority = priority;
    show(tile.img, tile.item, tile.width);
  }

  #cancel(tile) {
    clearTimeout(tile.timer);
    tile.dropped.abort();
    tile.dropped = new AbortController();
    tile.requested = false;
    tile.settled = false;
    // Aborts a pending download.
    tile.img.removeAttribute('srcset');
    tile.img.removeAttribute('src');
  }

  #firstInView(top) {
    const { from } = this.#layout.row(this.#layout.rowBelow(top));
    return this.#library.at(from)?.image_id ?? null;
  }

  #headingsOf(rows) {
    const shown = new Map();
    for (const { first, day, from, top, only } of this.#named ? rows : []) {
      if (!first || only !== undefined) continue;
      const heading = this.#headings.get(day) ?? this.#heading(String(day).replace(/(....)(..)(..)/, '$1-$2-$3'));
      heading.style.transform = `translateY(${top - this.#headingHeight}px)`;
      heading.dataset.from = from;
      shown.set(day, heading);
    }
    this.#headings = shown;
    return shown.values();
  }

  #heading(day) {
    return h('div', { class: 'day' }, h('h2', {}, dayName(day)),
      h('button', { type: 'button', class: 'day-tick', 'aria-label': `Select all of ${dayName(day)}`, title: 'Select this day', onclick: () => this.#actions.selectDay(day) },
        icon('check')));
  }

  /** Inserts these elements in this order and removes all others. */
  #order(elements) {
    // A heading precedes its pictures.
    const sorted = [...elements].sort((a, b) => place(a) - place(b));
    const kept = new Set(sorted);
    for (const child of [...this.element.children]) if (!kept.has(child)) child.remove();
    let next = this.element.firstChild;
    for (const element of sorted) {
      if (element === next) next = next.nextSibling;
      else this.element.insertBefore(element, next);
    }
  }

  #tile(item, index, width, row) {
    let tile = this.#tiles.get(item.image_id);
    if (tile && tile.item !== item) {
      tile.item = item;
      this.#describe(tile);
    }
    tile ??= this.#make(item);
    tile.index = index;
    tile.width = width;
    tile.top = row.top;
    tile.height = row.height;
    return tile.element;
  }

  #make(item) {
    const img = h('img', { alt: '', decoding: 'async' });
    const link = h('a', { class: 'picture', tabIndex: -1 }, img, h('span', { class: 'caption' }));
    if (item.placeholder) link.style.backgroundImage = `url(${addressOfThumbHash(item.placeholder, item.width, item.height)})`;
    const box = h('button', { type: 'button', class: 'tick', role: 'checkbox', tabIndex: -1 }, icon('check'));
    const element = h('div', { class: 'tile' }, link, box);
    element.dataset.id = item.image_id;
    const tile = { element, link, box, img, item, width: 0, requested: false, settled: false, failures: 0, original: false, dropped: new AbortController() };
    img.addEventListener('load', () => {
      element.classList.toggle('gently', performance.now() - this.#lastMove > FADE_MILLISECONDS);
      element.classList.add('loaded');
      if (this.#phase === 2) this.#settle(tile);
      else img.decode().catch(() => {}).then(() => this.#settle(tile));
    });
    img.addEventListener('error', () => this.#broken(tile));
    this.#tiles.set(item.image_id, tile);
    this.#describe(tile);
    return tile;
  }

  #describe(tile) {
    const { link, box, item } = tile;
    const name = nameOf(item);
    const left = item.purge_at ? timeLeft(item.purge_at) : null;
    link.href = left ? '?state=trashed' : `?image=${item.image_id}`;
    link.setAttribute('aria-label', left ? `${name}, ${left}` : name);
    link.querySelector('.caption').replaceChildren(name, left ? h('small', {}, left) : '');
    tile.element.classList.toggle('trashed', Boolean(left));
    box.setAttribute('aria-label', `Select ${name}`);
    tile.element.classList.toggle('public', item.visibility === 'public');
    this.#mark(tile);
  }

  #mark({ element, box, item }) {
    const chosen = this.#selection.has(item.image_id);
    element.classList.toggle('chosen', chosen);
    box.setAttribute('aria-checked', String(chosen));
  }

  #settle(tile) {
    if (tile.settled) return;
    tile.settled = true;
    this.#schedule();
  }

  /** Retries a transient failure. Without a rendition, the original is shown. */
  async #broken(tile) {
    const { element, img, item } = tile;
    const { signal } = tile.dropped;
    if (!tile.requested) return;
    this.#settle(tile);
    if (tile.failures < RETRIES && await mayComeLater(item, img.currentSrc, signal)) {
      if (signal.aborted) return;
      tile.failures++;
      const wait = RETRY_MILLISECONDS * tile.failures * (0.5 + Math.random());
      if (element.isConnected) tile.timer = setTimeout(() => show(img, tile.item, tile.width), wait);
    } else if (!tile.original) {
      tile.original = true;
      await showOriginal(img, item).catch(() => this.#broken(tile));
    } else {
      element.classList.add('broken');
    }
  }

  #drop(id, tile) {
    this.#cancel(tile);
    tile.element.remove();
    this.#tiles.delete(id);
  }

  #showSelection() {
    this.element.classList.toggle('selecting', this.#selection.size > 0);
    this.#tiles.forEach(tile => this.#mark(tile));
  }

  #click(event) {
    const id = event.target.closest('.tile')?.dataset.id;
    if (!id || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (this.#held) this.#held = false;
    else if (event.target.closest('.tick, .trashed') || this.#selection.size > 0) this.#choose(id, event.shiftKey);
    else this.#actions.open(id);
  }

  /** On a touch screen, where nothing is shown on hover, a long touch selects the first picture. */
  #hold(event) {
    this.#held = false;
    const id = event.target.closest('.tile')?.dataset.id;
    if (event.pointerType !== 'touch' || !id || this.#selection.size > 0) return;
    const over = new AbortController();
    const timer = setTimeout(() => {
      this.#held = true;
      over.abort();
      navigator.vibrate?.(10);
      this.#choose(id, false);
    }, HOLD_MILLISECONDS);
    const stop = () => {
      clearTimeout(timer);
      over.abort();
    };
    const { signal } = over;
    for (const type of ['pointerup', 'pointercancel', 'scroll']) addEventListener(type, stop, { signal });
    addEventListener('pointermove', move => {
      if (Math.hypot(move.clientX - event.clientX, move.clientY - event.clientY) > HOLD_PIXELS) stop();
    }, { signal });
  }

  async #choose(id, range) {
    const image = this.#library.at(this.#library.indexOf(id));
    if (!image) return;
    if (!range) {
      this.#selection.toggle(image);
      return;
    }
    try {
      this.#selection.extend(image, await this.#library.between(this.#selection.last ?? image, image));
    } catch (problem) {
      const { failed } = await import('./toasts.js');
      failed('The pictures in between can\'t be loaded', problem);
    }
  }

  #focused(event) {
    const id = event.target.closest('.tile')?.dataset.id;
    if (id) this.#makeCurrent(id);
  }

  #makeCurrent(id) {
    this.#current = id;
    for (const [other, { link, box }] of this.#tiles) {
      link.tabIndex = box.tabIndex = other === id ? 0 : -1;
    }
  }

  #key(event) {
    const id = event.target.closest('.tile')?.dataset.id;
    if (!id || event.altKey || event.metaKey) return;
    const to = this.#neighbour(this.#library.indexOf(id), event.key);
    if (to !== null) {
      event.preventDefault();
      this.#focusAt(to).then(() => event.shiftKey && this.#choose(this.#current, true));
    } else if (event.key === ' ' || event.key === 'x') {
      event.preventDefault();
      this.#choose(id, event.shiftKey);
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      event.preventDefault();
      this.#actions.remove(this.#selection.size > 0 ? [...this.#selection] : [id]);
    }
  }

  #neighbour(index, key) {
    const last = this.#library.length - 1;
    switch (key) {
      case 'ArrowLeft': return Math.max(0, index - 1);
      case 'ArrowRight': return Math.min(last, index + 1);
      case 'Home': return 0;
      case 'End': return last;
      case 'ArrowUp': return this.#nearest(-1, index);
      case 'ArrowDown': return this.#nearest(1, index);
      default: return null;
    }
  }

  /** The picture of the previous or next row that is below the middle of this one. */
  #nearest(step, index) {
    const layout = this.#layout;
    const number = layout.rowOf(index);
    if (number + step < 0 || number + step >= layout.rows) return index;
    const own = layout.row(number);
    const { left, width } = layout.places(own)[index - own.from];
    const other = layout.row(number + step);
    return other.from + Math.max(0, layout.places(other).findLastIndex(place => place.left <= left + width / 2));
  }

  /** The positions of the pictures that a rectangle touches. Its edges are relative to the grid. */
  touched({ left, top, right, bottom }) {
    const found = [];
    for (let r = this.#layout.rowBelow(top); r < this.#layout.rows; r++) {
      const row = this.#layout.row(r);
      if (row.top > bottom) break;
      this.#layout.places(row).forEach((place, column) => {
        if (place.left <= right && place.left + place.width >= left) found.push(row.from + column);
      });
    }
    return found;
  }

  /** The day of the first pictures below this distance from the top of the window, such as 20261122; null if there are none. */
  dayAt(y) {
    if (this.#layout.rows === 0) return null;
    // The position of the last frame, because reading it again would make the browser arrange the page twice.
    const number = this.#layout.rowBelow(y + this.#lastTop);
    return this.#layout.row(Math.min(number, this.#layout.rows - 1)).day;
  }

  /** Scrolls to a picture and focuses it. */
  focus(id) {
    const index = id ? this.#library.indexOf(id) : -1;
    if (index >= 0) this.#focusAt(index);
  }

  async #focusAt(index) {
    const row = this.#rowOf(index);
    const own = this.element.getBoundingClientRect().top;
    const head = 140;
    if (own + row.top < head) scrollBy({ top: own + row.top - head, behavior: 'instant' });
    else if (own + row.top + row.height > innerHeight - 16) {
      scrollBy({ top: own + row.top + row.height - innerHeight + 16, behavior: 'instant' });
    }
    this.#render();
    if (!this.#library.at(index)) await this.#library.watch(this, row.from, row.to);
    this.#tiles.get(this.#library.at(index)?.image_id)?.link.focus({ preventScroll: true });
  }
}

/** The position of an element among pictures and headings. */
const place = element => Number(element.dataset.from) - (element.classList.contains('day') ? 0.5 : 0);
