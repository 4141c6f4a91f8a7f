import { pythonText, pythonType } from "../../python/values";
import { validationError } from "./errors";

/** What the console says of a wrong field. */
export const texts = {
  required: "该字段是必填项。",
  null: "该字段不能为 null。",
  blank: "该字段不能为空。",
  string: "Not a valid string.",
  nullCharacter: "不允许是用空字符串。",
  integer: "请填写合法的整数值。",
  longInteger: "字符串值太长。",
  boolean: "Must be a valid boolean.",
};

/** A value that a field refused: its texts, or for lists and objects what is wrong inside. */
class Refusal {
  constructor(readonly detail: unknown) {}
}

/** A field of a request body: how one value of it is checked, and what holds when it is missing. */
export interface Field<T> {
  parse: (value: unknown) => T | Refusal;
  /** Undefined if the field is required. */
  fallback: (() => T) | undefined;
}

type Values<F extends Record<string, Field<unknown>>> = {
  [K in keyof F]: F[K] extends Field<infer T> ? T : never;
};

/** Validates a request body as the console's serializers do, all fields at once; throws 400 in shape V. */
export function validate<F extends Record<string, Field<unknown>>>(fields: F, body: unknown): Values<F> {
  if (body === null) throw validationError({ non_field_errors: ["No data provided"] });
  const result = object(fields).parse(body);
  if (!(result instanceof Refusal)) return result;
  throw validationError(result.detail);
}

function object<F extends Record<string, Field<unknown>>>(fields: F): Field<Values<F>> {
  return {
    fallback: undefined,
    parse: (value) => {
      if (!isRecord(value)) {
        return new Refusal({ non_field_errors: [`无效数据。期待为字典类型，得到的是 ${pythonType(value)} 。`] });
      }
      const wrong: Record<string, unknown> = {};
      const right: Record<string, unknown> = {};
      for (const [name, field] of Object.entries(fields)) {
        const result = parseField(field, value[name]);
        if (result instanceof Refusal) wrong[name] = result.detail;
        else right[name] = result;
      }
      return Object.keys(wrong).length > 0 ? new Refusal(wrong) : asValues<F>(right);
    },
  };
}

/** The loop above filled in every field with a value of its type; the compiler can't follow that. */
function asValues<F extends Record<string, Field<unknown>>>(values: Record<string, unknown>): Values<F>;
function asValues(values: Record<string, unknown>): Record<string, unknown> {
  return values;
}

function parseField(field: Field<unknown>, value: unknown): unknown {
  if (value !== undefined) return field.parse(value);
  return field.fallback === undefined ? new Refusal([texts.required]) : field.fallback();
}

/** A text: ends trimmed, numbers accepted, booleans and blank refused. */
export function text(options: { max?: number; isBlankAllowed?: boolean } = {}): Field<string> {
  return {
    fallback: undefined,
    parse: (value) => {
      if (value === null) return new Refusal([texts.null]);
      if (typeof value !== "string" && typeof value !== "number") return new Refusal([texts.string]);
      const trimmed = String(value).trim();
      if (trimmed === "") return options.isBlankAllowed === true ? trimmed : new Refusal([texts.blank]);
      const problems: string[] = [];
      if (options.max !== undefined && Array.from(trimmed).length > options.max) {
        problems.push(`请确保这个字段不能超过 ${String(options.max)} 个字符。`);
      }
      if (trimmed.includes("\0")) problems.push(texts.nullCharacter);
      return problems.length > 0 ? new Refusal(problems) : trimmed;
    },
  };
}

/** A whole number; a text of digits is accepted. */
export function integer(options: { min?: number; max?: number } = {}): Field<number> {
  return {
    fallback: undefined,
    parse: (value) => {
      if (value === null) return new Refusal([texts.null]);
      if (typeof value === "string" && value.length > 1000) return new Refusal([texts.longInteger]);
      const number = toInteger(value);
      if (number === undefined) return new Refusal([texts.integer]);
      if (options.min !== undefined && number < options.min) {
        return new Refusal([`请确保该值大于或者等于 ${String(options.min)}。`]);
      }
      if (options.max !== undefined && number > options.max) {
        return new Refusal([`请确保该值小于或者等于 ${String(options.max)}。`]);
      }
      return number;
    },
  };
}

/** A truth value; the usual words for it are accepted. */
export function boolean(): Field<boolean> {
  return {
    fallback: undefined,
    parse: (value) => {
      if (value === null) return new Refusal([texts.null]);
      const word = pythonText(value).toLowerCase();
      if (["true", "t", "yes", "y", "on", "1"].includes(word)) return true;
      if (["false", "f", "no", "n", "off", "0"].includes(word)) return false;
      return new Refusal([texts.boolean]);
    },
  };
}

/** One of some texts. */
export function choice<C extends string>(choices: readonly C[]): Field<C> {
  return {
    fallback: undefined,
    parse: (value) => {
      if (value === null) return new Refusal([texts.null]);
      const chosen = choices.find((each) => each === pythonText(value));
      return chosen ?? new Refusal([`“${pythonText(value)}” 不是合法选项。`]);
    },
  };
}

/** A list of plain values; what is wrong is told by the positions of the wrong ones. */
export function list<T>(item: Field<T>): Field<T[]> {
  return {
    fallback: undefined,
    parse: (value) => {
      if (value === null) return new Refusal([texts.null]);
      if (!Array.isArray(value)) return new Refusal([notAList(value)]);
      const results = value.map((each: unknown) => item.parse(each));
      const wrong = [...results.entries()].flatMap(([index, result]) =>
        result instanceof Refusal ? [[String(index), result.detail] as const] : [],
      );
      return wrong.length > 0 ? new Refusal(Object.fromEntries(wrong)) : results.filter(isFine);
    },
  };
}

/** A list of objects; what is wrong is told for each, with nothing for those that are right. */
export function many<F extends Record<string, Field<unknown>>>(fields: F): Field<Values<F>[]> {
  const item = object(fields);
  return {
    fallback: undefined,
    parse: (value) => {
      if (value === null) return new Refusal([texts.null]);
      if (!Array.isArray(value)) return new Refusal({ non_field_errors: [notAList(value)] });
      const results = value.map((each: unknown) => item.parse(each));
      if (results.every(isFine)) return results;
      return new Refusal(results.map((result) => (result instanceof Refusal ? result.detail : {})));
    },
  };
}

function isFine<T>(result: T | Refusal): result is T {
  return !(result instanceof Refusal);
}

function notAList(value: unknown): string {
  return `期望为一个包含物件的列表，得到的类型是“${pythonType(value)}”。`;
}

/** Makes a field optional: `value` holds when it is missing. */
export function optional<T, D>(field: Field<T>, value: D): Field<T | D> {
  return { ...field, fallback: () => value };
}

/** Lets a field be null. */
export function nullable<T>(field: Field<T>): Field<T | null> {
  return { fallback: field.fallback, parse: (value) => (value === null ? null : field.parse(value)) };
}

/** Adds a test of the console's own to a field. */
export function tested<T>(field: Field<T>, isFine: (value: T) => boolean, problem: string): Field<T> {
  return {
    ...field,
    parse: (value) => {
      const result = field.parse(value);
      return result instanceof Refusal || isFine(result) ? result : new Refusal([problem]);
    },
  };
}

/** True for a plain object. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function toInteger(value: unknown): number | undefined {
  if (typeof value === "number" && Number.isInteger(value)) return value;
  if (typeof value === "string" && /^\s*[+-]?\d+(\.0*)?\s*$/.test(value)) return Number(value);
  return undefined;
}
