import { z } from "zod";
import type { HttpRule } from "../state/records";

/** The body of `PUT /simulator/rules/{http_rule_id}`: what a person changes of a gateway rule in the web console, headers too. */
export const ruleChangesSchema = z.strictObject({
  domainName: z.string().min(1).optional(),
  path: z.string().startsWith("/").optional(),
  header: z.string().optional(),
  cookie: z.string().optional(),
  /** 0 for none. */
  certificateId: z.int().min(0).optional(),
});

/** Sets on a rule what the changes name. */
export function changeRule(rule: HttpRule, changes: z.infer<typeof ruleChangesSchema>): void {
  Object.assign(rule, changes);
  rule.protocol = rule.certificateId === 0 ? "http" : "https";
}
