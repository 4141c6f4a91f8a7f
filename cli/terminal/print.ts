import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { messageOf } from "../../provider/errors";

/** Prints a text; returns why it couldn't. A reader that has gone away had enough: that is no failure. */
export async function print(stream: NodeJS.WriteStream, text: string): Promise<string | undefined> {
  return new Promise((done) => {
    stream.write(text, (error) => {
      const hasReader = error && !("code" in error && error.code === "EPIPE");
      done(hasReader ? `can't write to standard output: ${error.message}` : undefined);
    });
  });
}

/** Writes a file, and the folders above it; returns why it couldn't. */
export function writeFile(path: string, text: string): string | undefined {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  } catch (thrown) {
    return `can't write ${path}: ${messageOf(thrown)}`;
  }
  return undefined;
}
