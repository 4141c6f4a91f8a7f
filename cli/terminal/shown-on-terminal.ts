import { messageOf } from "../../provider/errors";
import { StatusLine } from "./status-line";
import { concealSecretsOf } from "./environment-secrets";

/** Does a command's work beside a status line, with the environment's secrets concealed. Returns its exit code; what it throws is said, and is 1. */
export async function shownOnTerminal(work: (status: StatusLine) => Promise<number>): Promise<number> {
  concealSecretsOf(process.env);
  const status = new StatusLine(process.stderr);
  try {
    return await work(status);
  } catch (thrown) {
    status.end();
    process.stderr.write(`error: ${messageOf(thrown)}\n`);
    return 1;
  }
}
