import type {
  CheckResult,
  CreateResult,
  DiffResult,
  ReadResult,
  ResourceProvider,
  UpdateResult,
} from "@pulumi/pulumi/dynamic";
import {
  checkResource,
  createResource,
  findResource,
  planResource,
  readResource,
  removeResource,
  updateResource,
  type Keeping,
} from "../kinds/resource";
import { wireOf, type Hidden, type ResourceKind, type Wire } from "../kinds/resource-kind";
import { allSaid } from "../run/engine-log";
import { configure } from "../run/operations";

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
    check: (olds, news) => heard<CheckResult<Wire>>(() => checkResource(kind, olds, news)),
    diff: (_id, olds, news) => heard(() => diff(kind, olds, news)),
    create: (news) => heard(() => create(kind, news)),
    read: (id, props = {}) => heard(() => (props["__rbRead"] === true ? find(kind, id, props) : read(kind, props))),
    update: (_id, olds, news) => heard(() => update(kind, olds, news)),
    delete: (_id, props) => heard(() => removeResource(kind, props)),
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
  const state = await createResource(kind, news, keepingFor(news));
  return { id: kind.idOf(state), outs: wireOf(state) };
}

async function update<Inputs extends Hidden, State extends Hidden>(
  kind: ResourceKind<Inputs, State>,
  olds: Wire,
  news: Wire,
): Promise<UpdateResult<Wire>> {
  return { outs: wireOf(await updateResource(kind, olds, news, keepingFor(news))) };
}

function diff<Inputs extends Hidden, State extends Hidden>(
  kind: ResourceKind<Inputs, State>,
  olds: Wire,
  news: Wire,
): DiffResult {
  const { plan } = planResource(kind, olds, news);
  return { changes: plan.changes.length > 0, replaces: [...plan.replaces], deleteBeforeReplace: true };
}

async function read<Inputs extends Hidden, State extends Hidden>(
  kind: ResourceKind<Inputs, State>,
  props: Wire,
): Promise<ReadResult<Wire>> {
  const state = await readResource(kind, props);
  if (!state) return {};
  return { id: kind.idOf(state), props: wireOf(state), inputs: wireOf(kind.observedInputs(state)) };
}

/** Reads what somebody else manages: `get` of the classes marks it, in the state as well, so that a refresh reads it in the same way. */
async function find<Inputs extends Hidden, State extends Hidden>(
  kind: ResourceKind<Inputs, State>,
  id: string,
  { __rbUrn }: Wire,
): Promise<ReadResult<Wire>> {
  const urn = typeof __rbUrn === "string" ? __rbUrn : "";
  const mark = { __rbUrn: urn, __rbRead: true };
  return { id, props: { ...wireOf(await findResource(kind, id, urn)), ...mark }, inputs: mark };
}

/** Pulumi's host keeps what it finds at the failure: the id, the state with its `__provider`, and the reasons. */
function keepingFor({ __provider }: Wire): Keeping {
  return ({ id, outputs, failure }) => Object.assign(failure, { id, properties: { ...outputs, __provider } });
}
