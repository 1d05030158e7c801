/** Finds the files that the server has already, before they are sent. */
import { Problem, findExisting } from './api.js';
import { untilReachable } from './connection.js';

const MAX_AT_ONCE = 100;

/** Files wait at most about this time for the question about those before them. */
const TOGETHER_MILLISECONDS = 500;

/** The digest needs the whole file in memory. Larger files are sent without a question. */
const MAX_BYTES = 64_000_000;

/** Whether the server can be asked about the file. Browsers offer digests on pages with HTTPS, and on this machine. */
export const isAskedAbout = file => Boolean(globalThis.crypto?.subtle) && file.size > 0 && file.size <= MAX_BYTES;

/** The policy permits scripts of this origin only; Trusted Types ask for their address to be made here. */
const addressOf = path => {
  const url = new URL(path, import.meta.url).href;
  return globalThis.trustedTypes?.createPolicy('worker', { createScriptURL: () => url }).createScriptURL(url) ?? url;
};

let address = null;

/** Computes the digests of files one after another, and asks about up to 100 of them at a time. */
export class Duplicates {
  #waiting = [];
  /** The uploads about which nothing is known yet. */
  #open = new Set();
  #running = false;

  /**
   * @param isWanted whether an upload was not cancelled
   * @param found called with each upload, and the id of the picture with the same bytes: null if there is none, undefined if it is unknown
   */
  constructor(isWanted, found) {
    this.isWanted = isWanted;
    this.found = found;
  }

  async look(uploads) {
    this.#waiting.push(...uploads);
    uploads.forEach(upload => this.#open.add(upload));
    if (this.#running) return;
    this.#running = true;
    let worker = null;
    try {
      address ??= addressOf('./hash.js');
      worker = new Worker(address);
      while (this.#waiting.length > 0) await this.#ask(await this.#next(worker));
    } catch (error) {
      // Without a worker, everything is sent.
      this.#waiting = [];
      this.#open.forEach(upload => this.#tell(upload));
      if (!(error instanceof Problem)) console.warn(error);
    } finally {
      worker?.terminate();
      this.#running = false;
    }
  }

  /** The uploads of the next question, which are of one user, by their digest. */
  async #next(worker) {
    const group = new Map();
    const start = performance.now();
    const owner = this.#waiting[0].fields.user_id;
    while (this.#waiting[0]?.fields.user_id === owner && group.size < MAX_AT_ONCE
      && (group.size === 0 || performance.now() - start < TOGETHER_MILLISECONDS)) {
      const upload = this.#waiting.shift();
      if (!this.isWanted(upload)) {
        this.#open.delete(upload);
        continue;
      }
      const digest = await digestOf(worker, upload.file);
      if (digest === null) this.#tell(upload);
      else group.set(digest, [...group.get(digest) ?? [], upload]);
    }
    return group;
  }

  #tell(upload, id) {
    this.#open.delete(upload);
    this.found(upload, id);
  }

  async #ask(group) {
    if (group.size === 0) return;
    const [[{ fields }]] = group.values();
    const known = await existing([...group.keys()], fields.user_id);
    for (const [digest, uploads] of group) uploads.forEach(upload => this.#tell(upload, known.get(digest)));
  }
}

function digestOf(worker, file) {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = () => reject(new Error('There is no worker'));
    worker.postMessage(file);
  });
}

/** The ids of the pictures that exist by digest. Without an answer, none does. */
async function existing(digests, user) {
  try {
    const { results } = await findExisting(digests, user);
    return new Map(results.map(({ sha256, image_id: id }) => [sha256, id]));
  } catch (problem) {
    if (problem.status === 0 && await untilReachable()) return existing(digests, user);
    return new Map();
  }
}
