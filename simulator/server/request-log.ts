/** One request that was answered, or that was left without an answer by a fault. */
export interface LoggedRequest {
  /** `GET`, `POST`, … */
  method: string;
  /** With the query, as it was asked. */
  path: string;
  /** Null if the connection ended without an answer. */
  status: number | null;
  /** When the request came in: ISO 8601, real time. */
  time: string;
  /** How many writes to the console were under way then. */
  besideWrites: number;
}

const readingMethods = ["GET", "HEAD", "OPTIONS"];

/** The requests since the log was last emptied, in the order in which they came in. */
export class RequestLog {
  private entries: LoggedRequest[] = [];
  private writesUnderWay = 0;

  /** Notes an incoming request and returns what notes its end, with the status or null. */
  begin(method: string, path: string): (status: number | null) => void {
    const besideWrites = this.writesUnderWay;
    const entry: LoggedRequest = { method, path, status: null, time: new Date().toISOString(), besideWrites };
    const weight = readingMethods.includes(method) ? 0 : 1;
    this.entries.push(entry);
    this.writesUnderWay += weight;
    return (status) => {
      entry.status = status;
      this.writesUnderWay -= weight;
    };
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
