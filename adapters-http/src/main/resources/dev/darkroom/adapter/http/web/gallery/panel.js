import { announce, bytes, count, duration, h, icon, iconButton } from './dom.js';

/** At most this many files have a row. The head of the panel counts all files. */
const MAX_ROWS = 40;
const ORDER = ['existing', 'failed', 'sending', 'checking', 'pausing', 'waiting', 'looking', 'done', 'skipped'];

/** The uploads: a bar for all of them, and one for each with speed and remaining time. */
export class UploadPanel {
  #uploads;
  #rows = new Map();
  #frame = 0;
  #said = '';
  #asked = 0;

  /** @param open shows an image by its id */
  constructor(uploads, open) {
    this.#uploads = uploads;
    this.open = open;
    this.title = h('h2', { id: 'uploads-title' });
    this.subtitle = h('p', { class: 'muted' });
    this.bar = bar('All uploads');
    this.list = h('ul', { class: 'uploads', tabIndex: 0, 'aria-labelledby': 'uploads-title' });
    this.question = h('div', { class: 'question', role: 'group', 'aria-labelledby': 'uploads-question', hidden: true },
      h('span', { id: 'uploads-question' }),
      h('div', {},
        h('button', { type: 'button', class: 'button', onclick: () => this.#answer(() => uploads.skipExisting()) }, 'Skip'),
        h('button', { type: 'button', class: 'text-button', onclick: () => this.#answer(() => uploads.sendExisting()) }, 'Upload anyway')));
    this.fold = iconButton('chevron', 'Show less', () => this.#toggle(), { 'aria-expanded': 'true' });
    this.close = iconButton('close', 'Close', () => this.#close());
    this.element = h('section', { class: 'panel', 'aria-labelledby': 'uploads-title', hidden: true },
      h('header', {}, h('div', { class: 'panel-text' }, this.title, this.subtitle), this.fold, this.close), this.bar, this.question, this.list);
    uploads.addEventListener('change', () => {
      this.#frame ||= requestAnimationFrame(() => this.#render());
    });
    addEventListener('beforeunload', event => {
      if (uploads.all.some(uploads.isActive)) event.preventDefault();
    });
  }

  #toggle() {
    const folded = this.element.classList.toggle('folded');
    this.fold.setAttribute('aria-expanded', String(!folded));
    this.fold.setAttribute('aria-label', folded ? 'Show more' : 'Show less');
  }

  /** The focus stays in the panel when the buttons disappear. */
  #answer(run) {
    this.list.focus();
    run();
  }

  #close() {
    this.#uploads.cancelAll();
    this.#uploads.clear();
  }

  #render() {
    this.#frame = 0;
    const all = this.#uploads.all;
    this.element.hidden = all.length === 0;
    const active = all.filter(this.#uploads.isActive);
    const failed = all.filter(upload => upload.state === 'failed').length;
    const existing = this.#uploads.existing.length;
    const skipped = all.filter(upload => upload.state === 'skipped').length;
    const done = all.length - active.length - failed - existing - skipped;
    this.#head(all, active, { done, failed, existing, skipped });
    this.#ask(existing);
    const shown = [...all].sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state)).slice(0, MAX_ROWS);
    for (const [upload, row] of this.#rows) {
      if (!shown.includes(upload)) {
        row.element.remove();
        this.#rows.delete(upload);
      }
    }
    // Finished rows move to the end unless they have the focus. Other rows keep their place, so that nothing moves under the pointer.
    shown.forEach(upload => {
      const known = this.#rows.get(upload);
      const row = known ?? new Row(upload, this);
      const wasDone = row.isDone;
      row.render();
      this.#rows.set(upload, row);
      if (!known) this.list.insertBefore(row.element, row.isDone ? null : this.list.querySelector('.done, .skipped'));
      else if (row.isDone && !wasDone && !row.element.contains(document.activeElement)) this.list.append(row.element);
    });
    const over = `${all.length} ${existing}`;
    if (active.length === 0 && all.length > 0 && this.#said !== over) {
      this.#said = over;
      // Failed uploads come first.
      shown.forEach(upload => this.list.append(this.#rows.get(upload).element));
      this.list.scrollTop = 0;
      const isNarrow = matchMedia('(max-width: 599px)').matches;
      if (failed + existing === 0 && isNarrow && !this.element.classList.contains('folded') && !this.element.contains(document.activeElement)) this.#toggle();
      announce(this.title.textContent);
    }
  }

  #ask(existing) {
    this.question.hidden = existing === 0;
    if (existing === this.#asked) return;
    this.question.firstChild.textContent = `${existing.toLocaleString()} ${existing === 1 ? 'is' : 'are'} already here`;
    if (existing > this.#asked) announce(`${this.question.firstChild.textContent}: skip, or upload anyway?`);
    this.#asked = existing;
  }

  #head(all, active, { done, failed, existing, skipped }) {
    const total = all.reduce((sum, upload) => sum + upload.file.size, 0);
    const left = active.reduce((sum, upload) => sum + upload.file.size - upload.sentBytes, 0);
    const speed = active.reduce((sum, upload) => sum + (upload.state === 'sending' ? upload.bytesPerSecond : 0), 0);
    this.element.classList.toggle('busy', active.length > 0);
    setBar(this.bar, total === 0 ? 1 : 1 - left / total);
    this.close.setAttribute('aria-label', active.length > 0 ? 'Cancel all' : 'Close');
    this.close.title = this.close.getAttribute('aria-label');
    if (active.length > 0) {
      this.title.textContent = `Uploading ${Math.min(all.length, all.length - active.length + 1)} of ${all.length.toLocaleString()}`;
      this.subtitle.textContent = speed > 0 && left > 0 ? `${bytes(speed)}/s · ${duration(left / speed)} left` : `${bytes(left)} left`;
    } else {
      const uploaded = failed === 0 ? `${count(done, 'picture')} uploaded` : `${done} uploaded, ${failed} not`;
      const parts = [done + failed > 0 && uploaded, skipped > 0 && `${skipped.toLocaleString()} skipped`].filter(Boolean);
      this.title.textContent = parts.join(', ') || 'Nothing uploaded yet';
      const sent = all.reduce((sum, upload) => sum + (upload.state === 'done' ? upload.file.size : 0), 0);
      this.subtitle.textContent = failed > 0 ? 'See the errors below' : existing > 0 ? 'Waiting for your answer' : bytes(sent);
    }
  }

  retry(upload) {
    this.#uploads.retry(upload);
  }

  cancel(upload) {
    this.#uploads.cancel(upload);
  }
}

class Row {
  constructor(upload, panel) {
    this.upload = upload;
    this.name = h('span', { class: 'upload-name', title: upload.file.name }, upload.file.name);
    this.status = h('span', { class: 'upload-status' });
    this.bar = bar(upload.file.name);
    this.preview = h('span', { class: 'upload-preview' }, icon('image'));
    this.retry = iconButton('retry', `Retry ${upload.file.name}`, () => panel.retry(upload));
    this.cancel = iconButton('close', `Cancel ${upload.file.name}`, () => panel.cancel(upload));
    this.view = iconButton('right', `Open ${upload.file.name}`, () => panel.open(upload.image?.image_id ?? upload.existingId));
    this.element = h('li', {}, this.preview,
      h('span', { class: 'upload-text' }, this.name, this.status, this.bar), this.retry, this.view, this.cancel);
    this.#preview();
  }

  get isDone() {
    return ['done', 'skipped'].includes(this.element.className);
  }

  /** Decodes at a small size, because a whole photograph would take much memory. */
  async #preview() {
    try {
      const bitmap = await createImageBitmap(this.upload.file, { resizeWidth: 80, resizeQuality: 'medium' });
      const canvas = h('canvas', { width: bitmap.width, height: bitmap.height });
      canvas.getContext('2d').drawImage(bitmap, 0, 0);
      bitmap.close();
      this.preview.replaceChildren(canvas);
    } catch {
      // The icon stays if the browser can't show the picture.
    }
  }

  render() {
    const { upload } = this;
    this.element.className = upload.state;
    this.status.textContent = told(upload);
    setBar(this.bar, upload.file.size === 0 ? 0 : upload.sentBytes / upload.file.size);
    this.bar.hidden = ['done', 'failed', 'existing', 'skipped'].includes(upload.state);
    this.retry.hidden = upload.state !== 'failed';
    this.view.hidden = !['done', 'existing', 'skipped'].includes(upload.state);
    this.cancel.hidden = ['done', 'skipped'].includes(upload.state);
  }
}

function told({ state, file, sentBytes, bytesPerSecond, secondsLeft, refusal }) {
  switch (state) {
    case 'looking':
    case 'waiting': return `${bytes(file.size)} · waiting`;
    case 'sending': return bytesPerSecond > 0
      ? `${bytes(sentBytes)} of ${bytes(file.size)} · ${bytes(bytesPerSecond)}/s · ${duration(secondsLeft)} left`
      : `${bytes(sentBytes)} of ${bytes(file.size)}`;
    case 'checking': return `${bytes(file.size)} · checking`;
    case 'pausing': return `${refusal} Trying again.`;
    case 'failed': return refusal;
    case 'existing': return `${bytes(file.size)} · already here`;
    case 'skipped': return `${bytes(file.size)} · skipped, already here`;
    default: return `${bytes(file.size)} · uploaded`;
  }
}

const bar = label => h('div', { class: 'bar', role: 'progressbar', 'aria-label': label, 'aria-valuemin': '0', 'aria-valuemax': '100' }, h('i'));

function setBar(element, part) {
  const percent = Math.round(100 * Math.min(1, Math.max(0, part)));
  element.setAttribute('aria-valuenow', String(percent));
  element.firstChild.style.transform = `scaleX(${percent / 100})`;
}

/** The dropped files, including those in folders. */
export async function filesOf(transfer) {
  const entries = [...transfer.items].filter(item => item.kind === 'file').map(item => item.webkitGetAsEntry?.() ?? null);
  if (entries.length === 0 || entries.includes(null)) return { files: [...transfer.files], skipped: 0 };
  const files = [];
  let skipped = 0;
  const walk = async (entry, inFolder) => {
    if (entry.isDirectory) {
      const reader = entry.createReader();
      for (let some; (some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject))).length > 0;) {
        for (const child of some) await walk(child, true);
      }
      return;
    }
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
    if (inFolder && !isPicture(file)) skipped++;
    else files.push(file);
  };
  for (const entry of entries) await walk(entry, false);
  return { files, skipped };
}

/** Whether the file is a picture. A folder may contain other files, which are skipped silently. */
export const isPicture = file => /\.(jpe?g|png|gif|webp|avif|hei[cf])$/i.test(file.name);
