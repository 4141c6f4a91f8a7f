import { refuseReplacement } from "../configuration/rails";
import { isConsoleError, RainbondError, UnfinishedError } from "../errors";
import type { Plan } from "../plan/plan";
import type { Surroundings } from "../lifecycle/surroundings";
import { remarkOnce } from "../run/engine-log";
import {
  claims,
  configurationNow,
  markAlive,
  markDeleted,
  surroundingsFor,
  surroundingsToRead,
} from "../run/operations";
import { withTeamId } from "../run/team-lookup";
import { concealLogin, concealSecret, quoted, shown } from "../screen";
import { wireOf, type Hidden, type ResourceKind, type Wire } from "./resource-kind";
import { secretSettingsIn } from "./secret-settings";
import { timeoutMsOf, type TimedOperation } from "./timeouts";
import { setUnknownAside } from "./unknown-values";
import { asIfLeftOut, validate, type Checked } from "./validate";

/** What exists after an operation that didn't end well. */
export interface Kept {
  readonly id: string;
  readonly outputs: Wire;
  readonly failure: UnfinishedError<unknown>;
}

/** Makes of it the failure by which Pulumi keeps what exists: each face has its own. */
export type Keeping = (kept: Kept) => Error;

/** Makes what the inputs declare. A failure after something exists is the one that `keeping` makes of it. */
export async function createResource<Inputs extends Hidden, State extends Hidden>(
  kind: ResourceKind<Inputs, State>,
  news: Wire,
  keeping: Keeping,
): Promise<State> {
  const inputs = parseInputs(kind, news);
  return noted(kind, keeping, () => kind.create(inputs, surroundings(inputs.__rbUrn, "create", inputs)));
}

/** Brings what the state holds to what the inputs declare; fails as {@link createResource} does. */
export async function updateResource<Inputs extends Hidden, State extends Hidden>(
  kind: ResourceKind<Inputs, State>,
  olds: Wire,
  news: Wire,
  keeping: Keeping,
): Promise<State> {
  const inputs = parseInputs(kind, news);
  const state = parseState(kind, olds);
  return noted(kind, keeping, () =>
    ofExisting(inputs.__rbUrn, kind.update(state, inputs, surroundings(inputs.__rbUrn, "update", inputs))),
  );
}

/** Removes what the state holds. */
export async function removeResource<Inputs extends Hidden, State extends Hidden>(
  kind: ResourceKind<Inputs, State>,
  props: Wire,
): Promise<void> {
  const state = parseState(kind, props);
  await ofExisting(state.__rbUrn, kind.remove(state, surroundings(state.__rbUrn, "delete", state)));
  markDeleted(state.__rbUrn);
  claims.forget(kind.possessionOf(state));
}

/** The state as the server shows it; `undefined` only for a proven absence. */
export async function readResource<Inputs extends Hidden, State extends Hidden>(
  kind: ResourceKind<Inputs, State>,
  props: Wire,
): Promise<State | undefined> {
  const before = parseState(kind, props);
  return ofExisting(before.__rbUrn, kind.read(before, surroundings(before.__rbUrn, "update", before)));
}

/** What the server shows of a thing that somebody else manages, by its id. */
export async function findResource<Inputs extends Hidden, State extends Hidden>(
  kind: ResourceKind<Inputs, State>,
  id: string,
  urn: string,
): Promise<object> {
  return kind.find(id, surroundings(urn, "update", { __rbUrn: urn }));
}

/** The state of a thing that is to be managed from now on, by its id or its names. */
export async function importResource<Inputs extends Hidden, State extends Hidden>(
  kind: ResourceKind<Inputs, State>,
  id: string,
  urn: string,
): Promise<State> {
  const named = { markets: configurationNow().markets, by: "RAINBOND_MARKETS or rainbond:markets" };
  return kind.import(id, named, surroundingsToRead(urn, timeoutMsOf("update", undefined)));
}

/** The inputs with defaults and canonical values, or all that is wrong with them. Of a new resource the configuration is judged as well. */
export async function checkResource<Inputs extends Hidden, State extends Hidden>(
  kind: ResourceKind<Inputs, State>,
  olds: Wire,
  news: Wire,
): Promise<Checked> {
  const isNew = Object.keys(olds).length === 0;
  const urn = news["__rbUrn"];
  if (!isNew && typeof urn === "string") markAlive(urn);
  concealSecretsIn(news);
  const configuration = configurationNow();
  const declared = asIfLeftOut(kind.inputs, news);
  const { inputs, failures } = validate(kind.inputs, kind.complete(declared, olds, configuration), kind.name);
  failures.push(...kind.contradictions(declared, olds));
  if (isNew) failures.push(...configuration.faults.map((reason) => ({ property: "", reason })));
  const before = kind.declared.safeParse(setUnknownAside(olds).known);
  const { known, unknown } = setUnknownAside(inputs);
  const now = kind.declared.safeParse(known);
  if (now.success && failures.length === 0 && (isNew || before.success)) {
    const last = isNew ? undefined : before.data;
    failures.push(...(await kind.foresee(last, now.data, new Set(Object.keys(unknown)), configuration)));
  }
  const told = await withTeamId(failures, inputs["teamId"]);
  return { inputs, failures: told.map(({ property, reason }) => ({ property, reason: shown(reason) })) };
}

/** What an update would be about, the state that it would begin with, and what is known of the inputs. */
export interface Planned<Inputs, State> {
  readonly plan: Plan;
  readonly state: State;
  readonly declared: Partial<Inputs>;
}

/** Plans an update. Says what is to be said of the state on the resource's row. */
export function planResource<Inputs extends Hidden, State extends Hidden>(
  kind: ResourceKind<Inputs, State>,
  olds: Wire,
  news: Wire,
): Planned<Inputs, State> {
  const state = parseState(kind, olds);
  const { known, unknown } = setUnknownAside(news);
  const declared = kind.declared.parse(known);
  const plan = kind.plan(declared, new Set(Object.keys(unknown)), state);
  refuseReplacement(configurationNow().rails, plan.replaces);
  const possession = kind.possessionOf(state);
  if (possession.ownsGroup && plan.replaces.length > 0) claims.noteReplacement(possession.group);
  claims.note(possession, declared.__rbUrn ?? state.__rbUrn, state.__rbUrn);
  for (const remark of plan.remarks) remarkOnce(declared.__rbUrn ?? state.__rbUrn, remark);
  return { plan, state, declared };
}

function surroundings(urn: string, operation: TimedOperation, { __rbTimeouts }: Hidden): Surroundings {
  return surroundingsFor(urn, timeoutMsOf(operation, __rbTimeouts));
}

/** A resource whose team was deleted can't be read, updated or deleted any more, only taken out of the state. */
async function ofExisting<Result>(urn: string, work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (thrown) {
    if (!isConsoleError(thrown, "teamMissing")) throw thrown;
    const way = `pulumi state delete ${quoted(urn)} takes the resource out of the state`;
    throw new RainbondError(`${thrown.message}; if the team was deleted for good, ${way}`);
  }
}

/** Notes what the resource has now, whether the work ended well or left something behind, which is then kept. */
async function noted<Inputs extends Hidden, State extends Hidden>(
  kind: ResourceKind<Inputs, State>,
  keeping: Keeping,
  work: () => Promise<State>,
): Promise<State> {
  const note = (state: State): void => {
    claims.note(kind.possessionOf(state), state.__rbUrn);
  };
  try {
    const state = await work();
    note(state);
    return state;
  } catch (thrown) {
    if (!(thrown instanceof UnfinishedError)) throw thrown;
    const state = kind.state.parse(thrown.state);
    note(state);
    throw keeping({ id: kind.idOf(state), outputs: wireOf(state), failure: thrown });
  }
}

function parseInputs<Inputs extends Hidden, State extends Hidden>(
  kind: ResourceKind<Inputs, State>,
  news: Wire,
): Inputs {
  return kind.inputs.parse(setUnknownAside(news).known);
}

function parseState<Inputs extends Hidden, State extends Hidden>(
  kind: ResourceKind<Inputs, State>,
  props: Wire,
): State {
  concealSecretsIn(props);
  const parsed = kind.state.safeParse(setUnknownAside(props).known);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues.map((issue) => issue.path.join(".")).join(", ");
  throw new RainbondError(
    `the state of this ${kind.name} isn't one that this version of pulumi-rainbond wrote (${where}). Install the version that wrote it, or take the ` +
      "resource out of the state with pulumi state delete; nothing on the server changes by that",
  );
}

/**
 * A server may say the key or a component's variable in an answer, and the store's address may hold a login: no message made afterwards shows
 * them.
 */
function concealSecretsIn(props: Wire): void {
  const { marketAccessKey: key, marketUrl: url } = props;
  if (typeof key === "string") concealSecret(key);
  if (typeof url === "string") concealLogin(url);
  for (const secret of secretSettingsIn(props)) concealSecret(secret);
}
