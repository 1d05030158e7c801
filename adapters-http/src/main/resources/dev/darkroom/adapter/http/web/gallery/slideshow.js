const SHOWN_MILLISECONDS = 5000;

/** Shows the next picture every 5 s. It pauses while the page is hidden. */
export class Slideshow {
  #next;
  #changed;
  #timer = 0;
  running = false;

  /**
   * @param next shows the next picture; returns whether there is one
   * @param changed called when it starts or stops
   */
  constructor(next, changed) {
    this.#next = next;
    this.#changed = changed;
    document.addEventListener('visibilitychange', () => this.wait());
  }

  toggle() {
    if (this.running) this.stop();
    else this.#run(true);
  }

  stop() {
    if (this.running) this.#run(false);
  }

  /** Starts to wait for the next picture again, for example after the user chose one. */
  wait() {
    clearTimeout(this.#timer);
    if (this.running && !document.hidden) this.#timer = setTimeout(() => this.#next() || this.stop(), SHOWN_MILLISECONDS);
  }

  #run(running) {
    this.running = running;
    this.wait();
    this.#changed();
  }
}
