import { Problem, viewCalendar } from './api.js';
import { count, h } from './dom.js';

const PAUSE_MILLISECONDS = 300;
const FRESH_MILLISECONDS = 1000;

const MONTH = new Intl.DateTimeFormat(undefined, { month: 'long', year: 'numeric', timeZone: 'UTC' });

const nameOfMonth = month => MONTH.format(new Date(`${month}-15`));

/**
 * A slider over all months with pictures, and the number of pictures. It follows the page when it is scrolled, and shows a bar for the number
 * of each month. It calls `go(month)`; without a month for the start of the list.
 */
export class Timeline {
  #library;
  #grid;
  #months = [];
  #month;
  #asked = 0;
  #timer = 0;
  #frame = 0;
  /** The height of the bar at the top, which covers pictures. */
  #covered = 0;
  /** Whether the user is moving the slider. */
  #moving = false;

  constructor(library, grid, go) {
    this.#library = library;
    this.#grid = grid;
    this.total = document.querySelector('.total');
    this.slider = h('input', { type: 'range', min: 0, step: 1, 'aria-label': 'Month' });
    this.bars = h('div', { class: 'bars', 'aria-hidden': 'true' });
    this.years = h('div', { class: 'years', 'aria-hidden': 'true' });
    this.bubble = h('div', { class: 'bubble', 'aria-hidden': 'true', hidden: true });
    this.element = h('nav', { class: 'timeline', 'aria-label': 'Timeline', hidden: true }, this.bars, this.years, this.slider, this.bubble);
    this.slider.addEventListener('input', () => {
      this.#moving = true;
      this.#say(true);
    });
    this.slider.addEventListener('blur', () => this.#say(false));
    this.slider.addEventListener('change', () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => {
        this.#moving = false;
        this.#say(false);
        const at = Number(this.slider.value);
        const month = at === 0 ? undefined : this.#months[at].month;
        if (month !== this.#month) go(month);
        else scrollTo({ top: 0, behavior: 'instant' });
      }, PAUSE_MILLISECONDS);
    });
    addEventListener('scroll', () => {
      this.#frame ||= requestAnimationFrame(() => this.#follow());
    }, { passive: true });
    // Asking for the height in each frame would make the browser arrange the page early.
    new ResizeObserver(([{ borderBoxSize: [{ blockSize }] }]) => this.#covered = blockSize).observe(document.querySelector('.top'));
    let fresh = 0;
    library.addEventListener('total', () => {
      clearTimeout(fresh);
      fresh = setTimeout(() => this.show(), FRESH_MILLISECONDS);
    });
  }

  /** Shows the months of the library's filters. */
  async show() {
    const { filters } = this.#library;
    const asked = ++this.#asked;
    this.#month = filters.month;
    let calendar = { months: [], total: null };
    try {
      // Search results and the trash have no calendar.
      if (!filters.q && !filters.state) calendar = await viewCalendar(this.#library.calendarQuery());
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
    }
    if (asked !== this.#asked) return;
    this.total.textContent = calendar.total ? count(calendar.total, 'picture') : '';
    this.#months = filters.order === 'asc' ? calendar.months.toReversed() : calendar.months;
    this.#fill();
  }

  #fill() {
    const { length } = this.#months;
    this.element.hidden = length < 2;
    document.body.classList.toggle('has-timeline', length >= 2);
    this.slider.max = Math.max(0, length - 1);
    this.slider.value = Math.max(0, this.#months.findIndex(({ month }) => month === this.#month));
    const most = Math.max(...this.#months.map(each => each.count));
    this.bars.replaceChildren(...this.#months.map((each, i) => {
      const bar = h('i');
      bar.style.top = `${i / Math.max(1, length - 1) * 100}%`;
      // The root, so that the other bars can be seen if one month has most of the pictures.
      bar.style.width = `${Math.sqrt(each.count / most) * 100}%`;
      return bar;
    }));
    let last = -1;
    this.years.replaceChildren(...this.#months.flatMap(({ month }, i) => {
      const year = month.slice(0, 4);
      const at = i / (length - 1);
      // Years that are closer together would overlap.
      if ((i > 0 && this.#months[i - 1].month.startsWith(year)) || (last >= 0 && at - last < 0.05)) return [];
      last = at;
      const label = h('span', {}, year);
      label.style.top = `${at * 100}%`;
      return [label];
    }));
    this.#say(false);
    this.#follow();
  }

  /** Moves the thumb to the month of the pictures at the top of the window. */
  #follow() {
    this.#frame = 0;
    const day = this.#grid.dayAt(this.#covered);
    if (this.#moving || day === null || this.element.hidden) return;
    const shown = String(day).replace(/(....)(..)../, '$1-$2');
    const ascending = this.#library.filters.order === 'asc';
    // Months are those of UTC, days are local. Therefore, the month may not have pictures.
    const at = this.#months.findIndex(({ month }) => (ascending ? month >= shown : month <= shown));
    if (at < 0 || at === Number(this.slider.value)) return;
    this.slider.value = at;
    this.#say(false);
  }

  #say(visible) {
    const { month, count: number } = this.#months[Number(this.slider.value)] ?? {};
    if (!month) return;
    const text = `${nameOfMonth(month)} · ${count(number, 'picture')}`;
    this.slider.setAttribute('aria-valuetext', text);
    this.bubble.textContent = text;
    this.bubble.hidden = !visible;
    this.bubble.style.top = `${Number(this.slider.value) / Math.max(1, this.#months.length - 1) * 100}%`;
  }
}
