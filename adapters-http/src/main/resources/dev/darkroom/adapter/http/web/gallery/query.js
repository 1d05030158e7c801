/** What the address of the page says: filters, and the open picture. */
import { trashDays } from './api.js';

const NAMES = ['state', 'q', 'user_id', 'tag', 'content_type', 'visibility', 'from', 'to', 'order', 'month'];

const MAX_TAGS = 10;

/** The longest text to search for. */
export const MAX_SEARCH = 200;

export const TYPES = [['image/jpeg', 'JPEG'], ['image/png', 'PNG'], ['image/gif', 'GIF'], ['image/webp', 'WebP'], ['image/avif', 'AVIF'], ['image/heic', 'HEIC']];

const isOneOf = (...values) => value => values.includes(value);

function isDay(text) {
  const [year, month, date] = text.split('-').map(Number);
  return /^\d{4}-\d\d-\d\d$/.test(text) && new Date(Date.UTC(year, month - 1, date)).toISOString().startsWith(text);
}

/** What the server accepts. */
const VALID = {
  state: value => value === 'trashed' && trashDays > 0,
  q: value => isSearch(value),
  user_id: value => /^[\w.:@|-]{1,128}$/.test(value),
  tag: value => value.length <= 50,
  content_type: isOneOf(...TYPES.map(([type]) => type)),
  visibility: isOneOf('private', 'public'),
  from: isDay,
  to: isDay,
  order: isOneOf('asc', 'desc'),
  month: value => /^\d{4}-(0[1-9]|1[0-2])$/.test(value),
};

/** The state of the page in a query: its filters, the id of the open picture, and the parameters that are ignored because they are invalid. */
export function stateOf(query) {
  const parameters = new URLSearchParams(query);
  const filters = {};
  const invalid = [];
  for (const [name, value] of parameters) {
    if (!NAMES.includes(name) || value === '') continue;
    if (name === 'tag' && VALID.tag(value) && (filters.tag ?? []).length < MAX_TAGS) filters.tag = [...new Set([...filters.tag ?? [], value])];
    else if (!(name in filters) && VALID[name](value)) filters[name] = value;
    else invalid.push(`${name}=${value}`);
  }
  // A picture in the trash has no page of its own.
  return { filters, image: filters.state ? null : parameters.get('image'), invalid };
}

/** Whether the issuer of tokens has redirected back to the page. */
export const isReturn = query => ![null, 'trashed'].includes(new URLSearchParams(query).get('state'));

export function queryOf(filters) {
  const given = NAMES.filter(name => filters[name]).flatMap(name => [filters[name]].flat().map(value => [name, value]));
  const text = new URLSearchParams(given).toString();
  return text && `?${text}`;
}

export const isFiltered = filters => NAMES.some(name => !['order', 'month', 'state'].includes(name) && filters[name]);

/** Lower case and without accents. */
const plain = text => (text ?? '').normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

const wordsOf = text => plain(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean);

/** Whether the server accepts a text: it has 1 to 10 words. */
const isSearch = text => text.length <= MAX_SEARCH && wordsOf(text).length > 0 && wordsOf(text).length <= 10;

/** Whether a picture contains all words, the last one as a prefix. */
export function contains({ title, description, filename, tags }, text) {
  const found = wordsOf([title, description, filename, ...tags].join(' '));
  return wordsOf(text).every((word, i, all) => (i < all.length - 1 ? found.includes(word) : found.some(each => each.startsWith(word))));
}
