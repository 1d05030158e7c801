/** Panoramas and tall strips are cropped to these proportions in the grid. */
const MIN_RATIO = 0.5;
const MAX_RATIO = 3;

export const ratioOf = image => Math.min(MAX_RATIO, Math.max(MIN_RATIO, image.width / image.height));

/**
 * Arranges pictures day by day in rows of full width, and keeps their proportions. It stores only numbers: ten thousand pictures take some
 * kilobytes and some milliseconds. A row is identified by its number from the top, a picture by its index.
 */
export class Layout {
  height = 0;
  #ratios;
  #days;
  #options;
  /** The first picture of each row, and finally the number of all pictures. */
  #firsts;
  #tops;
  #heights;

  /**
   * @param ratios {Float32Array} width divided by height of each picture
   * @param days {Int32Array} the day of each picture
   */
  constructor(ratios, days, options = { width: 100, rowHeight: 1, gap: 0, headingHeight: 0, dayGap: 0 }) {
    this.#ratios = ratios;
    this.#days = days;
    this.#options = options;
    const firsts = [];
    const tops = [];
    const heights = [];
    const { gap, headingHeight, dayGap } = options;
    let top = 0;
    for (let from = 0, end; from < ratios.length; from = end) {
      end = from + 1;
      while (end < ratios.length && days[end] === days[from]) end++;
      top += (from > 0 ? dayGap : 0) + headingHeight;
      for (let start = from; start < end;) {
        const { to, height } = this.#fill(start, end);
        firsts.push(start);
        tops.push(top);
        heights.push(height);
        top += height + gap;
        start = to;
      }
      top -= gap;
    }
    this.#firsts = Int32Array.from([...firsts, ratios.length]);
    this.#tops = Float64Array.from(tops);
    this.#heights = Float32Array.from(heights);
    this.height = top;
  }

  /** The row that begins at `from`, with the number of pictures that brings its height closest to the target. */
  #fill(from, end) {
    const { width, gap, rowHeight } = this.#options;
    const heightOf = (ratios, count) => (width - gap * (count - 1)) / ratios;
    let ratios = 0;
    for (let to = from; to < end; to++) {
      const more = ratios + this.#ratios[to];
      const next = heightOf(more, to + 1 - from);
      if (next <= rowHeight) {
        const before = to === from ? Infinity : heightOf(ratios, to - from);
        return next / rowHeight >= rowHeight / before ? { to: to + 1, height: next } : { to, height: before };
      }
      ratios = more;
    }
    // The last row of a day is not stretched, unless it nearly fills the width.
    const full = heightOf(ratios, end - from);
    return { to: end, height: full <= rowHeight * 1.25 ? full : rowHeight };
  }

  get rows() {
    return this.#tops.length;
  }

  /** A row: its position, its first picture, the one after its last, and whether it is the first row of a day. */
  row(number) {
    const from = this.#firsts[number];
    return {
      top: this.#tops[number],
      height: this.#heights[number],
      from,
      to: this.#firsts[number + 1],
      day: this.#days[from],
      first: from === 0 || this.#days[from] !== this.#days[from - 1],
    };
  }

  /** The left edge and the width of each picture of a row. */
  places({ from, to, height }) {
    const { width, gap } = this.#options;
    const places = [];
    for (let i = from, left = 0; i < to; i++) {
      const own = this.#ratios[i] * height;
      places.push({ left, width: Math.min(own, width - left) });
      left += own + gap;
    }
    return places;
  }

  /** The number of the first row that ends below `y`, or the number of rows if there is none. */
  rowBelow(y) {
    return first(this.rows, number => this.#tops[number] + this.#heights[number] >= y);
  }

  /** The number of the row of a picture. */
  rowOf(index) {
    return first(this.rows, number => this.#firsts[number + 1] > index);
  }
}

/** Binary search: the first number below a limit that passes a test, which all later numbers pass too. */
function first(count, passes) {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (passes(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
