import { createServer, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { z } from "zod";

const sentSchema = z.looseObject({ body: z.string().nullable(), labels: z.array(z.string()).optional() });
type Sent = z.infer<typeof sentSchema>;

/** An issue, a comment or a note that the forge holds. */
export interface Post extends Sent {
  readonly id: number;
  readonly number: number;
  readonly state: string;
}

/** What the forge answers. */
interface Answer {
  readonly status: number;
  readonly json: unknown;
}

/** GitHub takes no longer texts. */
const longestBody = 65_536;
const mostAPage = 100;

/** The part of GitHub's and GitLab's API that keeps issues, comments and notes, a page at a time, and knows one token. */
export class Forge {
  /** Whether its token may only read, as in a merge request from a fork. */
  isReadOnly = false;
  readonly #lists = new Map<string, Post[]>();
  readonly #server = createServer((request, response) => {
    this.#answer(request).then(
      ({ status, json }) =>
        response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(json)),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });

  private constructor(private readonly token: string) {}

  static async start(token: string): Promise<Forge> {
    const forge = new Forge(token);
    await new Promise<void>((resolve) => forge.#server.listen(0, "127.0.0.1", resolve));
    return forge;
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("the forge has no port");
    return `http://127.0.0.1:${address.port}`;
  }

  /** Adds what was there before anybody came. */
  post(path: string, sent: Sent): void {
    this.#add(path, sent);
  }

  /** Everything at a path, the first one first. */
  posts(path: string): readonly Post[] {
    return this.#lists.get(path) ?? [];
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #answer(request: IncomingMessage): Promise<Answer> {
    const { pathname, searchParams } = new URL(request.url ?? "", this.url);
    const { authorization, "private-token": gitlabToken } = request.headers;
    if (authorization !== `Bearer ${this.token}` && gitlabToken !== this.token) return { status: 401, json: {} };
    if (request.method === "GET") return { status: 200, json: this.#page(pathname, searchParams) };
    if (this.isReadOnly) return { status: 403, json: { message: "Resource not accessible by integration" } };
    const sent = sentSchema.parse(JSON.parse(await text(request)));
    if ((sent.body ?? "").length > longestBody) return { status: 422, json: { message: "body is too long" } };
    return request.method === "POST" ? this.#add(pathname, sent) : this.#change(pathname, sent);
  }

  #page(path: string, query: URLSearchParams): Post[] {
    const [state, label] = [query.get("state"), query.get("labels")];
    const size = Math.min(Number(query.get("per_page") ?? 20), mostAPage);
    const first = (Number(query.get("page") ?? 1) - 1) * size;
    return this.posts(path)
      .filter((post) => state === null || post.state === state)
      .filter((post) => label === null || post.labels?.includes(label))
      .slice(first, first + size);
  }

  #add(path: string, sent: Sent): Answer {
    const id = [...this.#lists.values()].flat().length + 1;
    const post = { state: "open", ...sent, id, number: id };
    this.#lists.set(path, [...this.posts(path), post]);
    return { status: 201, json: post };
  }

  /** The last part of the path is the number of what is changed; GitHub's comments are found without their issue. */
  #change(path: string, sent: Sent): Answer {
    const id = Number(path.split("/").at(-1));
    for (const [list, posts] of this.#lists) {
      const changed = posts.map((post) => (post.id === id ? { ...post, ...sent } : post));
      if (posts.some((post) => post.id === id)) {
        this.#lists.set(list, changed);
        return { status: 200, json: {} };
      }
    }
    return { status: 404, json: {} };
  }
}
