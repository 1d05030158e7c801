/**
 * Draws a ThumbHash (Evan Wallace, 2023, https://evanw.github.io/thumbhash/): some 25 bytes that hold a picture's average colour and
 * the first coefficients of a discrete cosine transform of its lightness, two colour differences and its transparency.
 */

/** Pixels of the long side. The browser smooths the result. */
const SIDE = 24;

/** Reads numbers of four bits, the lower half of each byte first. */
class Nibbles {
  constructor(bytes, start) {
    this.bytes = bytes;
    this.next = 2 * start;
  }

  read() {
    const nibble = (this.bytes[this.next >> 1] >> (4 * (this.next & 1))) & 15;
    this.next++;
    return nibble;
  }
}

/** The varying terms in the triangle of low frequencies, each with its two wave numbers. */
function terms(nibbles, across, down, scale) {
  const found = [];
  for (let j = 0; j < down; j++) {
    for (let i = j === 0 ? 1 : 0; i * down < across * (down - j); i++) {
      found.push({ i, j, factor: 2 * scale * (nibbles.read() / 7.5 - 1) });
    }
  }
  return found;
}

/** The waves with 0 to 6 half periods over this number of pixels. */
function waves(pixels) {
  return Array.from({ length: 7 }, (_, term) =>
    Float32Array.from({ length: pixels }, (_, pixel) => Math.cos(Math.PI / pixels * term * (pixel + 0.5))));
}

/** The bytes of a bitmap before its pixels: a file header, and a `BITMAPV4HEADER`, which has a mask for transparency. */
const HEADER = 14 + 108;

/**
 * The address of a small picture with the given proportions: a bitmap, as a `data:` URL. A `canvas` would be a layer of its own for each
 * picture, which the browser copies in every frame.
 *
 * @param {string} hash in base64
 */
export function addressOfThumbHash(hash, width, height) {
  const scale = SIDE / Math.max(width, height);
  const columns = Math.max(1, Math.round(width * scale));
  const rows = Math.max(1, Math.round(height * scale));
  const file = new Uint8Array(HEADER + 4 * columns * rows);
  const view = new DataView(file.buffer);
  const write = (at, ...numbers) => numbers.forEach((number, i) => view.setUint32(at + 4 * i, number, true));
  file.set([0x42, 0x4d]);
  write(2, file.length, 0, HEADER);
  // The rows from the top, one plane of 32 bits, and the masks of red, green, blue and opacity.
  write(14, 108, columns, -rows, 32 << 16 | 1, 3, 0, 0, 0, 0, 0, 0xff, 0xff00, 0xff0000, 0xff000000, 0x73524742);
  file.set(decode(Uint8Array.from(atob(hash), char => char.charCodeAt(0)), columns, rows), HEADER);
  return `data:image/bmp;base64,${btoa(String.fromCharCode(...file))}`;
}

function decode(bytes, width, height) {
  const low = bytes[0] | bytes[1] << 8 | bytes[2] << 16;
  const high = bytes[3] | bytes[4] << 8;
  const hasAlpha = low >> 23 === 1;
  const most = hasAlpha ? 5 : 7;
  const least = Math.max(3, high & 7);
  const [across, down] = high >> 15 ? [most, least] : [least, most];
  const nibbles = new Nibbles(bytes, hasAlpha ? 6 : 5);
  // The order matters: it is the order of the bytes.
  const lightness = { constant: (low & 63) / 63, terms: terms(nibbles, across, down, (low >> 18 & 31) / 31) };
  const yellowBlue = { constant: (low >> 6 & 63) / 31.5 - 1, terms: terms(nibbles, 3, 3, 1.25 * (high >> 3 & 63) / 63) };
  const redGreen = { constant: (low >> 12 & 63) / 31.5 - 1, terms: terms(nibbles, 3, 3, 1.25 * (high >> 9 & 63) / 63) };
  const alpha = hasAlpha
    ? { constant: (bytes[5] & 15) / 15, terms: terms(nibbles, 5, 5, (bytes[5] >> 4) / 15) }
    : { constant: 1, terms: [] };

  const columns = waves(width);
  const rows = waves(height);
  const [l, p, q, a] = [lightness, yellowBlue, redGreen, alpha].map(channel => plane(channel, columns, rows));
  const rgba = new Uint8ClampedArray(4 * width * height);
  for (let pixel = 0, next = 0; pixel < l.length; pixel++) {
    const blue = l[pixel] - 2 / 3 * p[pixel];
    const red = (3 * l[pixel] - blue + q[pixel]) / 2;
    rgba[next++] = 255 * red;
    rgba[next++] = 255 * (red - q[pixel]);
    rgba[next++] = 255 * blue;
    rgba[next++] = 255 * a[pixel];
  }
  return rgba;
}

/** The values of a channel at all pixels. */
function plane({ constant, terms }, columns, rows) {
  const [width, height] = [columns[0].length, rows[0].length];
  const values = new Float32Array(width * height).fill(constant);
  for (const { i, j, factor } of terms) {
    const column = columns[i];
    for (let y = 0, next = 0; y < height; y++) {
      const down = factor * rows[j][y];
      for (let x = 0; x < width; x++) values[next++] += down * column[x];
    }
  }
  return values;
}
