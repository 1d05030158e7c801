/**
 * The client of the HTTP API. URLs are relative, because a proxy may add a prefix to the paths. A user who is signed in sends a token, which
 * is kept until the tab is closed.
 */
import { untilReachable, whileAway } from './connection.js';

/** For how many days the trash keeps pictures; 0 if there is no trash. */
export const trashDays = Number(document.documentElement.dataset.trashDays ?? 0);

const TOKEN = 'darkroom.token';
const USER = 'darkroom.user';

/** A refusal; `message` is its `detail`. */
export class Problem extends Error {
  constructor(status, body, retryAfterSeconds) {
    super(body?.detail ?? body?.error ?? (status === 0 ? 'The server can\'t be reached.' : `The server answered ${status}.`));
    this.status = status;
    this.code = body?.code ?? null;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** The user of the page. Emits `signin` when the server requires a token, and `change` when the token or the name changes. */
class Session extends EventTarget {
  /** Whether the server has refused the token, or requires one. */
  refused = false;
  token = sessionStorage.getItem(TOKEN);
  /** Whether the server requires a token. */
  required = this.token !== null;

  get claims() {
    try {
      const part = this.token.split('.')[1].replace(/-/g, '+').replace(/_/g, '/');
      return JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(part), char => char.charCodeAt(0))));
    } catch {
      return {};
    }
  }

  /** The subject of the token, or the name that the user entered, or null. */
  get user() {
    return this.token ? this.claims.sub ?? null : localStorage.getItem(USER);
  }

  set user(name) {
    localStorage.setItem(USER, name);
    this.dispatchEvent(new Event('change'));
  }

  /** Whether this user may probably change the image. The server decides; this only hides useless controls. */
  owns(image) {
    return !this.token || image.user_id === this.user || [this.claims.roles].flat().includes('admin');
  }

  signIn(token) {
    this.token = token;
    this.required = true;
    this.refused = false;
    sessionStorage.setItem(TOKEN, token);
    this.dispatchEvent(new Event('change'));
  }

  signOut() {
    this.token = null;
    sessionStorage.removeItem(TOKEN);
    this.ask();
  }

  ask() {
    this.required = true;
    this.refused = true;
    this.dispatchEvent(new Event('signin'));
  }

  get headers() {
    return this.token ? { Authorization: `Bearer ${this.token}` } : {};
  }
}

export const session = new Session();

/** The non-empty entries of `query` as the query of a URL. An array is a repeated parameter. */
export function address(path, query = {}) {
  const given = Object.entries(query).flatMap(([name, values]) => [values].flat().map(value => [name, value]))
    .filter(([, value]) => value !== null && value !== undefined && value !== '');
  const text = new URLSearchParams(given).toString();
  return text ? `${path}?${text}` : path;
}

/**
 * Calls the API and returns the JSON of the response. A GET waits while the server is away.
 *
 * @throws {Problem} if the request is refused, or with status 0 if there is no response
 */
export async function call(method, path, { query, body, version, headers, keepalive, signal } = {}) {
  let response;
  let answer;
  try {
    if (method === 'GET') await whileAway();
    signal?.throwIfAborted();
    response = await (begun(method, address(path, query)) ?? fetch(address(path, query), {
      method,
      headers: {
        ...session.headers,
        ...(body ? { 'Content-Type': 'application/json' } : {}),
        ...(version ? { 'If-Match': `"${version}"` } : {}),
        ...headers,
      },
      body: body ? JSON.stringify(body) : undefined,
      keepalive,
      signal,
    }));
    answer = await json(response);
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    const back = untilReachable();
    if (method === 'GET' && await back) return call(method, path, { query, body, version, headers, keepalive, signal });
    throw new Problem(0);
  }
  if (!response.ok) {
    if (response.status === 401) session.ask();
    throw new Problem(response.status, answer, Number(response.headers.get('Retry-After')) || null);
  }
  return answer;
}

/** The response to a request that the page has sent before this module was loaded, if there is one. It is used once. */
function begun(method, url) {
  if (method !== 'GET') return null;
  const response = globalThis.begun?.get(url);
  globalThis.begun?.delete(url);
  return response;
}

/** The body of a response; null if a refusal has none. Rejects if the connection is lost before the end of the body. */
async function json(response) {
  if (response.status === 204) return null;
  return response.json().catch(error => {
    if (response.ok) throw error;
    return null;
  });
}

export const listImages = (query, signal) => call('GET', 'images', { query, signal });
export const viewCalendar = query => call('GET', 'images/calendar', { query });
export const listTags = query => call('GET', 'tags', { query });
export const viewImage = (id, query) => call('GET', `images/${id}`, { query });
export const editImage = (id, version, changes) => call('PATCH', `images/${id}`, { version, body: changes });
export const editImages = (ids, changes) => call('POST', 'images/edit', { body: { image_ids: ids, ...changes } });
/** Moves pictures to the trash, if there is one and the deletion is not `permanent`. */
export const deleteImages = (ids, { keepalive, permanent } = {}) =>
  call('POST', 'images/delete', { query: { permanent }, body: { image_ids: ids }, keepalive });
export const restoreImage = id => call('POST', `images/${id}/restore`);
/** Finds the pictures that were made of files with these checksums. `user` says whose, unless a token does. */
export const findExisting = (sha256, user) => call('POST', 'images/exists', { body: { sha256, user_id: session.token ? undefined : user } });

/** Renditions by their width, which is smaller for a small picture. */
const RENDITIONS = [['small', 320], ['medium', 640], ['large', 1080]];

/** The part of the pixels of a dense screen that a picture in the grid needs. */
const DENSE = 0.75;

/** Presigned URLs by picture and rendition until they expire. */
const signed = new Map();
const MAX_SIGNED = 2000;

async function signedAddress(id, rendition) {
  const key = `${id} ${rendition}`;
  const known = signed.get(key);
  if (known && known.until > Date.now()) return known.url;
  const view = await call('GET', `images/${id}`, { query: { rendition }, headers: { Accept: 'image/webp, application/json' } });
  if (signed.size >= MAX_SIGNED) signed.delete(signed.keys().next().value);
  signed.set(key, { url: view.url, until: Date.parse(view.expires_at) - 60_000 });
  return view.url;
}

/**
 * Shows a picture in an `img` at a width in CSS pixels. An `img` can't send a token, therefore it gets a presigned URL if there is one.
 * Without a token the browser chooses among the renditions.
 */
export async function show(img, image, cssWidth) {
  await whileAway();
  const widest = RENDITIONS.findIndex(([, width]) => width >= image.width);
  const offered = widest < 0 ? RENDITIONS : RENDITIONS.slice(0, widest + 1);
  if (!session.token) {
    img.sizes = `${Math.ceil(cssWidth * (devicePixelRatio > 1.5 ? DENSE : 1))}px`;
    img.srcset = offered
      .map(([name, width]) => `${contentAddress(image.image_id, name)} ${Math.min(width, image.width)}w`).join(', ');
    return;
  }
  const wanted = cssWidth * devicePixelRatio * 0.9;
  const [name] = offered.find(([, width]) => width >= wanted) ?? offered.at(-1);
  try {
    img.src = await signedAddress(image.image_id, name);
  } catch {
    img.dispatchEvent(new Event('error'));
  }
}

/** Shows the original in an `img`. */
export async function showOriginal(img, image) {
  img.removeAttribute('srcset');
  img.src = session.token ? await signedAddress(image.image_id, '') : `images/${image.image_id}/content`;
}

/** Whether a picture that failed to load from an address may load later: the server was away, or has too many renditions to make. */
export async function mayComeLater(image, failed, signal) {
  if (await untilReachable()) return true;
  try {
    const { type, status } = await fetch(session.token || !failed ? contentAddress(image.image_id, 'small') : failed, { method: 'HEAD', redirect: 'manual', headers: session.headers, signal });
    return type === 'opaqueredirect' || status >= 429;
  } catch {
    if (!signal.aborted) await untilReachable();
    return true;
  }
}

const contentAddress = (id, rendition) => `images/${id}/content?rendition=${rendition}&format=auto`;
