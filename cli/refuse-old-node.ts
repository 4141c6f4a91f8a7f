// Loaded before anything else of the command: what the rest needs, an older Node may lack.
import { complaintAboutNode } from "../provider/supported-node";

const complaint = complaintAboutNode();
if (complaint !== undefined) {
  process.stderr.write(`error: ${complaint}\n`);
  process.exit(1);
}
