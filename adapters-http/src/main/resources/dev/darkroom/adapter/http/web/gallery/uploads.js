import { Problem, call, session } from './api.js';
import { untilReachable } from './connection.js';
import { randomId } from './dom.js';
import { Duplicates, isAskedAbout } from './duplicates.js';
import { ResumableUpload } from './resumable.js';

const AT_ONCE = 3;
const MAX_ATTEMPTS = 6;
const MAX_WAIT_SECONDS = 30;

/** Larger files are sent in parts, which a broken connection does not undo. */
const IN_PARTS_FROM = 5_000_000;

/** The time constant of the average speed. */
const SPEED_MEMORY_SECONDS = 3;

/** The upload of one file. All attempts have the same idempotency key, so that the server stores one picture only. */
class Upload {
  id = randomId();
  /**
   * `looking` (whether the server has it), `waiting`, `sending`, `checking` (waits for the response), `pausing` (before the next attempt),
   * `done`, `failed`; `existing` (the server has it, and the user is asked), `skipped`.
   */
  state = 'waiting';
  sentBytes = 0;
  bytesPerSecond = 0;
  /** @type {?string} */
  refusal = null;
  attempts = 0;
  /** @type {?ResumableUpload} */
  resumable = null;
  abort = () => {};
  /** @type {?string} the picture with the same bytes */
  existingId = null;
  /** Whether the server stores no second picture of the same bytes. */
  once = false;

  constructor(file, fields) {
    this.file = file;
    this.fields = fields;
  }

  get headers() {
    return this.once ? { 'Darkroom-If-Exists': 'return' } : {};
  }

  get secondsLeft() {
    return this.bytesPerSecond > 0 ? (this.file.size - this.sentBytes) / this.bytesPerSecond : null;
  }
}

/** Sends files, three at a time. Emits `change` on any progress, and `uploaded` with the `image` of each file. */
export class Uploads extends EventTarget {
  all = [];
  /** It decreases when a smaller file is too large for one request. */
  #inPartsFrom = IN_PARTS_FROM;

  #duplicates = new Duplicates(upload => upload.state === 'looking', (upload, id) => this.#looked(upload, id));

  add(files, fields) {
    const added = files.map(file => new Upload(file, fields));
    this.all.push(...added);
    const asked = added.filter(({ file }) => isAskedAbout(file));
    asked.forEach(upload => upload.state = 'looking');
    this.#next();
    this.#duplicates.look(asked);
  }

  #looked(upload, existingId) {
    if (upload.state !== 'looking') return;
    upload.state = existingId ? 'existing' : 'waiting';
    upload.existingId = existingId;
    // The same file may be chosen twice.
    upload.once = existingId === null;
    this.#next();
  }

  get existing() {
    return this.all.filter(upload => upload.state === 'existing');
  }

  skipExisting() {
    this.existing.forEach(upload => upload.state = 'skipped');
    this.#tell();
  }

  sendExisting() {
    this.existing.forEach(upload => upload.state = 'waiting');
    this.#next();
  }

  cancel(upload) {
    this.all = this.all.filter(other => other !== upload);
    const left = upload.state;
    upload.state = 'cancelled';
    upload.abort();
    if (left !== 'done') upload.resumable?.cancel();
    this.#next();
  }

  cancelAll() {
    this.all.filter(upload => !['done', 'skipped'].includes(upload.state)).forEach(upload => this.cancel(upload));
  }

  retry(upload) {
    upload.attempts = 0;
    upload.state = 'waiting';
    upload.refusal = null;
    this.#next();
  }

  /** Removes finished uploads. */
  clear() {
    this.all = this.all.filter(upload => this.isActive(upload));
    this.#tell();
  }

  isActive = upload => ['looking', 'waiting', 'sending', 'checking', 'pausing'].includes(upload.state);

  #tell() {
    this.dispatchEvent(new Event('change'));
  }

  #next() {
    const running = this.all.filter(upload => ['sending', 'checking', 'pausing'].includes(upload.state)).length;
    this.all.filter(upload => upload.state === 'waiting').slice(0, Math.max(0, AT_ONCE - running))
      .forEach(upload => this.#run(upload));
    this.#tell();
  }

  async #run(upload) {
    upload.state = 'sending';
    try {
      const image = await this.#send(upload);
      if (upload.state === 'cancelled') return;
      upload.state = 'done';
      upload.image = image;
      upload.sentBytes = upload.file.size;
      this.dispatchEvent(Object.assign(new Event('uploaded'), { image }));
    } catch (problem) {
      if (upload.state === 'cancelled') return;
      upload.state = 'failed';
      upload.refusal = problem.message;
    }
    this.#next();
  }

  async #send(upload) {
    for (;;) {
      try {
        return await (upload.resumable || upload.file.size >= this.#inPartsFrom ? this.#sendInParts(upload) : this.#post(upload));
      } catch (problem) {
        if (!(problem instanceof Problem) || upload.state === 'cancelled') throw problem;
        if (problem.status === 413 && !upload.resumable && upload.file.size < this.#inPartsFrom) {
          this.#inPartsFrom = upload.file.size;
          continue;
        }
        if (problem.status === 0 && await this.#returned(upload, problem)) continue;
        if (![0, 409, 429, 502, 503, 504].includes(problem.status) || ++upload.attempts >= MAX_ATTEMPTS) throw problem;
        await this.#pause(upload, problem);
      }
    }
  }

  /** Whether the server was away, and is back. Such a failure is not counted. */
  async #returned(upload, problem) {
    upload.state = 'pausing';
    upload.refusal = problem.message;
    this.#tell();
    const cancelled = new Promise(resolve => upload.abort = () => resolve(true));
    const wasAway = await Promise.race([untilReachable(), cancelled]);
    if (upload.state === 'cancelled') throw problem;
    upload.state = 'sending';
    upload.refusal = null;
    return wasAway;
  }

  /** Waits as long as the server requires, otherwise twice as long each time, or until the network is back. */
  async #pause(upload, problem) {
    const seconds = Math.min(MAX_WAIT_SECONDS, problem.retryAfterSeconds ?? 2 ** (upload.attempts - 1));
    upload.state = 'pausing';
    upload.refusal = problem.message;
    if (!upload.resumable) upload.sentBytes = 0;
    upload.bytesPerSecond = 0;
    this.#tell();
    await new Promise(resolve => {
      const timer = setTimeout(resolve, 1000 * seconds);
      upload.abort = resolve;
      addEventListener('online', resolve, { once: true });
      upload.skipPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    if (upload.state === 'cancelled') throw problem;
    upload.state = 'sending';
    upload.refusal = null;
  }

  #post(upload) {
    const form = new FormData();
    Object.entries(upload.fields).forEach(([name, value]) => value && form.append(name, value));
    form.append('file', upload.file, upload.file.name);
    return this.#request(upload, form, { ...session.headers, ...upload.headers, 'Idempotency-Key': upload.id });
  }

  /** Sends a large file in parts. Only bytes that the server has count as sent. */
  async #sendInParts(upload) {
    upload.resumable ??= new ResumableUpload(upload.file, upload.fields, upload.headers);
    const controller = new AbortController();
    upload.abort = () => controller.abort();
    const path = await upload.resumable.send(controller.signal, (bytes, seconds) => {
      if (bytes > upload.sentBytes && seconds > 0) this.#follow(upload, bytes - upload.sentBytes, seconds);
      if (bytes > 0) upload.attempts = 0;
      upload.sentBytes = bytes;
      this.#tell();
    });
    return call('GET', path.slice(1));
  }

  #request(upload, form, headers) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open('POST', 'upload');
      Object.entries(headers).forEach(([name, value]) => request.setRequestHeader(name, value));
      upload.abort = () => request.abort();
      this.#measure(upload, request);
      request.addEventListener('load', () => {
        const answer = parse(request.responseText);
        if (request.status < 300) resolve(answer);
        else {
          if (request.status === 401) session.ask();
          reject(new Problem(request.status, answer, Number(request.getResponseHeader('Retry-After')) || null));
        }
      });
      request.addEventListener('error', () => reject(new Problem(0)));
      request.addEventListener('abort', () => reject(new Problem(0)));
      request.send(form);
    });
  }

  /** Updates the average speed. */
  #follow(upload, bytes, seconds) {
    const weight = upload.bytesPerSecond === 0 ? 1 : 1 - Math.exp(-seconds / SPEED_MEMORY_SECONDS);
    upload.bytesPerSecond += weight * (bytes / seconds - upload.bytesPerSecond);
  }

  #measure(upload, request) {
    let last = { time: performance.now(), bytes: 0 };
    request.upload.addEventListener('progress', ({ loaded, total }) => {
      const time = performance.now();
      const seconds = (time - last.time) / 1000;
      if (seconds > 0.1) {
        this.#follow(upload, loaded - last.bytes, seconds);
        last = { time, bytes: loaded };
      }
      upload.sentBytes = Math.min(upload.file.size, Math.round(loaded / total * upload.file.size));
      this.#tell();
    });
    request.upload.addEventListener('load', () => {
      upload.state = 'checking';
      upload.sentBytes = upload.file.size;
      this.#tell();
    });
  }
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
