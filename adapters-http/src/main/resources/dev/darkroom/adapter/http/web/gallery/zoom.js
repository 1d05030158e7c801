const MAX_SCALE = 8;
const TAP_SCALE = 2.5;
const SWIPE_PIXELS = 60;

/**
 * Zooms and moves one element inside a stage by wheel, pinch, drag and double tap, and detects swipes while it is not zoomed.
 *
 * @param actions `swipe(-1|1)` to the next or previous, `dismiss()` for a swipe down, `zoomed(scale)`
 */
export class Zoom {
  #stage;
  #target;
  #actions;
  #pointers = new Map();
  #scale = 1;
  #x = 0;
  #y = 0;
  #from = null;
  #tapped = 0;

  constructor(stage, actions) {
    this.#stage = stage;
    this.#actions = actions;
    stage.addEventListener('wheel', event => this.#wheel(event), { passive: false });
    stage.addEventListener('pointerdown', event => this.#down(event));
    stage.addEventListener('pointermove', event => this.#move(event));
    for (const type of ['pointerup', 'pointercancel']) stage.addEventListener(type, event => this.#up(event));
  }

  get scale() {
    return this.#scale;
  }

  /** Shows another element completely. */
  target(element) {
    this.#target = element;
    this.#set(1, 0, 0);
  }

  /** Zooms around a point, by default the middle of the stage. */
  to(scale, clientX, clientY) {
    const box = this.#stage.getBoundingClientRect();
    const px = (clientX ?? box.left + box.width / 2) - box.left - box.width / 2;
    const py = (clientY ?? box.top + box.height / 2) - box.top - box.height / 2;
    const next = Math.min(MAX_SCALE, Math.max(1, scale));
    const factor = next / this.#scale;
    this.#set(next, px - (px - this.#x) * factor, py - (py - this.#y) * factor);
  }

  #set(scale, x, y) {
    const { offsetWidth: width = 0, offsetHeight: height = 0 } = this.#target ?? {};
    const room = (size, stage) => Math.max(0, (size * scale - stage) / 2);
    const maxX = room(width, this.#stage.clientWidth);
    const maxY = room(height, this.#stage.clientHeight);
    this.#scale = scale;
    this.#x = scale === 1 ? 0 : Math.min(maxX, Math.max(-maxX, x));
    this.#y = scale === 1 ? 0 : Math.min(maxY, Math.max(-maxY, y));
    this.#apply(this.#x, this.#y);
    this.#stage.classList.toggle('zoomed', scale > 1);
    this.#actions.zoomed(scale);
  }

  #apply(x, y) {
    if (this.#target) this.#target.style.transform = `translate(${x}px, ${y}px) scale(${this.#scale})`;
  }

  #wheel(event) {
    event.preventDefault();
    this.to(this.#scale * Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.002)), event.clientX, event.clientY);
  }

  #down(event) {
    if (event.target.closest('button, a, input')) return;
    this.#stage.setPointerCapture(event.pointerId);
    this.#pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    this.#begin();
  }

  #begin() {
    const [a, b] = this.#pointers.values();
    this.#from = b
      ? { distance: Math.hypot(a.x - b.x, a.y - b.y), scale: this.#scale }
      : a && { pointer: { ...a }, x: this.#x, y: this.#y, moved: false };
  }

  #move(event) {
    const pointer = this.#pointers.get(event.pointerId);
    if (!pointer) return;
    pointer.x = event.clientX;
    pointer.y = event.clientY;
    const [a, b] = this.#pointers.values();
    if (b) {
      this.to(this.#from.scale * Math.hypot(a.x - b.x, a.y - b.y) / this.#from.distance, (a.x + b.x) / 2, (a.y + b.y) / 2);
      return;
    }
    const dx = a.x - this.#from.pointer.x;
    const dy = a.y - this.#from.pointer.y;
    this.#from.moved ||= Math.hypot(dx, dy) > 6;
    this.#stage.classList.add('dragging');
    if (this.#scale > 1) this.#set(this.#scale, this.#from.x + dx, this.#from.y + dy);
    else if (event.pointerType !== 'mouse') this.#apply(Math.abs(dx) > Math.abs(dy) ? dx : 0, Math.abs(dy) > Math.abs(dx) ? Math.max(0, dy) : 0);
  }

  #up(event) {
    if (!this.#pointers.delete(event.pointerId)) return;
    this.#stage.classList.remove('dragging');
    const { pointer, moved } = this.#from ?? {};
    if (this.#pointers.size === 0 && pointer) {
      const dx = event.clientX - pointer.x;
      const dy = event.clientY - pointer.y;
      if (!moved) this.#tap(event);
      else if (this.#scale === 1 && event.type === 'pointerup' && event.pointerType !== 'mouse') this.#swipe(dx, dy);
    }
    this.#begin();
  }

  #swipe(dx, dy) {
    if (Math.abs(dx) > SWIPE_PIXELS && Math.abs(dx) > Math.abs(dy)) this.#actions.swipe(dx < 0 ? 1 : -1);
    else if (dy > 1.5 * SWIPE_PIXELS) this.#actions.dismiss();
    else this.#apply(0, 0);
  }

  #tap(event) {
    const now = performance.now();
    if (now - this.#tapped < 350) {
      this.#tapped = 0;
      this.to(this.#scale > 1 ? 1 : TAP_SCALE, event.clientX, event.clientY);
    } else {
      this.#tapped = now;
    }
  }
}
