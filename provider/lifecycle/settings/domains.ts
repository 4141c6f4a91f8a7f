import type { AppAddress, ComponentPort, ConsoleComponent, HttpRule, MadeRule } from "../../console";
import { isConsoleError, RainbondError } from "../../errors";
import type { DomainSettings } from "../../model";
import { fitSettings, refuseMisfits, type Target } from "../../plan/settings-fit";
import { isAsDeclared, ruleOf, type AppliedDomain } from "../../observe/settings";
import type { Surroundings } from "../surroundings";
import type { PlacedDomain, PlacedTarget, Setting, SettingsWanted } from "./setting";
import type { Ledger } from "./ledger";

/** All components that something is declared of, and the gateway's rules for their app group. */
export interface Placed {
  readonly targets: readonly PlacedTarget[];
  readonly rules: readonly HttpRule[];
}

/** Finds port and rule of every declared domain, and refuses what can't be, before anything is written. Asks only where there are domains. */
export async function placeDomains(
  { at, keepsFound }: SettingsWanted,
  targets: readonly Target<ConsoleComponent>[],
  ledger: Ledger,
  { console }: Surroundings,
): Promise<Placed> {
  const isAsked = ledger.now.rules.length > 0 || targets.some(({ declared }) => declared.domains?.length);
  const rules = isAsked ? (await console.readGateway(at)).rules : [];
  const placed: PlacedTarget[] = [];
  for (const target of targets) {
    const { name, component, declared } = target;
    const all = declared.domains ?? [];
    const ports = all.length > 0 ? await console.listPorts(at, component) : [];
    const httpPorts = ports.filter(({ protocol }) => protocol === "http").map(({ port }) => port);
    refuseMisfits(fitSettings({ [name]: declared }, [{ ...component, httpPorts }], ledger.now).misfits);
    const domains = all.map((domain, index) => {
      const where = `settings.${name}.domains.${index}`;
      return place(domain, where, { component, ports, onlyPort: httpPorts[0], rules, ledger, keepsFound });
    });
    placed.push({ ...target, domains });
  }
  return { targets: placed, rules };
}

interface Surface {
  readonly component: ConsoleComponent;
  readonly ports: readonly ComponentPort[];
  readonly onlyPort: number | undefined;
  readonly rules: readonly HttpRule[];
  readonly ledger: Ledger;
  readonly keepsFound: boolean;
}

function place(
  domain: DomainSettings,
  where: string,
  { component, ports, onlyPort, rules, ledger, keepsFound }: Surface,
): PlacedDomain {
  const port = ports.find((one) => one.port === (domain.port ?? onlyPort));
  if (!port) {
    const there = ports.map((one) => `${one.port} (${one.protocol})`).join(", ") || "none";
    throw new RainbondError(
      `${where}.port: component ${component.serviceCname} has no port ${domain.port ?? ""}; there is ${there}. Nothing was changed`,
    );
  }
  const rule = ruleOf(domain, port.port, component, rules);
  const applied = ledger.of(component.serviceId)?.settings.domains ?? [];
  const isKept = keepsFound && applied.some((one) => isSameDomain(one, domain, port.port));
  if (!isKept && rule && !isAsDeclared(domain, rule) && !ledger.hasRule(rule.ruleId)) {
    throw new RainbondError(
      `${where}: component ${component.serviceCname} has a rule for ${domain.host}${domain.path ?? "/"} already, which this resource didn't make, with another ` +
        "certificate, header or cookie. Nothing was changed. Delete that rule in the web console, or declare what it has",
    );
  }
  const isOthers = rule !== undefined && !ledger.hasRule(rule.ruleId);
  return {
    domain: { ...domain, path: domain.path ?? "/", onPort: port.port, ...(isOthers && { isOthers }) },
    port,
    rule,
    isClosed: rule ? !rule.isOuter : !port.isOuter,
    isKept,
  };
}

/** True if a domain was applied as it is declared now. */
function isSameDomain(applied: AppliedDomain, domain: DomainSettings, port: number): boolean {
  const { host, path, onPort, certificateId = 0, header = "", cookie = "" } = applied;
  const isSamePlace = host === domain.host && path === (domain.path ?? "/") && onPort === port;
  return isSamePlace && isAsDeclared(domain, { certificateId, header, cookie });
}

/** Removes the rules that this resource made and that aren't declared any more. Those that others made stay. */
export async function removeDropped(
  at: AppAddress,
  { targets, rules }: Placed,
  ledger: Ledger,
  { console, progress }: Surroundings,
): Promise<void> {
  const declared = new Set(targets.flatMap(({ domains }) => domains.flatMap(({ rule }) => rule?.ruleId ?? [])));
  for (const ruleId of ledger.now.rules) {
    if (declared.has(ruleId)) continue;
    const rule = rules.find((one) => one.ruleId === ruleId);
    if (rule) {
      progress.doing("removing a domain");
      await removeRule(at, rule, console);
    }
    ledger.removeRule(ruleId);
  }
}

async function removeRule(
  at: AppAddress,
  rule: Pick<HttpRule, "ruleId" | "host" | "path">,
  console: Surroundings["console"],
): Promise<void> {
  try {
    await console.deleteHttpRule(at, rule.ruleId, rule.host + rule.path);
  } catch (thrown) {
    if (!isConsoleError(thrown, "domainMissing")) throw thrown;
  }
}

/**
 * Adds the domains that aren't there, opens the ports that were closed under them, and makes anew those that are served otherwise than declared: a
 * change of a rule wouldn't reach the gateway.
 */
export async function applyDomains(
  { wanted: { at }, target: { name, component, domains }, ledger }: Setting,
  surroundings: Surroundings,
): Promise<void> {
  const opened = new Set<number>();
  for (const { domain, port, rule, isClosed, isKept } of domains) {
    const isRight = rule && isAsDeclared(domain, rule);
    if (isKept || (isRight && !isClosed)) continue;
    if (rule && isClosed && !opened.has(port.port)) {
      opened.add(port.port);
      await openPort(at, component, port, surroundings);
    }
    if (rule && !isRight) {
      await removeRule(at, rule, surroundings.console);
      ledger.removeRule(rule.ruleId);
    }
    if (isRight) continue;
    surroundings.progress.doing("adding a domain");
    await addRule(at, `settings.${name}`, { domain, component, opensPort: isClosed && !rule }, ledger, surroundings);
  }
}

async function openPort(
  at: AppAddress,
  component: ConsoleComponent,
  { port, isInner }: ComponentPort,
  { console }: Surroundings,
): Promise<void> {
  if (!isInner) await console.openPort(at, component, port, "open_inner");
  await console.openPort(at, component, port, "open_outer");
}

interface Addition {
  readonly domain: AppliedDomain;
  readonly component: ConsoleComponent;
  readonly opensPort: boolean;
}

/** Adds a rule that is as declared, or none: the console makes one without a certificate where it doesn't know the number. */
async function addRule(
  at: AppAddress,
  where: string,
  addition: Addition,
  ledger: Ledger,
  surroundings: Surroundings,
): Promise<void> {
  const { host, path, certificateId = 0 } = addition.domain;
  const made = await makeRule(at, where, addition, surroundings);
  ledger.addRule(made.ruleId);
  if (made.certificateId === certificateId) return;
  await removeRule(at, { ...made, host, path }, surroundings.console);
  ledger.removeRule(made.ruleId);
  throw new RainbondError(
    `${where}.domains: the console has no certificate ${certificateId} and added ${host}${path} without one, so it was removed again. Declare as ` +
      "certificateId the number of a certificate of the team",
  );
}

/** After an answer that was lost the list tells whether the rule was made; it wasn't there before. */
async function makeRule(
  at: AppAddress,
  where: string,
  { domain, component, opensPort }: Addition,
  { console }: Surroundings,
): Promise<MadeRule> {
  const { host, path, onPort: port, certificateId = 0, header = "", cookie = "" } = domain;
  const wanted = { serviceId: component.serviceId, host, path, port, certificateId, header, cookie, opensPort };
  try {
    return await console.addHttpRule(at, wanted);
  } catch (thrown) {
    if (isConsoleError(thrown, "domainTaken")) throw new RainbondError(`${where}.domains: ${thrown.message}`);
    if (!isConsoleError(thrown) || thrown.effect !== "unknown") throw thrown;
    const made = ruleOf(domain, port, component, (await console.readGateway(at)).rules);
    if (!made) throw thrown;
    return made;
  }
}
