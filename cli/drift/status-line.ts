import { clearLine, cursorTo } from "node:readline";
import type { WriteStream } from "node:tty";
import { shortened } from "./text";

/** How long a terminal may stay silent. */
const silentForMs = 1_000;

/** A line on a terminal that says what takes so long; it is gone in the end. Where nobody watches, nothing is said. */
export class StatusLine {
  #text = "";
  #isShown = false;
  readonly #terminal: WriteStream | undefined;
  readonly #timer: NodeJS.Timeout;

  constructor(stream: WriteStream) {
    this.#terminal = stream.isTTY ? stream : undefined;
    this.#timer = setTimeout(() => {
      this.#isShown = true;
      this.#show();
    }, silentForMs).unref();
  }

  /** Says this from now on. */
  say(text: string): void {
    this.#text = text;
    if (this.#isShown) this.#show();
  }

  /** Removes the line. */
  end(): void {
    clearTimeout(this.#timer);
    if (this.#isShown) this.#clear();
  }

  #show(): void {
    this.#clear();
    this.#terminal?.write(shortened(this.#text, this.#terminal.columns - 1));
  }

  #clear(): void {
    if (!this.#terminal) return;
    clearLine(this.#terminal, 0);
    cursorTo(this.#terminal, 0);
  }
}
