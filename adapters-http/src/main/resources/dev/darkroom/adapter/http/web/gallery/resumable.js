import { Problem, session } from './api.js';

/** Unfinished uploads by file, so that they continue after the page was loaded again. */
const STORE = 'darkroom.uploads';

/** The size of a part grows while parts arrive fast, and is one that every deployment accepts. */
const FIRST_PART_BYTES = 1_000_000;
const MAX_PART_BYTES = 4_000_000;
const FAST_SECONDS = 2;

/** An upload in parts (tus 1.0.0). After a failure, `send` continues with the bytes that the server does not have. */
export class ResumableUpload {
  #file;
  #fields;
  #headers;
  #key;
  #partBytes = FIRST_PART_BYTES;

  /** @param headers of the requests that send it */
  constructor(file, fields, headers) {
    this.#headers = headers;
    this.#file = file;
    this.#fields = fields;
    this.#key = [fields.user_id, file.name, file.size, file.lastModified].join('|');
  }

  /**
   * Sends the rest of the file.
   *
   * @param received is called with the number of bytes that the server has, and the seconds since the last call
   * @returns the path of the image
   */
  async send(signal, received) {
    let response = await this.#progress(signal) ?? await this.#start(signal);
    let started = performance.now();
    for (;;) {
      const offset = Number(response.headers.get('Upload-Offset'));
      const seconds = (performance.now() - started) / 1000;
      received(offset, seconds);
      const path = response.headers.get('Content-Location');
      if (path) {
        this.#forget();
        return path;
      }
      if (offset > 0) this.#partBytes = seconds < FAST_SECONDS ? Math.min(MAX_PART_BYTES, 2 * this.#partBytes) : FIRST_PART_BYTES;
      started = performance.now();
      response = await this.#append(offset, signal);
    }
  }

  /** Removes the bytes that have arrived. */
  cancel() {
    const known = this.#known;
    this.#forget();
    if (known) request('DELETE', known, {}).catch(() => {});
  }

  get #known() {
    return uploads()[this.#key]?.address;
  }

  /** Only uploads that the server still has are remembered. */
  #remember(address, expires) {
    const all = Object.entries(uploads()).filter(([, { until }]) => until > Date.now());
    localStorage.setItem(STORE, JSON.stringify({ ...Object.fromEntries(all), [this.#key]: { address, until: Date.parse(expires) } }));
  }

  #forget() {
    const { [this.#key]: _, ...others } = uploads();
    localStorage.setItem(STORE, JSON.stringify(others));
  }

  /** The progress of an earlier attempt, or null if there is none. */
  async #progress(signal) {
    if (!this.#known) return null;
    try {
      return await request('HEAD', this.#known, { signal });
    } catch (problem) {
      if (problem.status < 400 || problem.status >= 500 || problem.status === 401) throw problem;
      this.#forget();
      return null;
    }
  }

  async #start(signal) {
    const metadata = Object.entries({ ...this.#fields, filename: this.#file.name })
      .filter(([, value]) => value).map(([name, value]) => `${name} ${base64(value)}`).join(',');
    const response = await request('POST', 'upload/resumable', { signal, headers: { ...this.#headers, 'Upload-Length': this.#file.size, 'Upload-Metadata': metadata } });
    // Relative to this page, because a proxy may add a prefix to the path.
    this.#remember(`upload/resumable/${response.headers.get('Location').split('/').pop()}`, response.headers.get('Upload-Expires'));
    return response;
  }

  async #append(offset, signal) {
    try {
      return await request('PATCH', this.#known, {
        signal,
        headers: { ...this.#headers, 'Upload-Offset': offset, 'Content-Type': 'application/offset+octet-stream' },
        body: this.#file.slice(offset, offset + this.#partBytes),
      });
    } catch (problem) {
      // The server has removed the upload.
      if ([404, 413, 415, 422].includes(problem.status)) this.#forget();
      throw problem;
    }
  }
}

function uploads() {
  try {
    return JSON.parse(localStorage.getItem(STORE)) ?? {};
  } catch {
    return {};
  }
}

const base64 = text => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

async function request(method, url, { headers, body, signal }) {
  let response;
  try {
    response = await fetch(url, { method, body, signal, headers: { ...session.headers, 'Tus-Resumable': '1.0.0', ...headers } });
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new Problem(0);
  }
  if (response.ok) return response;
  if (response.status === 401) session.ask();
  throw new Problem(response.status, await response.json().catch(() => null), Number(response.headers.get('Retry-After')) || null);
}
