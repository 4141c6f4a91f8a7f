import type {
  CheckResult,
  CreateResult,
  DiffResult,
  ReadResult,
  ResourceProvider,
  UpdateResult,
} from "@pulumi/pulumi/dynamic";
import { z } from "zod";
import { refuseReplacement } from "../configuration/rails";
import { isConsoleError, RainbondError, UnfinishedError } from "../errors";
import type { Hidden, ResourceKind, Wire } from "../kinds/resource-kind";
import { timeoutMsOf, type TimedOperation } from "../kinds/timeouts";
import { secretSettingsIn } from "../kinds/secret-settings";
import { setUnknownAside } from "../kinds/unknown-values";
import { asIfLeftOut, validate } from "../kinds/validate";
import type { Surroundings } from "../lifecycle/surroundings";
import { allSaid, remarkOnce } from "../run/engine-log";
import { claims, configurationNow, configure, markAlive, markDeleted, surroundingsFor } from "../run/operations";
import { withTeamId } from "../run/team-lookup";
import { concealSecret, shown } from "../screen";

/** The six calls of Pulumi's dynamic host for one kind of resource. */
export function providerFor<Inputs extends Hidden, State extends Hidden>(
  kind: ResourceKind<Inputs, State>,
): ResourceProvider<Wire, Wire> {
  return {
    // Nothing is awaited here: the host doesn't wait for it either when calls come at once.
    configure: (request) => {
      configure(request.config);
      return Promise.resolve();
    },
    check: (olds, news) => heard(() => check(kind, olds, news)),
    diff: (_id, olds, news) => heard(() => diff(kind, olds, news)),
    create: (news) => heard(() => create(kind, news)),
    read: (id, props = {}) => heard(() => (props["__rbRead"] === true ? find(kind, id, props) : read(kind, props))),
    update: (_id, olds, news) => heard(() => update(kind, olds, news)),
    delete: (_id, props) => heard(() => remove(kind, props)),
  };
}

/** Does the work, and returns or fails once the engine has heard everything that was said meanwhile. */
async function heard<Result>(work: () => Result | Promise<Result>): Promise<Result> {
  try {
    return await work();
  } finally {
    await allSaid();
  }
}

async function create<Inputs extends Hidden, State extends Hidden>(
  kind: ResourceKind<Inputs, State>,
  news: Wire,
): Promise<CreateResult<Wire>> {
  const inputs = parseInputs(kind, news);
  const work = (): Promise<State> => kind.create(inputs, surroundings(inputs.__rbUrn, "create", inputs));
  const state = await keepUnfinished(kind, news, work);
  return { id: kind.idOf(state), outs: jsonOf(state) };
}

async function update<Inputs extends Hidden, State extends Hidden>(
  kind: ResourceKind<Inputs, State>,
  olds: Wire,
  news: Wire,
): Promise<UpdateResult<Wire>> {
  const inputs = parseInputs(kind, news);
  const state = parseState(kind, olds);
  const work = (): Promise<State> =>
    ofExisting(inputs.__rbUrn, kind.update(state, inputs, surroundings(inputs.__rbUrn, "update", inputs)));
  return { outs: jsonOf(await keepUnfinished(kind, news, work)) };
}

async function remove<Inputs extends Hidden, State extends Hidden>(
  kind: ResourceKind<Inputs, State>,
  props: Wire,
): Promise<void> {
  const state = parseState(kind, props);
  await ofExisting(state.__rbUrn, kind.remove(state, surroundings(state.__rbUrn, "delete", state)));
  markDeleted(state.__rbUrn);
  claims.forget(kind.possessionOf(state));
}

function surroundings(urn: string, operation: TimedOperation, { __rbTimeouts }: Hidden): Surroundings {
  return surroundingsFor(urn, timeoutMsOf(operation, __rbTimeouts));
}

async function check<Inputs extends Hidden, State extends Hidden>(
  kind: ResourceKind<Inputs, State>,
  olds: Wire,
  news: Wire,
): Promise<CheckResult<Wire>> {
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

function diff<Inputs extends Hidden, State extends Hidden>(
  kind: ResourceKind<Inputs, State>,
  olds: Wire,
  news: Wire,
): DiffResult {
  const state = parseState(kind, olds);
  const { known, unknown } = setUnknownAside(news);
  const declared = kind.declared.parse(known);
  const plan = kind.plan(declared, new Set(Object.keys(unknown)), state);
  refuseReplacement(configurationNow().rails, plan.replaces);
  const possession = kind.possessionOf(state);
  if (possession.ownsGroup && plan.replaces.length > 0) claims.noteReplacement(possession.group);
  claims.note(possession, declared.__rbUrn ?? state.__rbUrn, state.__rbUrn);
  for (const remark of plan.remarks) remarkOnce(declared.__rbUrn ?? state.__rbUrn, remark);
  return { changes: plan.changes.length > 0, replaces: [...plan.replaces], deleteBeforeReplace: true };
}

async function read<Inputs extends Hidden, State extends Hidden>(
  kind: ResourceKind<Inputs, State>,
  props: Wire,
): Promise<ReadResult<Wire>> {
  const before = parseState(kind, props);
  const state = await ofExisting(before.__rbUrn, kind.read(before, surroundings(before.__rbUrn, "update", before)));
  if (!state) return {};
  return { id: kind.idOf(state), props: jsonOf(state), inputs: jsonOf(kind.observedInputs(state)) };
}

/** Reads what somebody else manages: `get` of the classes marks it, in the state as well, so that a refresh reads it in the same way. */
async function find<Inputs extends Hidden, State extends Hidden>(
  kind: ResourceKind<Inputs, State>,
  id: string,
  { __rbUrn }: Wire,
): Promise<ReadResult<Wire>> {
  const urn = typeof __rbUrn === "string" ? __rbUrn : "";
  const found = await kind.find(id, surroundings(urn, "update", { __rbUrn: urn }));
  const mark = { __rbUrn: urn, __rbRead: true };
  return { id, props: { ...jsonOf(found), ...mark }, inputs: mark };
}

/** A resource whose team was deleted can't be read, updated or deleted any more, only taken out of the state. */
async function ofExisting<Result>(urn: string, work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (thrown) {
    if (!isConsoleError(thrown, "teamMissing")) throw thrown;
    const way = `pulumi state delete '${urn}' takes the resource out of the state`;
    throw new RainbondError(`${thrown.message}; if the team was deleted for good, ${way}`);
  }
}

/** Turns a failure after something exists into what Pulumi keeps: the id, the state with its `__provider`, and the reasons. */
async function keepUnfinished<Inputs extends Hidden, State extends Hidden>(
  kind: ResourceKind<Inputs, State>,
  news: Wire,
  work: () => Promise<State>,
): Promise<State> {
  try {
    const state = await work();
    claims.note(kind.possessionOf(state), state.__rbUrn);
    return state;
  } catch (thrown) {
    if (!(thrown instanceof UnfinishedError)) throw thrown;
    const state = kind.state.parse(thrown.state);
    claims.note(kind.possessionOf(state), state.__rbUrn);
    const properties = { ...jsonOf(state), __provider: news["__provider"] };
    throw Object.assign(thrown, { id: kind.idOf(state), properties });
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
  if (typeof url === "string") concealSecret(/^\w+:\/\/[^/@:]*:([^/@]*)@/.exec(url)?.[1]);
  for (const secret of secretSettingsIn(props)) concealSecret(secret);
}

/** Plain JSON: the host refuses anything else, after the work is done. */
function jsonOf(value: object): Wire {
  return wire.parse(JSON.parse(JSON.stringify(value)));
}

const wire = z.record(z.string(), z.unknown());
