/** Creates elements without a library, and texts about pictures. */

/**
 * Creates an element. In `props`, `on…` are listeners; `aria…`, `data-…`, `role` and names that are not properties are attributes. Entries
 * that are `null`, `undefined` or `false` are ignored.
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'class') element.className = value;
    else if (name in element && !name.includes('-') && !['role', 'list', 'popover'].includes(name)) element[name] = value;
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat().filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

/** The path of each icon on a grid of 24 × 24. */
const STROKES = {
  add: 'M12 5v14M5 12h14',
  back: 'M19 12H5m6-6-6 6 6 6',
  calendar: 'M4 6h16v14H4zM4 10.5h16M8 3.5V7m8-3.5V7',
  camera: 'M4 8h3.5l1.6-2.5h5.8L16.5 8H20v11H4zM12 16.2a3 3 0 1 0 0-6 3 3 0 0 0 0 6',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  chevron: 'm7 10 5 5 5-5',
  close: 'M6 6l12 12M18 6 6 18',
  copy: 'M9 9h11v11H9zM15 9V4H4v11h5',
  download: 'M12 4v11m-4.5-4.5L12 15l4.5-4.5M5 19.5h14',
  eye: 'M2.5 12S6 5.8 12 5.8 21.5 12 21.5 12 18 18.2 12 18.2 2.5 12 2.5 12M12 14.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6',
  file: 'M6 3.5h8l4.5 4.5v12.5H6zM13.5 3.5V8.5h5',
  folder: 'M3.5 6h6l2 2.5h9V19h-17z',
  globe: 'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17M3.5 12h17M12 3.5c2.4 2.4 3.5 5.2 3.5 8.5s-1.1 6.1-3.5 8.5c-2.4-2.4-3.5-5.2-3.5-8.5s1.1-6.1 3.5-8.5',
  image: 'M4 5h16v14H4zM4 16l4.8-4.8 4 4 2.4-2.4L20 17.5M15.5 9.2h.01',
  info: 'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17M12 11v5.5M12 7.6v.01',
  left: 'm14.5 6-6 6 6 6',
  keyboard: 'M3 6.5h18v11H3zM7 10.2v.01m3.3-.01v.01m3.4-.01v.01M17 10.2v.01M8 14h8',
  link: 'M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3A4 4 0 0 0 11 18.7l1-1',
  lock: 'M6 10.5h12v9.5H6zM8.5 10.5V8a3.5 3.5 0 0 1 7 0v2.5',
  minus: 'M5 12h14',
  person: 'M12 11.5a3.8 3.8 0 1 0 0-7.6 3.8 3.8 0 0 0 0 7.6M4.5 20c.8-3.7 3.7-5.5 7.5-5.5s6.7 1.8 7.5 5.5',
  pause: 'M8.5 6v12m7-12v12',
  play: 'M8 5.5v13l10.5-6.5z',
  restore: 'M4.5 12a7.5 7.5 0 1 0 2.2-5.3L4.5 9m0-4.5V9H9M12 8v4.3l3 1.8',
  retry: 'M19.5 12a7.5 7.5 0 1 1-2.2-5.3L19.5 9m0-4.5V9H15',
  right: 'm9.5 6 6 6-6 6',
  search: 'M11 17.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13M15.8 15.8l4.2 4.2',
  sort: 'M8 5v14m-3.5-3.5L8 19l3.5-3.5M16 19V5m-3.5 3.5L16 5l3.5 3.5',
  tag: 'M4 4h8l8.5 8.5-8 8L4 12zM8 8.1v.01',
  trash: 'M4.5 6.5h15M9.5 6.5V4h5v2.5M6.5 6.5 7.5 20h9l1-13.5M10.3 10.5v5.5m3.4-5.5v5.5',
  untag: 'M9.5 4H12l8.5 8.5-3.6 3.6M13.5 19.5l-1 1L4 12V6M8 8.1v.01M3 3l18 18',
  upload: 'M12 19V6m-5 4.5L12 5.5l5 5',
  warn: 'M12 4 2.8 19.8h18.4zM12 10v4.5m0 2.6v.01',
};

export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  svg.classList.add('icon');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', STROKES[name]);
  svg.append(path);
  return svg;
}

/** A button with an icon only. Its label is read by screen readers and shown on hover. */
export const iconButton = (name, label, onclick, props = {}) =>
  h('button', { type: 'button', class: 'icon-button', 'aria-label': label, title: label, onclick, ...props }, icon(name));

let menus = 0;

/**
 * Attaches a panel to a button, which opens below it, or at the bottom of the window on a phone. `fill` returns the content each time the
 * panel opens.
 */
export function menu(button, fill, { label, end = false } = {}) {
  const panel = h('div', { class: 'menu', id: `menu-${++menus}`, popover: 'auto', role: 'dialog', 'aria-label': label });
  button.setAttribute('aria-expanded', 'false');
  button.setAttribute('aria-haspopup', 'dialog');
  button.popoverTargetElement = panel;
  panel.addEventListener('beforetoggle', event => {
    if (event.newState === 'open') panel.replaceChildren(...[fill(() => panel.hidePopover())].flat());
  });
  panel.addEventListener('toggle', event => {
    const open = event.newState === 'open';
    button.setAttribute('aria-expanded', String(open));
    if (open) (panel.querySelector('[autofocus]') ?? panel.querySelector('input, button, a'))?.focus();
  });
  // Before it is painted first, and whenever its content or the window changes.
  const placed = () => panel.matches(':popover-open') && place(panel, button, end);
  new ResizeObserver(placed).observe(panel);
  addEventListener('resize', placed);
  panel.addEventListener('keydown', event => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.target.type === 'date') return;
    const stops = [...panel.querySelectorAll('input, button, a')];
    stops[(stops.indexOf(document.activeElement) + step + stops.length) % stops.length]?.focus();
    event.preventDefault();
  });
  button.after(panel);
  return panel;
}

/** The distance of a panel from the edges of the window, in CSS pixels. */
const MARGIN = 8;

/** Places a panel below its button, or above if there is not enough room, and completely inside the window. */
function place(panel, button, end) {
  if (matchMedia('(max-width: 599px)').matches) {
    panel.style.inset = '';
    return;
  }
  const around = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = panel;
  // Without the scroll bar.
  const { clientWidth, clientHeight } = document.documentElement;
  const inside = (start, size, room) => Math.max(MARGIN, Math.min(start, room - size - MARGIN));
  const below = around.bottom + 6;
  const top = below + height <= clientHeight - MARGIN ? below : around.top - 6 - height;
  const left = end ? around.right - width : around.left;
  panel.style.inset = `${inside(top, height, clientHeight)}px auto auto ${inside(left, width, clientWidth)}px`;
}

/** An item of a menu. */
export const choice = (text, chosen, onclick, iconName) =>
  h('button', { type: 'button', class: 'choice', 'aria-pressed': chosen === null ? null : String(chosen), onclick },
    iconName ? icon(iconName) : null, h('span', {}, text), chosen ? icon('check') : null);

const live = h('div', { class: 'unseen', role: 'status' });

/** Announces a text to screen readers. */
export function announce(text) {
  if (!live.isConnected) document.body.append(live);
  live.textContent = text;
}

export function bytes(count) {
  if (count < 1000) return `${count} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let unit = -1;
  do {
    count /= 1000;
    unit++;
  } while (count >= 999.5 && unit < units.length - 1);
  return `${count.toFixed(count < 10 ? 1 : 0)} ${units[unit]}`;
}

export function duration(seconds) {
  if (seconds < 60) return `${Math.max(1, Math.ceil(seconds))} s`;
  if (seconds < 3600) return `${Math.ceil(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}

/** Formats dates. The formatter is made when it is needed first, because the first one takes long in Chromium. */
function formatter(options) {
  let made = null;
  return date => (made ??= new Intl.DateTimeFormat(undefined, options)).format(date);
}

const TIME = formatter({ dateStyle: 'medium', timeStyle: 'short' });
const DAY = formatter({ weekday: 'long', day: 'numeric', month: 'long' });
const DAY_AND_YEAR = formatter({ day: 'numeric', month: 'long', year: 'numeric' });

export const moment = time => TIME(new Date(time));

/** The local day of a time, such as `2026-11-22`. */
export function dayOf(time) {
  const date = new Date(time);
  const pad = number => String(number).padStart(2, '0');
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
}

/** The name of a day. */
export function dayName(day) {
  const now = new Date();
  if (day === dayOf(now)) return 'Today';
  if (day === dayOf(new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1))) return 'Yesterday';
  const date = new Date(`${day}T12:00`);
  return (date.getFullYear() === now.getFullYear() ? DAY : DAY_AND_YEAR)(date);
}

export const count = (number, noun) => `${number.toLocaleString()} ${noun}${number === 1 ? '' : 's'}`;

/** The name of a picture: its title or file name. */
export const nameOf = image => image.title || image.filename;

/** How long the trash keeps a picture. */
export function timeLeft(purgeAt) {
  const days = Math.ceil((Date.parse(purgeAt) - Date.now()) / 86_400_000);
  return days > 0 ? `${count(days, 'day')} left` : 'Deleted soon';
}

/** A random UUID, also on pages without HTTPS, where browsers do not offer `crypto.randomUUID`. */
export function randomId() {
  const hex = [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');
}
