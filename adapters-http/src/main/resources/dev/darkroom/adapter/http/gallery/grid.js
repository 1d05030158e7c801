import { mayComeLater, show, showOriginal } from './api.js';
import { dayName, h, icon, nameOf } from './dom.js';
import { firstBelow, justify } from './layout.js';
import { drawThumbHash } from './thumbhash.js';

/** What is this far from the window is in the document, in CSS pixels; the rest is only known by its place. */
const AROUND = 700;

/** From here on the next page is read. */
const READ_AHEAD = 2500;

/** What flies past is not fetched; there is so much around the window that nobody sees the wait. */
const SETTLE_MILLISECONDS = 120;

const RETRIES = 8;
const RETRY_MILLISECONDS = 500;

/** A finger that stays so long chooses what is under it. */
const HOLD_MILLISECONDS = 450;
const HOLD_PIXELS = 10;

/**
 * The pictures in rows by day. Only those near the window are in the document, each with its placeholder in its final shape until
 * it is there. One of them can be reached by Tab, the others by the arrow keys.
 */
export class Grid {
  #library;
  #selection;
  #actions;
  #layout = { rows: [], headings: [], height: 0 };
  #tiles = new Map();
  #headings = new Map();
  #current = null;
  #frame = 0;
  #width = 0;
  #lastTop = 0;
  #held = false;

  /**
   * @param selection the ids chosen; tells `change`
   * @param actions `open(id)`
   */
  constructor(library, selection, actions) {
    this.#library = library;
    this.#selection = selection;
    this.#actions = actions;
    this.element = h('div', { class: 'grid', role: 'group', 'aria-label': 'Pictures' });
    this.element.addEventListener('click', event => this.#click(event));
    this.element.addEventListener('keydown', event => this.#key(event));
    this.element.addEventListener('pointerdown', event => this.#hold(event));
    this.element.addEventListener('contextmenu', event => event.pointerType === 'touch' && event.preventDefault());
    this.element.addEventListener('focusin', event => this.#focused(event));
    library.addEventListener('change', () => this.#relayout());
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
    this.#layout = justify(this.#library.items, {
      width: Math.max(100, this.#width),
      rowHeight: phone ? 128 : this.#width < 1200 ? 200 : 232,
      gap: phone ? 3 : 6,
      headingHeight: phone ? 40 : 48,
      dayGap: phone ? 8 : 16,
    });
    this.element.style.height = `${this.#layout.height}px`;
    this.#keep(anchor);
    this.#render();
  }

  /** The picture at the top of the window and how far its row is from there, when one has scrolled down. */
  #anchor() {
    const top = -this.element.getBoundingClientRect().top;
    if (top <= 0) return null;
    const row = this.#layout.rows[firstBelow(this.#layout.rows, top)];
    const id = row && [...this.#tiles].find(([, tile]) => tile.index === row.from)?.[0];
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
    const { rows } = this.#layout;
    let low = 0;
    let high = rows.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (rows[middle].to > index) high = middle;
      else low = middle + 1;
    }
    return rows[low];
  }

  #schedule() {
    this.#frame ||= requestAnimationFrame(() => this.#render());
  }

  #render() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const { rows, headings, height } = this.#layout;
    const top = -this.element.getBoundingClientRect().top;
    const bottom = top + innerHeight;
    const hurried = Math.abs(top - this.#lastTop) > 1;
    this.#lastTop = top;
    const shown = new Set();
    const wanted = [];
    const items = this.#library.items;
    for (let r = firstBelow(rows, top - AROUND); r < rows.length && rows[r].top <= bottom + AROUND; r++) {
      for (let index = rows[r].from; index < rows[r].to; index++) {
        shown.add(items[index].image_id);
        wanted.push(() => this.#tile(items[index], index, rows[r], hurried));
      }
    }
    // The one that has the focus stays, wherever one scrolls.
    for (const [id, tile] of this.#tiles) {
      if (shown.has(id)) continue;
      const index = tile.element.contains(document.activeElement) ? this.#library.indexOf(id) : -1;
      if (index >= 0) wanted[index < (wanted.length ? this.#library.indexOf([...shown][0]) : 0) ? 'unshift' : 'push'](
        () => this.#tile(items[index], index, this.#rowOf(index), true));
      else this.#drop(id, tile);
    }
    const elements = wanted.map(make => make());
    this.#order([...this.#headingsIn(headings, top - AROUND, bottom + AROUND), ...elements]);
    if (!elements.some(element => element.firstChild.tabIndex === 0)) this.#makeCurrent(this.#firstInView(top));
    if (bottom + READ_AHEAD > height && !this.#library.problem) this.#library.more();
  }

  #firstInView(top) {
    const row = this.#layout.rows[firstBelow(this.#layout.rows, top)];
    return row ? this.#library.items[row.from].image_id : null;
  }

  #headingsIn(headings, top, bottom) {
    const shown = new Map();
    for (const { day, top: y, from, to } of headings) {
      if (y < top || y > bottom) continue;
      const heading = this.#headings.get(day) ?? h('h2', { class: 'day' }, h('span', {}, dayName(day)));
      heading.style.transform = `translateY(${y}px)`;
      heading.dataset.from = from;
      heading.dataset.to = to;
      shown.set(day, heading);
    }
    this.#headings = shown;
    return shown.values();
  }

  /** Puts the elements into the document in this order and takes out every other one. */
  #order(elements) {
    // A heading goes before its pictures.
    const sorted = [...elements].sort((a, b) => place(a) - place(b));
    const kept = new Set(sorted);
    for (const child of [...this.element.children]) if (!kept.has(child)) child.remove();
    let next = this.element.firstChild;
    for (const element of sorted) {
      if (element === next) next = next.nextSibling;
      else this.element.insertBefore(element, next);
    }
  }

  #tile(item, index, row, hurried) {
    let tile = this.#tiles.get(item.image_id);
    if (tile && tile.item !== item) {
      tile.item = item;
      this.#describe(tile);
    }
    tile ??= this.#make(item, hurried);
    tile.index = index;
    const column = index - row.from;
    const { element } = tile;
    element.dataset.from = index;
    element.style.transform = `translate(${row.lefts[column]}px, ${row.top}px)`;
    element.style.width = `${row.widths[column]}px`;
    element.style.height = `${row.height}px`;
    tile.width = row.widths[column];
    return element;
  }

  #make(item, hurried) {
    const canvas = h('canvas', { class: 'placeholder', 'aria-hidden': 'true' });
    if (item.placeholder) drawThumbHash(canvas, item.placeholder, item.width, item.height);
    const img = h('img', { alt: '', decoding: 'async', draggable: false });
    const link = h('a', { class: 'picture', draggable: false, tabIndex: -1 }, canvas, img, h('span', { class: 'caption' }));
    const box = h('button', { type: 'button', class: 'tick', role: 'checkbox', tabIndex: -1 }, icon('check'));
    const element = h('div', { class: 'tile' }, link, box);
    element.dataset.id = item.image_id;
    const tile = { element, link, box, img, item, width: 0, failures: 0, original: false };
    img.addEventListener('load', () => element.classList.add('loaded'));
    img.addEventListener('error', () => this.#broken(tile));
    tile.timer = setTimeout(() => show(img, tile.item, tile.width), hurried ? SETTLE_MILLISECONDS : 0);
    this.#tiles.set(item.image_id, tile);
    this.#describe(tile);
    return tile;
  }

  #describe(tile) {
    const { link, box, item } = tile;
    const name = nameOf(item);
    link.href = `?image=${item.image_id}`;
    link.setAttribute('aria-label', name);
    link.querySelector('.caption').textContent = name;
    box.setAttribute('aria-label', `Select ${name}`);
    tile.element.classList.toggle('public', item.visibility === 'public');
    this.#mark(tile);
  }

  #mark({ element, box, item }) {
    const chosen = this.#selection.has(item.image_id);
    element.classList.toggle('chosen', chosen);
    box.setAttribute('aria-checked', String(chosen));
  }

  /** What may come later is asked for again; what has no rendition is shown as it is. */
  async #broken(tile) {
    const { element, img, item } = tile;
    if (tile.failures < RETRIES && await mayComeLater(item)) {
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
    clearTimeout(tile.timer);
    // Ends a download that is under way.
    tile.img.removeAttribute('srcset');
    tile.img.removeAttribute('src');
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
    else if (event.target.closest('.tick') || this.#selection.size > 0) this.#choose(id, event.shiftKey);
    else this.#actions.open(id);
  }

  /** On a touch screen nothing shows on hover: the first picture is chosen by holding it. */
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

  #choose(id, range) {
    if (range) this.#selection.extend(id, this.#library.items.map(item => item.image_id));
    else this.#selection.toggle(id);
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
    const index = this.#library.indexOf(id);
    const to = this.#neighbour(index, event.key);
    if (to !== null) {
      event.preventDefault();
      this.focus(this.#library.items[to]?.image_id);
      if (event.shiftKey) this.#choose(this.#current, true);
    } else if (event.key === ' ' || event.key === 'x') {
      event.preventDefault();
      this.#choose(id, event.shiftKey);
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      event.preventDefault();
      this.#actions.remove(this.#selection.size > 0 ? [...this.#selection] : [id]);
    }
  }

  #neighbour(index, key) {
    const { rows } = this.#layout;
    const last = this.#library.items.length - 1;
    switch (key) {
      case 'ArrowLeft': return Math.max(0, index - 1);
      case 'ArrowRight': return Math.min(last, index + 1);
      case 'Home': return 0;
      case 'End': return last;
      case 'ArrowUp': return this.#nearest(rows, rows.indexOf(this.#rowOf(index)) - 1, index);
      case 'ArrowDown': return this.#nearest(rows, rows.indexOf(this.#rowOf(index)) + 1, index);
      default: return null;
    }
  }

  /** Of another row the picture under the middle of this one. */
  #nearest(rows, other, index) {
    if (other < 0 || other >= rows.length) return index;
    const own = this.#rowOf(index);
    const middle = own.lefts[index - own.from] + own.widths[index - own.from] / 2;
    const row = rows[other];
    let best = 0;
    for (let i = 1; i < row.lefts.length; i++) if (row.lefts[i] <= middle) best = i;
    return row.from + best;
  }

  /** Brings a picture into the window and gives it the focus. */
  focus(id) {
    const index = id ? this.#library.indexOf(id) : -1;
    if (index < 0) return;
    const row = this.#rowOf(index);
    const own = this.element.getBoundingClientRect().top;
    const head = 140;
    if (own + row.top < head) scrollBy({ top: own + row.top - head, behavior: 'instant' });
    else if (own + row.top + row.height > innerHeight - 16) {
      scrollBy({ top: own + row.top + row.height - innerHeight + 16, behavior: 'instant' });
    }
    this.#render();
    this.#tiles.get(id)?.link.focus({ preventScroll: true });
  }
}

/** Where an element belongs among pictures and headings. */
const place = element => Number(element.dataset.from) - (element.classList.contains('day') ? 0.5 : 0);

/** The pictures chosen, by id. Tells `change`. */
export class Selection extends EventTarget {
  #ids = new Set();
  #last = null;

  get size() {
    return this.#ids.size;
  }

  [Symbol.iterator]() {
    return this.#ids[Symbol.iterator]();
  }

  has(id) {
    return this.#ids.has(id);
  }

  toggle(id) {
    if (!this.#ids.delete(id)) this.#ids.add(id);
    this.#last = id;
    this.dispatchEvent(new Event('change'));
  }

  /** Chooses everything between the last one chosen and this. */
  extend(id, order) {
    const [from, to] = [order.indexOf(this.#last ?? id), order.indexOf(id)].sort((a, b) => a - b);
    order.slice(Math.max(0, from), to + 1).forEach(each => this.#ids.add(each));
    this.#last = id;
    this.dispatchEvent(new Event('change'));
  }

  clear() {
    if (this.#ids.size === 0) return;
    this.#ids.clear();
    this.#last = null;
    this.dispatchEvent(new Event('change'));
  }
}
