import { otherErrorsIn, projectIn, resourcesIn } from "./engine-events";
import type { Look } from "../project/pulumi-project";
import { nothingToCompare, stackReport, type ReportedStack } from "./report";

/** What a look at a stack of a project says of it. A look that failed is still reported with all that it showed before. */
export function verdictOn(stack: string, { events, failure }: Look, project: string | null = null): ReportedStack {
  const resources = resourcesIn(events, stack);
  const errors = otherErrorsIn(events);
  const isSaid = errors.length > 0 || resources.some(({ error }) => error !== null);
  if (failure !== undefined && (!isSaid || failure.startsWith("interrupted"))) errors.push(failure);
  if (failure === undefined && resources.length === 0) errors.push(nothingToCompare);
  return stackReport({ stack, project: projectIn(events) ?? project, errors, resources });
}
