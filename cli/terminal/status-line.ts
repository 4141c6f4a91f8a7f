import { clearLine, cursorTo } from "node:readline";
import type { WriteStream } from "node:tty";
import { shortened } from "../../provider/screen";

/** How a command tells what takes so long. */
export type Say = (text: string) => void;

/** How long a terminal may stay silent: what begins now may have to wait for the process to load more. */
const silentForMs = 600;

/** A line on a terminal that says what takes so long; it is gone in the end. Where nobody watches, nothing is said. */
export class StatusLine {
  #text = "";
  #isShown = false;
  /** On the clock of the process: at first its beginning. */
  #silentSince = 0;
  #timer: NodeJS.Timeout | undefined;
  readonly #terminal: WriteStream | undefined;

  constructor(stream: WriteStream) {
    this.#terminal = stream.isTTY ? stream : undefined;
  }

  /** Says this from now on: at once if the line is there, else once the terminal was silent for too long. */
  readonly say: Say = (text) => {
    this.#text = text;
    if (this.#isShown) this.#show();
    else
      this.#timer ??= setTimeout(() => {
        this.#show();
      }, this.#patienceMs()).unref();
  };

  /** Removes the line, until something is said again. */
  end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#isShown) this.#clear();
    this.#isShown = false;
    this.#silentSince = performance.now();
  }

  #patienceMs(): number {
    return Math.max(0, this.#silentSince + silentForMs - performance.now());
  }

  #show(): void {
    this.#isShown = true;
    this.#clear();
    this.#terminal?.write(shortened(this.#text, widthOf(this.#terminal) - 1));
  }

  #clear(): void {
    if (!this.#terminal) return;
    clearLine(this.#terminal, 0);
    cursorTo(this.#terminal, 0);
  }
}

/** Some terminals, as those of CI systems, don't tell theirs. */
function widthOf({ columns }: WriteStream): number {
  return columns > 0 ? columns : 80;
}
