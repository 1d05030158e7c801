import { h, icon } from './dom.js';
import { MAX_SEARCH } from './query.js';

const UNSUPPORTED = 'darkroom.search.unsupported';
const PAUSE_MILLISECONDS = 300;

/** The search box. It calls `apply(text, more)` while the user types; `more` if the text continues the previous one. */
export class SearchBox {
  #timer = 0;
  #more = false;

  constructor(apply) {
    this.input = h('input', {
      type: 'search', placeholder: 'Search', 'aria-label': 'Search pictures', title: 'Words of titles, descriptions, file names and tags', maxLength: MAX_SEARCH, autocomplete: 'off',
      enterKeyHint: 'search',
    });
    const search = () => {
      clearTimeout(this.#timer);
      apply(this.#text || undefined, this.#more);
      this.#more = true;
    };
    this.input.addEventListener('input', () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(search, PAUSE_MILLISECONDS);
    });
    this.input.addEventListener('blur', () => {
      this.#more = false;
    });
    this.element = h('form', {
      class: 'search', role: 'search', hidden: sessionStorage.getItem(UNSUPPORTED) !== null,
      onsubmit: event => {
        event.preventDefault();
        search();
        this.#more = false;
      },
    }, icon('search'), this.input);
  }

  get #text() {
    return this.input.value.trim().replace(/\s+/g, ' ');
  }

  show(text = '') {
    if (this.#text === text) return;
    clearTimeout(this.#timer);
    this.input.value = text;
  }

  focus() {
    this.input.focus();
    this.input.select();
  }

  /** Hides the box until the tab is closed, because the server can't search. */
  unsupported() {
    sessionStorage.setItem(UNSUPPORTED, 'true');
    this.element.hidden = true;
  }
}
