// A focused test hides the others of its file from the count, so a file that holds one fails to load.
const refuse = Object.assign(
  () => {
    throw new Error("A focused test would leave others out: take away the focus.");
  },
  { each: () => refuse, failing: () => refuse() },
);
Object.assign(globalThis, { fit: refuse, fdescribe: refuse });
for (const focusable of [test, describe]) Object.assign(focusable, { only: refuse });
