import { otherErrorsIn, projectIn, resourcesIn } from "./engine-events";
import type { Look } from "./pulumi-project";
import { stackReport, type ReportedStack } from "./report";

/** What a look at a stack says of it. A look that failed is still reported with all that it showed before. */
export function verdictOn(stack: string, { events, failure }: Look): ReportedStack {
  const resources = resourcesIn(events, stack);
  const errors = otherErrorsIn(events);
  const isSaid = errors.length > 0 || resources.some(({ error }) => error !== null);
  if (failure !== undefined && (!isSaid || failure.startsWith("interrupted"))) errors.push(failure);
  if (failure === undefined && resources.length === 0) {
    errors.push(
      "the stack holds no Rainbond resource: nothing to compare. Is it the right stack, and was it deployed?",
    );
  }
  return stackReport({ stack, project: projectIn(events), errors, resources });
}
