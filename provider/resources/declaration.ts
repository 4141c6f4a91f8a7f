import type * as pulumi from "@pulumi/pulumi";
import { refuseImportOption } from "./import-option";

/** What a resource is registered with, as a program's transformations see it. */
export interface Declaration {
  readonly type: string;
  readonly name: string;
  readonly props: pulumi.Inputs;
  readonly opts: pulumi.CustomResourceOptions;
}

/** What a class makes of a declaration. It is asked several times, also with its own outcome. */
export type Rules = (declaration: Declaration) => Pick<Declaration, "props" | "opts">;

/**
 * The options under which a class's rules have the last word on what a resource is registered with: after the `transformations` of the resource, of
 * its parents and of the stack, and after the resource's own `transforms`. Only `transforms` of parents and of the stack come later: the engine asks
 * them when no constructor can hear of it.
 */
export function ruledBy(
  rules: Rules,
  type: string,
  opts: pulumi.CustomResourceOptions | undefined,
): pulumi.CustomResourceOptions {
  const settle = (declared: Declaration): pulumi.ResourceTransformResult | undefined => {
    if (declared.type !== type) return undefined; // a child, which inherits transforms
    refuseImportOption(declared);
    const settled = rules({ ...declared, props: withoutNulls(declared.props) });
    return {
      props: { ...settled.props, __rbTimeouts: timeoutsOf(settled.opts) },
      opts: endingIn(settle, settled.opts),
    };
  };
  let own: pulumi.Resource | undefined;
  const last: pulumi.ResourceTransformation = (declared) => {
    if (!own) addToEnd(last, declared.resource);
    own ??= declared.resource;
    return own === declared.resource ? settle(declared) : undefined;
  };
  return { ...opts, transformations: [...(opts?.transformations ?? []), last] };
}

/** The SDK goes through this list, own transformations first, then inherited ones, and sees what is added meanwhile. */
function addToEnd(last: pulumi.ResourceTransformation, resource: pulumi.Resource): void {
  const list: unknown = Reflect.get(resource, "__transformations");
  if (Array.isArray(list)) list.push(last);
}

/** A transform costs a call of the engine: there is one only where the program has some. */
function endingIn(last: pulumi.ResourceTransform, opts: pulumi.CustomResourceOptions): pulumi.CustomResourceOptions {
  const deleteBeforeReplace = opts.deleteBeforeReplace ?? true;
  const transforms = opts.transforms?.filter((one) => one !== last) ?? [];
  return { ...opts, deleteBeforeReplace, ...(transforms.length > 0 && { transforms: [...transforms, last] }) };
}

/** `null` is as good as nothing: JavaScript and JSON know no other way to leave a value out. */
function withoutNulls(props: pulumi.Inputs): pulumi.Inputs {
  return Object.fromEntries(Object.entries<unknown>(props).map(([key, value]) => [key, value ?? undefined]));
}

/** Pulumi's `customTimeouts`, which its dynamic host doesn't pass on. A transform is shown empty texts for those that aren't set. */
function timeoutsOf({ customTimeouts }: pulumi.CustomResourceOptions): pulumi.Inputs | undefined {
  const { create, update, delete: remove } = customTimeouts ?? {};
  const given = Object.entries({ create, update, delete: remove }).filter(([, limit]) => Boolean(limit));
  return given.length > 0 ? Object.fromEntries(given) : undefined;
}
