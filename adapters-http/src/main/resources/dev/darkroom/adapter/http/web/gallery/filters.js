import { listTags } from './api.js';
import { choice, h, icon, menu } from './dom.js';
import { TYPES, isFiltered } from './query.js';

/** The row of filters. It calls `apply` with the new filters. */
export class FilterBar {
  #library;
  #apply;
  filters = {};

  constructor(library, apply) {
    this.#library = library;
    this.#apply = apply;
    this.user = pill('person');
    this.tag = pill('tag');
    this.date = pill('calendar');
    this.type = pill('image');
    this.visibility = pill('eye');
    this.order = pill('sort');
    this.reset = h('button', { type: 'button', class: 'text-button', onclick: () => apply({ order: this.filters.order, state: this.filters.state }) }, 'Clear');
    this.element = h('div', { class: 'filters', role: 'group', 'aria-label': 'Filters' },
      [this.user, this.tag, this.date, this.type, this.visibility, this.reset, this.order]);
    const some = set => [...set].sort();
    menu(this.user, close => this.#typed('user_id', 'Anybody', 'Name of a person', some(library.seen.users), close), { label: 'Person' });
    menu(this.tag, close => this.#tags(close), { label: 'Tag' });
    menu(this.date, close => this.#dates(close), { label: 'Date' });
    menu(this.type, close => this.#choices('content_type', [[undefined, 'Any type'], ...TYPES], close), { label: 'Type' });
    menu(this.visibility, close => this.#choices('visibility',
      [[undefined, 'Private and public'], ['private', 'Only private'], ['public', 'Only public']], close), { label: 'Visibility' });
    this.order.addEventListener('click', () => this.#set({ order: this.filters.order === 'asc' ? undefined : 'asc', month: undefined }));
  }

  #set(changes) {
    this.#apply({ ...this.filters, ...changes });
  }

  show(filters) {
    this.filters = filters;
    label(this.user, filters.user_id ?? 'Person', filters.user_id);
    label(this.tag, filters.tag?.join(' + ') ?? 'Tag', filters.tag);
    label(this.date, dates(filters), filters.from ?? filters.to);
    label(this.type, TYPES.find(([type]) => type === filters.content_type)?.[1] ?? 'Type', filters.content_type);
    label(this.visibility, { private: 'Private', public: 'Public' }[filters.visibility] ?? 'Visibility', filters.visibility);
    label(this.order, filters.order === 'asc' ? 'Oldest first' : 'Newest first', false);
    this.reset.hidden = !isFiltered(filters);
  }

  #choices(name, choices, close) {
    return choices.map(([value, text]) => choice(text, value === this.filters[name], () => {
      close();
      this.#set({ [name]: value });
    }));
  }

  /** An input for any text, with known values as suggestions. */
  #typed(name, none, placeholder, known, close) {
    const input = h('input', { type: 'text', placeholder, 'aria-label': placeholder, value: this.filters[name] ?? '', autocomplete: 'off', autofocus: true });
    const list = h('div', { class: 'choices' });
    /** The suggestion that Enter chooses. */
    let first;
    const fill = () => {
      const typed = input.value.trim().toLowerCase();
      const isExact = each => each.toLowerCase() === typed;
      const matching = known.filter(each => !typed || typed === this.filters[name] || each.toLowerCase().includes(typed))
        .sort((a, b) => isExact(b) - isExact(a)).slice(0, 12);
      first = typed && typed !== this.filters[name] ? matching[0] : undefined;
      list.replaceChildren(...this.#choices(name, [[undefined, none], ...matching.map(each => [each, each])], close));
      if (first) list.children[1].classList.add('first');
    };
    input.addEventListener('input', fill);
    fill();
    return h('form', {
      onsubmit: event => {
        event.preventDefault();
        close();
        this.#set({ [name]: first ?? (input.value.trim() || undefined) });
      },
    }, input, list);
  }

  /** An input for tags, which all must match. The server's tags join those of the pictures read so far. */
  #tags(close) {
    const chosen = this.filters.tag ?? [];
    const input = h('input', { type: 'text', placeholder: 'Tag', 'aria-label': 'Tag', autocomplete: 'off', autofocus: true, maxLength: 50 });
    const list = h('div', { class: 'choices' });
    const set = tags => {
      close();
      this.#set({ tag: tags.length > 0 ? tags : undefined });
    };
    const toggle = tag => set(chosen.includes(tag) ? chosen.filter(each => each !== tag) : [...chosen, tag]);
    let first;
    const fill = (typed, more = []) => {
      const matching = popular(this.#library.seen.tags).filter(each => each.includes(typed));
      const all = [...new Set([...matching, ...more])].filter(each => !chosen.includes(each)).sort((a, b) => (b === typed) - (a === typed)).slice(0, 12);
      first = typed ? all[0] : undefined;
      list.replaceChildren(choice('Any tag', chosen.length === 0, () => set([])),
        ...chosen.map(tag => choice(tag, true, () => toggle(tag))), ...all.map(tag => choice(tag, false, () => toggle(tag))));
      if (first) list.children[1 + chosen.length].classList.add('first');
    };
    const ask = async () => {
      const typed = input.value.trim().toLowerCase();
      fill(typed);
      const { user_id, visibility } = this.filters;
      // Without an answer, the tags of the pictures read so far are enough.
      const answer = await listTags({ prefix: typed, user_id, visibility, limit: 12 }).catch(() => null);
      if (answer && input.value.trim().toLowerCase() === typed) fill(typed, answer.items.map(({ tag }) => tag));
    };
    input.addEventListener('input', ask);
    ask();
    return h('form', {
      onsubmit: event => {
        event.preventDefault();
        const tag = first ?? input.value.trim().toLowerCase();
        set([...new Set([...chosen, tag].filter(Boolean))]);
      },
    }, input, list);
  }

  #dates(close) {
    const day = (name, text) => h('label', { class: 'field' }, text,
      h('input', { type: 'date', name, value: this.filters[name] ?? '', onchange: event => this.#set({ [name]: event.target.value || undefined }) }));
    const past = days => {
      const date = new Date();
      date.setDate(date.getDate() - days);
      return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}-${String(date.getDate()).padStart(2, '0')}`;
    };
    const since = (text, from) => choice(text, this.filters.from === from && !this.filters.to, () => {
      close();
      this.#set({ from, to: undefined });
    });
    return [since('Any day', undefined), since('Today', past(0)), since('Last 7 days', past(6)), since('Last 30 days', past(29)),
      h('div', { class: 'dates' }, day('from', 'From'), day('to', 'To'))];
  }
}

const pill = name => h('button', { type: 'button', class: 'pill' }, icon(name), h('span', {}));

function label(button, text, active) {
  button.querySelector('span').textContent = text;
  button.classList.toggle('active', Boolean(active));
}

const popular = tags => [...tags].sort(([, a], [, b]) => b - a).map(([tag]) => tag);

function dates({ from, to }) {
  const short = day => new Date(`${day}T12:00`).toLocaleDateString(undefined, { day: 'numeric', month: 'short' });
  if (from && to) return from === to ? short(from) : `${short(from)} – ${short(to)}`;
  if (from) return `Since ${short(from)}`;
  return to ? `Until ${short(to)}` : 'Date';
}
