import { crash } from "./errors";

/** The console's database: while one transaction is under way, another one fails at once and has done nothing. */
export class Transactions {
  private isLocked = false;

  /** Runs some work as a transaction; throws 500 `database is locked` if one is under way. */
  async run<T>(work: () => T | Promise<T>): Promise<T> {
    if (this.isLocked) throw crash("database is locked", "OperationalError", "django.db.utils");
    this.isLocked = true;
    try {
      return await work();
    } finally {
      this.isLocked = false;
    }
  }
}
