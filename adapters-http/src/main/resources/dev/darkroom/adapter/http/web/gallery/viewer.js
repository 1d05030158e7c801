import { session, show, showOriginal, viewImage } from './api.js';
import { announce, choice, h, icon, iconButton, menu, moment, nameOf } from './dom.js';
import { Details } from './details.js';
import { MARKUP } from './markup.js';
import { Slideshow } from './slideshow.js';
import { addressOfThumbHash } from './thumbhash.js';
import { failed, hostToasts, toast } from './toasts.js';
import { Zoom } from './zoom.js';

/** Types that browsers show only as a rendition. */
const NOT_SHOWN = ['image/heic', 'image/heif'];

const LINKS = [['1 hour', 3600], ['1 day', 86_400], ['7 days', 604_800]];

/** Shows one picture in the whole window. */
export class Viewer {
  #library;
  #actions;
  #image = null;
  #asked = 0;
  #sharp = false;
  /** The neighbours of a picture that is not in the pages read so far. */
  #beside = { previous: null, next: null };

  /** @param actions `moved(id)` when another picture is shown, `named(name)` with its name, `closed(id)`, `remove(id)` */
  constructor(library, actions) {
    this.#library = library;
    this.#actions = actions;
    this.details = new Details(image => {
      library.replace(image);
      if (image.image_id === this.id) this.#name(image);
    });
    library.addEventListener('change', () => this.isOpen && this.#turns());
    this.title = h('h1', { class: 'viewer-title' });
    this.position = h('span', { class: 'muted' });
    this.info = iconButton('info', 'Details', () => this.#toggleDetails(), { 'aria-pressed': 'false' });
    this.link = iconButton('link', 'Copy a link', null);
    this.previous = iconButton('left', 'Previous picture', () => this.#step(-1), { class: 'icon-button turn previous' });
    this.next = iconButton('right', 'Next picture', () => this.#step(1), { class: 'icon-button turn next' });
    this.trash = iconButton('trash', 'Delete', () => this.#remove());
    this.play = iconButton('play', 'Start slideshow', () => this.slideshow.toggle());
    this.slideshow = new Slideshow(() => this.#step(1), () => this.#showPlay());
    this.stage = h('div', { class: 'stage' });
    this.element = h('dialog', { class: 'viewer', 'aria-label': 'Picture' },
      h('div', { class: 'viewer-main' },
        h('div', { class: 'viewer-bar' },
          iconButton('back', 'Back to all pictures', () => this.close()),
          h('div', { class: 'viewer-name' }, this.title, this.position),
          iconButton('minus', 'Zoom out', () => this.zoom.to(this.zoom.scale / 1.5), { class: 'icon-button wide-only' }),
          iconButton('add', 'Zoom in', () => this.zoom.to(this.zoom.scale * 1.5), { class: 'icon-button wide-only' }),
          this.play,
          this.link,
          iconButton('download', 'Download', () => this.#download()),
          this.trash,
          this.info),
        this.stage, this.previous, this.next),
      this.details.element);
    menu(this.link, close => this.#links(close), { label: 'Copy a link', end: true });
    this.zoom = new Zoom(this.stage, {
      swipe: step => this.#step(step) || this.zoom.to(1),
      dismiss: () => this.close(),
      zoomed: scale => scale > 1.2 && this.#sharpen(),
    });
    this.element.addEventListener('cancel', event => {
      event.preventDefault();
      this.close();
    });
    this.element.addEventListener('keydown', event => this.#key(event));
  }

  get isOpen() {
    return this.element.open;
  }

  get id() {
    return this.#image?.image_id ?? null;
  }

  /** Shows the picture. Returns `false` if there is none with this id. */
  async open(id) {
    if (!this.element.open) {
      this.element.showModal();
      // The page behind keeps its width when its scroll bar is hidden.
      document.documentElement.style.setProperty('--scrollbar', `${innerWidth - document.documentElement.clientWidth}px`);
      document.documentElement.classList.add('viewing');
      hostToasts(this.element);
    }
    return this.#show(id);
  }

  /** Closes without calling `closed`. */
  hide() {
    this.#asked++;
    this.slideshow.stop();
    if (!this.element.open) return;
    this.element.close();
    document.documentElement.classList.remove('viewing');
    hostToasts(document.querySelector('.bottom'));
    this.stage.replaceChildren();
    this.#image = null;
  }

  /** Somebody else has deleted the picture. It stays until the user goes on. */
  async lost(text) {
    toast(text);
    const image = this.#image;
    const beside = await this.#library.beside(image).catch(() => null);
    if (!beside || this.#image !== image) return;
    this.#beside = beside;
    this.#turns();
  }

  close() {
    const { id } = this;
    this.hide();
    this.#actions.closed(id);
  }

  #name(image) {
    this.title.textContent = nameOf(image);
    this.#actions.named(nameOf(image));
  }

  #showPlay() {
    const { running } = this.slideshow;
    this.play.replaceChildren(icon(running ? 'pause' : 'play'));
    this.play.title = running ? 'Stop slideshow' : 'Start slideshow';
    this.play.setAttribute('aria-label', this.play.title);
  }

  async #show(id) {
    const asked = ++this.#asked;
    this.slideshow.wait();
    this.#beside = { previous: null, next: null };
    const known = this.#library.at(this.#library.indexOf(id));
    if (known) this.#stage(known);
    else this.#image = { image_id: id };
    this.#turns();
    try {
      const image = await viewImage(id);
      if (asked !== this.#asked) return true;
      if (!known) this.#stage(image);
      this.#image = image;
      this.#name(image);
      this.details.show(image);
      this.trash.hidden = !session.owns(image);
      this.#sharpenIfNeeded();
      if (this.#library.indexOf(id) < 0) {
        const beside = await this.#library.beside(image);
        if (asked !== this.#asked) return true;
        this.#beside = beside;
        this.#turns();
      }
      return true;
    } catch (problem) {
      if (asked === this.#asked) {
        failed('The picture can\'t be shown', problem);
        this.close();
      }
      return false;
    }
  }

  /** Shows the placeholder immediately, then the rendition, then the original if the window needs more pixels. */
  #stage(image) {
    this.#image = image;
    this.#sharp = false;
    const name = nameOf(image);
    this.#name(image);
    this.img = h('img', { alt: name, decoding: 'async', draggable: false });
    this.frame = h('div', { class: 'frame' }, this.img);
    if (image.placeholder) this.frame.style.backgroundImage = `url(${addressOfThumbHash(image.placeholder, image.width, image.height)})`;
    this.frame.style.aspectRatio = `${image.width} / ${image.height}`;
    this.frame.style.setProperty('--ratio', image.width / image.height);
    this.frame.style.setProperty('--width', `${image.width}px`);
    const { img, frame } = this;
    img.addEventListener('load', () => frame.classList.add('loaded'));
    img.addEventListener('error', () => this.#sharpen());
    this.stage.replaceChildren(frame);
    this.zoom.target(frame);
    show(img, image, frame.clientWidth);
    announce(name);
  }

  #sharpenIfNeeded() {
    const pixels = this.frame.clientWidth * devicePixelRatio;
    if (pixels > 1080 * 1.15 || this.zoom.scale > 1.2) this.#sharpen();
  }

  /** Replaces the rendition by the original after it has loaded. */
  async #sharpen() {
    if (this.#sharp || NOT_SHOWN.includes(this.#image.content_type)) return;
    this.#sharp = true;
    const { frame, img } = this;
    const original = h('img', { alt: img.alt, draggable: false });
    try {
      await showOriginal(original, this.#image);
      await original.decode();
      if (this.frame !== frame) return;
      img.replaceWith(original);
      this.img = original;
      frame.classList.add('loaded');
    } catch {
      if (this.frame === frame && !frame.classList.contains('loaded')) frame.classList.add('broken');
    }
  }

  #turns() {
    const index = this.#library.indexOf(this.id);
    const { length, ended } = this.#library;
    this.previous.hidden = index < 0 ? !this.#beside.previous : index === 0;
    this.next.hidden = index < 0 ? !this.#beside.next : index >= length - 1;
    this.position.textContent = index < 0 ? '' : `${(index + 1).toLocaleString()} of ${length.toLocaleString()}${ended ? '' : '+'}`;
    // Also after closing, so that the grid can scroll to it.
    if (index >= 0) this.#library.watch(this, index, index);
  }

  #step(step) {
    const index = this.#library.indexOf(this.id);
    const item = index >= 0 ? this.#library.at(index + step) : step < 0 ? this.#beside.previous : this.#beside.next;
    if (!item) return false;
    this.#actions.moved(item.image_id);
    this.#show(item.image_id);
    return true;
  }

  #remove() {
    const { id } = this;
    const index = this.#library.indexOf(id);
    const next = this.#library.at(index + 1) ?? this.#library.at(index - 1);
    this.#actions.remove(id);
    if (index >= 0 && next) {
      this.#actions.moved(next.image_id);
      this.#show(next.image_id);
    } else {
      this.close();
    }
  }

  #toggleDetails() {
    const shown = this.details.element.hidden;
    this.details.element.hidden = !shown;
    this.element.classList.toggle('detailed', shown);
    this.info.setAttribute('aria-pressed', String(shown));
    this.zoom.to(1);
  }

  #links(close) {
    const item = (text, seconds, textOf, until) => choice(text, null, () => {
      close();
      this.#copy(seconds ? { expires_in: seconds } : {}, textOf, until);
    });
    return [
      h('p', { class: 'menu-title' }, 'Anyone with the link can see the picture for'),
      LINKS.map(([text, seconds]) => item(text, seconds, ({ url }) => url, image => `works until ${moment(image.expires_at)}`)),
      // An `img` of another page can't send a token.
      session.token ? [] : [h('p', { class: 'menu-title' }, 'For a page that shows it, as'),
        Object.entries(MARKUP).map(([text, textOf]) => item(text, null, textOf, () => 'works while the picture exists'))],
    ].flat(2);
  }

  async #copy(query, textOf, until) {
    try {
      const image = await viewImage(this.id, query);
      try {
        await navigator.clipboard.writeText(textOf(image));
        toast(`Link copied; it ${until(image)}`);
      } catch {
        this.#offer(textOf(image), until(image));
      }
    } catch (problem) {
      failed('No link', problem);
    }
  }

  /** Shows the link if the page may not write to the clipboard. */
  #offer(text, until) {
    const input = h('input', { type: 'text', readOnly: true, value: text, 'aria-label': 'Link' });
    const dialog = h('dialog', { class: 'card', onclose: () => dialog.remove() },
      h('h2', {}, 'Link to this picture'), h('p', {}, `Copy it from here; it ${until}.`), input,
      h('div', { class: 'buttons' }, h('button', { type: 'button', class: 'button', onclick: () => dialog.close() }, 'Done')));
    this.element.append(dialog);
    dialog.showModal();
    input.select();
  }

  async #download() {
    try {
      const { url } = await viewImage(this.id, { download: 'true' });
      h('a', { href: url, download: '' }).click();
    } catch (problem) {
      failed('No download', problem);
    }
  }

  #key(event) {
    if (event.target.matches('input, textarea') || event.altKey || event.ctrlKey || event.metaKey) return;
    const run = {
      ArrowLeft: () => this.#step(-1),
      ArrowRight: () => this.#step(1),
      '+': () => this.zoom.to(this.zoom.scale * 1.5),
      '=': () => this.zoom.to(this.zoom.scale * 1.5),
      '-': () => this.zoom.to(this.zoom.scale / 1.5),
      0: () => this.zoom.to(1),
      i: () => this.#toggleDetails(),
      d: () => this.#download(),
      s: () => this.slideshow.toggle(),
      Delete: () => this.trash.hidden || this.#remove(),
    }[event.key];
    if (!run || event.target.closest('[popover]')) return;
    event.preventDefault();
    run();
  }
}
