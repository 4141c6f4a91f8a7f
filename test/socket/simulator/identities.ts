/** The recorded ids, names and numbers that differ from run to run, each tied to one of ours. */
export class Identities {
  constructor(
    private readonly forward = new Map<string, string>(),
    private readonly backward = new Map<string, string>(),
  ) {}

  copy(): Identities {
    return new Identities(new Map(this.forward), new Map(this.backward));
  }

  /** Ties two values of a kind, or tells whether they are tied already. */
  tie(kind: string, recorded: string | number, ours: string | number): boolean {
    const [left, right] = [`${kind}:${recorded}`, `${kind}:${ours}`];
    if (!this.forward.has(left) && !this.backward.has(right)) {
      this.forward.set(left, right);
      this.backward.set(right, left);
    }
    return this.forward.get(left) === right;
  }

  /** How many are tied. */
  get size(): number {
    return this.forward.size;
  }

  /** Returns a recorded text with all known ids replaced by ours. */
  translate(text: string): string {
    let translated = text;
    for (const [left, right] of this.forward) {
      if (!left.startsWith("text:")) continue;
      const [recorded, ours] = [left.slice(5), right.slice(5)];
      translated = translated.replaceAll(recorded, ours).replaceAll(recorded.toUpperCase(), ours.toUpperCase());
    }
    return translated;
  }

  /** Returns our number for a recorded one of a kind. */
  number(kind: string, recorded: string): string {
    const ours = this.forward.get(`${kind}:${recorded}`);
    return ours === undefined ? recorded : ours.slice(kind.length + 1);
  }
}
