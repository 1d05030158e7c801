/** Panoramas and strips are cut to these proportions in the grid. */
const MIN_RATIO = 0.5;
const MAX_RATIO = 3;

export const ratioOf = image => Math.min(MAX_RATIO, Math.max(MIN_RATIO, image.width / image.height));

/**
 * Sets pictures in rows of full width that keep every picture's shape, day by day. The result is only numbers, so that ten
 * thousand pictures are set in some milliseconds.
 *
 * @param {{width: number, height: number, day: string}[]} items in their order
 * @returns rows from top to bottom, each `{top, height, from, to, lefts, widths}`, where `from` and `to` are indexes into `items`;
 *   headings `{top, day, from, to}`; and the height of all
 */
export function justify(items, { width, rowHeight, gap, headingHeight, dayGap }) {
  const rows = [];
  const headings = [];
  let top = 0;
  for (let from = 0, to; from < items.length; from = to) {
    to = from + 1;
    while (to < items.length && items[to].day === items[from].day) to++;
    if (from > 0) top += dayGap;
    headings.push({ top, day: items[from].day, from, to });
    top += headingHeight;
    for (let start = from; start < to;) {
      const row = fill(items, start, to, width, rowHeight, gap);
      rows.push({ top, ...row });
      top += row.height + gap;
      start = row.to;
    }
    top -= gap;
  }
  return { rows, headings, height: top };
}

/** The row that begins at `from`: as many pictures as bring its height nearest to the one wanted. */
function fill(items, from, end, width, wanted, gap) {
  const heightOf = (ratios, count) => (width - gap * (count - 1)) / ratios;
  let ratios = 0;
  let to = from;
  while (to < end) {
    const ratio = ratioOf(items[to]);
    const next = heightOf(ratios + ratio, to + 1 - from);
    if (next <= wanted) {
      const before = to === from ? Infinity : heightOf(ratios, to - from);
      if (next / wanted >= wanted / before) {
        ratios += ratio;
        to++;
      }
      return row(items, from, to, heightOf(ratios, to - from), width, gap);
    }
    ratios += ratio;
    to++;
  }
  // The last row of a day is not stretched, unless it nearly fills the width.
  const full = heightOf(ratios, to - from);
  return row(items, from, to, full <= wanted * 1.25 ? full : wanted, width, gap);
}

function row(items, from, to, height, width, gap) {
  const lefts = [];
  const widths = [];
  for (let i = from, left = 0; i < to; i++) {
    const tile = ratioOf(items[i]) * height;
    lefts.push(left);
    widths.push(Math.min(tile, width - left));
    left += tile + gap;
  }
  return { from, to, height, lefts, widths };
}

/** The first of the rows (or headings) that ends below `y`. */
export function firstBelow(rows, y) {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle].top + (rows[middle].height ?? 0) >= y) high = middle;
    else low = middle + 1;
  }
  return low;
}
