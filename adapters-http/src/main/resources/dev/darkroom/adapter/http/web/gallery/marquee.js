import { h } from './dom.js';

/** A shorter movement is a click. */
const START_PIXELS = 6;

/** The page scrolls while the pointer is this close to the upper or lower edge of the pictures in the window. */
const EDGE_PIXELS = 48;
const PIXELS_PER_MILLISECOND = 0.9;

/**
 * Selects the pictures that a rectangle touches, which the user draws with the mouse. They are added to the selection. Escape restores the
 * selection. Touch scrolls as usual, and a long touch selects.
 */
export class Marquee {
  #grid;
  #library;
  #selection;
  #drag = null;

  constructor(grid, library, selection) {
    this.#grid = grid;
    this.#library = library;
    this.#selection = selection;
    this.element = h('div', { class: 'marquee', hidden: true });
    document.querySelector('main').addEventListener('pointerdown', event => this.#press(event));
  }

  #press(event) {
    if (event.pointerType !== 'mouse' || event.button !== 0 || this.#library.length === 0 || event.target.closest('button, .message')) return;
    const { left, top } = this.#grid.element.getBoundingClientRect();
    const over = new AbortController();
    this.#drag = {
      from: { x: event.clientX - left, y: event.clientY - top }, pointer: event, pressed: event,
      before: this.#selection.images, touched: new Map(), started: false, over,
    };
    const { signal } = over;
    addEventListener('pointermove', move => this.#move(move), { signal });
    addEventListener('scroll', () => this.#draw(), { signal, passive: true });
    addEventListener('pointerup', () => this.#end(), { signal });
    addEventListener('pointercancel', () => this.#cancel(), { signal });
    addEventListener('blur', () => this.#cancel(), { signal });
    addEventListener('keydown', key => {
      if (key.key !== 'Escape' || !this.#drag.started) return;
      key.preventDefault();
      key.stopPropagation();
      this.#cancel();
    }, { signal, capture: true });
  }

  #move(event) {
    const drag = this.#drag;
    drag.pointer = event;
    if (!drag.started) {
      if (Math.hypot(event.clientX - drag.pressed.clientX, event.clientY - drag.pressed.clientY) < START_PIXELS) return;
      drag.started = true;
      document.body.classList.add('drawing');
      getSelection().removeAllRanges();
      this.#scroll(performance.now());
    }
    this.#draw();
  }

  /** Scrolls as long as the pointer is at an edge. */
  #scroll(last) {
    if (!this.#drag) return;
    const now = performance.now();
    const distance = Math.min(200, now - last) * PIXELS_PER_MILLISECOND;
    const { clientY } = this.#drag.pointer;
    const top = document.querySelector('.top').getBoundingClientRect().bottom;
    if (clientY < top + EDGE_PIXELS) scrollBy({ top: -distance, behavior: 'instant' });
    else if (clientY > innerHeight - EDGE_PIXELS) scrollBy({ top: distance, behavior: 'instant' });
    requestAnimationFrame(() => this.#scroll(now));
  }

  #draw() {
    const drag = this.#drag;
    if (!drag?.started) return;
    const origin = this.#grid.element.getBoundingClientRect();
    const x = drag.pointer.clientX - origin.left;
    const y = drag.pointer.clientY - origin.top;
    const [left, right] = [Math.min(x, drag.from.x), Math.max(x, drag.from.x)];
    const [top, bottom] = [Math.min(y, drag.from.y), Math.max(y, drag.from.y)];
    this.element.hidden = false;
    this.element.style.transform = `translate(${origin.left + left}px, ${origin.top + top}px)`;
    this.element.style.width = `${right - left}px`;
    this.element.style.height = `${bottom - top}px`;
    // Pictures that were dropped from memory since they were touched stay.
    const touched = new Map(this.#grid.touched({ left, top, right, bottom })
      .map(index => [index, this.#library.at(index) ?? drag.touched.get(index)]).filter(([, image]) => image));
    if (touched.size === drag.touched.size && [...touched.keys()].every(index => drag.touched.has(index))) return;
    drag.touched = touched;
    this.#selection.set([...drag.before, ...touched.values()]);
  }

  #cancel() {
    if (this.#drag.started) this.#selection.set(this.#drag.before);
    this.#end();
  }

  #end() {
    const { started, over } = this.#drag;
    over.abort();
    this.#drag = null;
    this.element.hidden = true;
    document.body.classList.remove('drawing');
    if (!started) return;
    // The click at the end would open or select the picture below the pointer.
    const swallow = event => {
      event.preventDefault();
      event.stopPropagation();
    };
    addEventListener('click', swallow, { capture: true, once: true });
    addEventListener('pointerdown', () => removeEventListener('click', swallow, { capture: true }), { capture: true, once: true });
  }
}
