import type { AppAddress } from "../console";
import type { Surroundings } from "./surroundings";
import { lookInside, type GroupLook } from "../observe/group-look";

/** What an operation has seen last of its app group: looked at when it is first wanted, and again once the operation has written something. */
export class LatestLook {
  #look: GroupLook | undefined;
  #writesBefore = 0;

  constructor(
    private readonly at: AppAddress,
    private readonly surroundings: Surroundings,
  ) {}

  /** The group as it is, as far as this operation can have changed it. */
  async now(): Promise<GroupLook> {
    const isCurrent = this.#writesBefore === this.surroundings.writesSoFar();
    return this.#look && isCurrent ? this.#look : this.see(await lookInside(this.at, this.surroundings));
  }

  /** Takes over what has just been seen: the answer to a write, or the end of a wait. */
  see(look: GroupLook): GroupLook {
    this.#look = look;
    this.#writesBefore = this.surroundings.writesSoFar();
    return look;
  }
}
