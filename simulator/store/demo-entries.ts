import { readFileSync } from "node:fs";
import { join } from "node:path";
import { storeEntriesSchema, type StoreEntries } from "./store";

/** Returns the store entries that come with the simulator: a small web app with a database, in two versions. */
export function demoEntries(): StoreEntries {
  const folder = join(__dirname, "..", "templates");
  const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), "utf8"));
  const versions = [
    { version: "1.1", updateTime: "2025-02-01T00:00:00+08:00", template: read("guestbook-1.1.json") },
    { version: "1.0", updateTime: "2025-01-01T00:00:00+08:00", template: read("guestbook-1.0.json") },
  ];
  return storeEntriesSchema.parse({
    accessKey: "simulator-store-key",
    domain: "rainbond",
    models: [
      {
        appModelId: "5e1f0de3c0a84b7c9d2b6a1f4c8e7035",
        name: "Guestbook",
        description: "A web page on which visitors sign, and the database behind it",
        createTime: "2025-01-01T00:00:00+08:00",
        updateTime: "2025-02-01T00:00:00+08:00",
        versions: versions.map((version) => ({ ...version, arch: "amd64", createTime: "2025-01-01T00:00:00+08:00" })),
      },
    ],
  });
}
