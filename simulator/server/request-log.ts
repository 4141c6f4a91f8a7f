/** One request that was answered, or that was left without an answer by a fault. */
export interface LoggedRequest {
  method: string;
  /** With the query, as it was asked. */
  path: string;
  /** Null if the connection ended without an answer. */
  status: number | null;
  /** When the request came in: ISO 8601, real time. */
  time: string;
}

/** The requests since the log was last emptied, in the order in which they came in. */
export class RequestLog {
  private entries: LoggedRequest[] = [];

  /** Notes an incoming request; set the returned entry's status once it is answered. */
  begin(method: string, path: string): LoggedRequest {
    const entry = { method, path, status: null, time: new Date().toISOString() };
    this.entries.push(entry);
    return entry;
  }

  /** Returns all entries. */
  list(): readonly LoggedRequest[] {
    return this.entries;
  }

  /** Empties the log. */
  clear(): void {
    this.entries = [];
  }
}
