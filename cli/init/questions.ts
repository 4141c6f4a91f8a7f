import { isatty } from "node:tty";
import { RainbondError } from "../../provider/errors";
import { shown } from "../../provider/screen";
import type { Say, StatusLine } from "../terminal/status-line";

/** One of several answers. */
export interface Choice {
  readonly value: string;
  /** What is shown of it; default: the value. */
  readonly label?: string;
}

/** What is asked for, and the option that answers it beforehand. */
export interface Question {
  readonly option: string;
  readonly asks: string;
  /** What is said where nobody can be asked; default: that the option is missing. */
  readonly lack?: string;
}

/** How a person is asked for what no option says, and told what takes so long. */
export interface Questions extends Asked {
  readonly say: Say;
}

interface Asked {
  /** One of the choices; where nobody can be asked the other one, if there is one. */
  readonly choose: (question: Question, choices: readonly Choice[], otherwise?: string) => Promise<string>;
  /** A text of the person's own; `check` says what is wrong with one. */
  readonly write: (question: Question, check: (answer: string) => string | undefined) => Promise<string>;
}

/** Questions on the terminal, between which the status line says what is looked for; where there is none the first one is an error that names the option. */
export function questionsHere(status: StatusLine): Questions {
  const { choose, write } = isatty(0) && isatty(1) ? onTerminal : withoutTerminal;
  const inPlaceOfStatus = <Words extends unknown[]>(ask: (...words: Words) => Promise<string>) => {
    return async (...words: Words): Promise<string> => {
      status.end();
      return ask(...words).finally(() => {
        status.end();
      });
    };
  };
  return {
    choose: inPlaceOfStatus(choose),
    write: inPlaceOfStatus(write),
    say: status.say,
  };
}

const onTerminal: Asked = {
  choose: async ({ asks }, choices) => {
    const { select } = await import("@clack/prompts");
    const options = choices.map(({ value, label = value }) => ({ value, label: shown(label) }));
    return answerOf(await select({ message: asks, options, maxItems: 15 }));
  },
  write: async ({ asks }, check) => {
    const { text } = await import("@clack/prompts");
    return answerOf(await text({ message: asks, validate: (answer) => check(answer) }));
  },
};

const longestList = 20;

/** Where nobody can be asked, as in a pipeline. */
export const withoutTerminal: Questions = {
  choose: ({ option, lack = `${option} is missing` }, choices, otherwise) => {
    if (otherwise !== undefined) return Promise.resolve(otherwise);
    const named = choices.slice(0, longestList).map(({ value, label }) => shown(label ?? value));
    const more = choices.length > longestList ? ` and ${choices.length - longestList} more` : "";
    return Promise.reject(new RainbondError(`${lack}; there are ${named.join(", ")}${more}`));
  },
  write: ({ option }) => Promise.reject(new RainbondError(`${option} is missing`)),
  say: () => undefined,
};

/** Ctrl-C is answered by a symbol. */
function answerOf(answer: string | symbol): string {
  if (typeof answer === "symbol") throw new RainbondError("cancelled: nothing was written");
  return answer;
}
