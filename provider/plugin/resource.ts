import {
  CheckFailure,
  CheckResponse,
  CreateResponse,
  ReadResponse,
  UpdateResponse,
  type CheckRequest,
  type CreateRequest,
  type DeleteRequest,
  type DiffRequest,
  type DiffResponse,
  type ReadRequest,
  type UpdateRequest,
} from "@pulumi/pulumi/proto/provider_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { foreseenOfCreate, foreseenOfUpdate } from "../kinds/foreseen";
import {
  checkResource,
  createResource,
  findResource,
  importResource,
  planResource,
  readResource,
  removeResource,
  updateResource,
  type Keeping,
} from "../kinds/resource";
import { wireOf, type Hidden, type ResourceKind, type Wire } from "../kinds/resource-kind";
import type { TimedOperation } from "../kinds/timeouts";
import { appProvider, marketAppProvider } from "../resources/provider-text";
import { diffResponseOf } from "./detailed-diff";
import { Unfinished } from "./failures";
import { close, open, type Opened, type Path } from "./values";

/** The calls of Pulumi's provider protocol that are about resources, for one kind of them. */
export interface ServedResource {
  readonly check: (request: CheckRequest) => Promise<CheckResponse>;
  readonly diff: (request: DiffRequest) => Promise<DiffResponse>;
  readonly create: (request: CreateRequest) => Promise<CreateResponse>;
  readonly read: (request: ReadRequest) => Promise<ReadResponse>;
  readonly update: (request: UpdateRequest) => Promise<UpdateResponse>;
  readonly delete: (request: DeleteRequest) => Promise<void>;
}

/** Always secret, whoever declares them. */
const alwaysSecret: readonly Path[] = [["marketAccessKey"], ["__rbSettings"]];

/** Serves a kind of resource. What the dynamic face's classes tell beside what is declared, the protocol tells here: the URN, secrets, time limits. */
export function servedResource<Inputs extends Hidden, State extends Hidden>(
  kind: ResourceKind<Inputs, State>,
): ServedResource {
  return {
    check: (request) => check(kind, request),
    diff: (request) => Promise.resolve().then(() => diff(kind, request)),
    create: (request) => create(kind, request),
    read: (request) => read(kind, request),
    update: (request) => update(kind, request),
    delete: (request) =>
      removeResource(kind, stateOf(request.getProperties(), request, limitOf("delete", request.getTimeout())).plain),
  };
}

async function check<Inputs extends Hidden, State extends Hidden>(
  kind: ResourceKind<Inputs, State>,
  request: CheckRequest,
): Promise<CheckResponse> {
  const news = inputsOf(kind, request.getNews(), request);
  const { inputs, failures } = await checkResource(kind, open(request.getOlds()).plain, news.plain);
  const response = new CheckResponse();
  response.setInputs(close(visible(inputs), [...news.secrets, ...alwaysSecret]));
  for (const { property, reason } of failures) {
    const failure = new CheckFailure();
    failure.setProperty(property);
    failure.setReason(reason);
    response.addFailures(failure);
  }
  return response;
}

function diff<Inputs extends Hidden, State extends Hidden>(
  kind: ResourceKind<Inputs, State>,
  request: DiffRequest,
): DiffResponse {
  const olds = stateOf(request.getOlds(), request).plain;
  const news = inputsOf(kind, request.getNews(), request).plain;
  const { plan, state, declared } = planResource(kind, olds, news);
  const drifted = plan.changes.includes("drift") ? kind.drifted(state, declared) : [];
  return diffResponseOf(plan, wireOf(state), news, drifted);
}

async function create<Inputs extends Hidden, State extends Hidden>(
  kind: ResourceKind<Inputs, State>,
  request: CreateRequest,
): Promise<CreateResponse> {
  const news = inputsOf(kind, request.getProperties(), request, limitOf("create", request.getTimeout()));
  const response = new CreateResponse();
  if (request.getPreview()) {
    response.setProperties(outputsOf(kind, foreseenOfCreate(kind, news.plain), news));
    return response;
  }
  const state = await createResource(kind, news.plain, keepingFor(kind, news));
  response.setId(kind.idOf(state));
  response.setProperties(outputsOf(kind, wireOf(state), news));
  return response;
}

async function update<Inputs extends Hidden, State extends Hidden>(
  kind: ResourceKind<Inputs, State>,
  request: UpdateRequest,
): Promise<UpdateResponse> {
  const news = inputsOf(kind, request.getNews(), request, limitOf("update", request.getTimeout()));
  const olds = stateOf(request.getOlds(), request).plain;
  const response = new UpdateResponse();
  const after = request.getPreview()
    ? foreseenOfUpdate(kind, olds, news.plain)
    : wireOf(await updateResource(kind, olds, news.plain, keepingFor(kind, news)));
  response.setProperties(outputsOf(kind, after, news));
  return response;
}

/**
 * Without a state of ours it is an import, or a `get`, which may tell some properties: then all is read by the id. What a `get` of ours marks is read so ever
 * after.
 */
async function read<Inputs extends Hidden, State extends Hidden>(
  kind: ResourceKind<Inputs, State>,
  request: ReadRequest,
): Promise<ReadResponse> {
  const [id, urn] = [request.getId(), request.getUrn()];
  const before = stateOf(request.getProperties(), request, limitOf("update", request.getTimeout()));
  const secrets = [...before.secrets, ...open(request.getInputs()).secrets];
  if (before.plain["__rbRead"] === true) return foundResponse(id, urn, await findResource(kind, id, urn));
  if (typeof open(request.getProperties()).plain["__rbUrn"] === "string") {
    const state = await readResource(kind, before.plain);
    return state ? readResponse(kind, state, secrets) : new ReadResponse();
  }
  return readResponse(kind, await importResource(kind, id, urn), secrets);
}

function readResponse<Inputs extends Hidden, State extends Hidden>(
  kind: ResourceKind<Inputs, State>,
  state: State,
  secrets: readonly Path[],
): ReadResponse {
  const response = new ReadResponse();
  response.setId(kind.idOf(state));
  response.setProperties(outputsOf(kind, wireOf(state), { plain: {}, secrets }));
  response.setInputs(close(visible(wireOf(kind.observedInputs(state))), [...secrets, ...alwaysSecret]));
  return response;
}

/** What is only found has no inputs: somebody else declares them. */
function foundResponse(id: string, urn: string, found: object): ReadResponse {
  const response = new ReadResponse();
  response.setId(id);
  response.setProperties(close({ ...wireOf(found), __rbUrn: urn, __rbRead: true }));
  response.setInputs(close({}));
  return response;
}

/** Pulumi keeps what the failure says as a detail of its status. */
function keepingFor(kind: { readonly name: string }, news: Opened): Keeping {
  return ({ id, outputs, failure }) => new Unfinished(id, outputsOf(kind, outputs, news), failure.reasons);
}

interface Request {
  readonly getUrn: () => string;
}

type Limits = Partial<Record<TimedOperation, string>>;

/** The operation's time limit, if the request has one, as the classes of the dynamic face write it. */
function limitOf(operation: TimedOperation, seconds: number): Limits {
  return seconds > 0 ? { [operation]: `${seconds}s` } : {};
}

/** What is declared, with what the protocol tells of it. */
function inputsOf<Inputs extends Hidden, State extends Hidden>(
  { inputs }: ResourceKind<Inputs, State>,
  struct: Struct | undefined,
  request: Request,
  __rbTimeouts?: Limits,
): Opened {
  const { plain, secrets } = open(struct);
  const declared: Wire = { ...visible(plain), __rbUrn: request.getUrn(), __rbTimeouts };
  if (!("__rbSecrets" in inputs.shape) || declared["settings"] === undefined) return { plain: declared, secrets };
  const within = secrets.filter(([key]) => key === "settings").map((path) => path.slice(1));
  return { plain: { ...declared, __rbSecrets: within }, secrets };
}

/** A state, of this face or the other one, under the resource's URN as it is now. */
function stateOf(struct: Struct | undefined, request: Request, __rbTimeouts?: Limits): Opened {
  const { plain, secrets } = open(struct);
  return { plain: { ...plain, __rbUrn: request.getUrn(), __rbTimeouts }, secrets };
}

/** What is declared, without what a class of the dynamic face has added. */
function visible(inputs: Wire): Wire {
  return Object.fromEntries(Object.entries(inputs).filter(([key]) => !key.startsWith("__")));
}

/** By these the dynamic face finds its provider in a state that moves back to it. */
const dynamicProviders: Readonly<Record<string, string>> = { MarketApp: marketAppProvider, App: appProvider };

/** The outputs, where what is declared as a secret stays one. Time limits come with each request anew. */
function outputsOf(
  { name }: { readonly name: string },
  { __rbTimeouts, ...outputs }: Wire,
  { secrets }: Opened,
): Struct {
  return close({ ...outputs, __provider: dynamicProviders[name] }, [...secrets, ...alwaysSecret]);
}
