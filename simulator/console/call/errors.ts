import type { Reply } from "../../server/reply";

const traceback = "Traceback (most recent call last):\n  (no Python here: this is the simulator)\n";

/** An error that ends a console call with a given reply; `text` is what Python's `str()` of it would print. */
export class ConsoleError extends Error {
  constructor(
    readonly reply: Reply,
    readonly text: string,
  ) {
    super(text);
  }
}

/** Returns shape S, the console's own refusal: code, msg, msg_show and an empty data. `code` defaults to the status, `msgShow` to `msg`. */
export function serviceError(
  status: number,
  msg: unknown,
  msgShow = String(msg),
  options: { code?: number; bean?: Record<string, unknown> } = {},
): ConsoleError {
  const json = { code: options.code ?? status, msg, msg_show: msgShow, data: { bean: options.bean ?? {}, list: [] } };
  const text = `(${String(status)}, ${options.code === undefined ? "None" : String(options.code)}, '${String(msg)}', '${msgShow}')`;
  return new ConsoleError({ status, json }, text);
}

/** Returns shape V, a failed validation: one list of texts (or what is nested) a field, or one object for each of a list. */
export function validationError(err: unknown): ConsoleError {
  const json = { detail: "参数错误", err, code: 20400, error_type: "ValidationError" };
  return new ConsoleError({ status: 400, json }, JSON.stringify(err));
}

/** Returns shape A, an error of the REST framework itself. */
export function frameworkError(
  status: number,
  detail: string,
  errorType: string,
  headers: Record<string, string> = {},
): ConsoleError {
  const json = {
    detail,
    code: status,
    msg: detail,
    msg_show: detail,
    error_type: errorType,
    error_trace: traceback,
  };
  return new ConsoleError({ status, json, headers }, detail);
}

/** Returns shape X, an uncaught exception: 500 with code 10401. `argument` is what it was raised with, where it prints that another way. */
export function crash(message: string, errorType: string, module = "builtins", argument = message): ConsoleError {
  const json = {
    code: 10401,
    msg: message,
    msg_show: traceback,
    error_type: errorType,
    error_trace: traceback,
    error_details: { args: [argument], message, module },
  };
  return new ConsoleError({ status: 500, json }, message);
}

/** Returns the exception of a key that isn't there: it prints the key in quotes, and holds it bare. */
export function missingKey(key: string): ConsoleError {
  return crash(`'${key}'`, "KeyError", "builtins", key);
}
