import { allPages } from "../../../provider/console/pages";

/** Pages of three of what the list holds when each is read; `now` gives the list by how many pages were read before. */
function pagesOf(now: (reads: number) => readonly string[]) {
  let reads = 0;
  const read = (page: number): Promise<{ items: readonly string[]; total: number }> => {
    const list = now(reads++);
    return Promise.resolve({ items: list.slice((page - 1) * 3, page * 3), total: list.length });
  };
  return { list: () => allPages(read, (item) => item), reads: () => reads };
}

const letters = Array.from("abcdefgh");

test.each([0, 1, 3, 4, 6, 8])("a list of %d is read to its end, and no page further", async (count) => {
  const pages = pagesOf(() => letters.slice(0, count));
  expect(await pages.list()).toEqual(letters.slice(0, count));
  expect(pages.reads()).toBe(Math.max(1, Math.ceil(count / 3)));
});

test("a list that something leaves meanwhile is read again: what moved up isn't missed", async () => {
  const pages = pagesOf((reads) => (reads === 0 ? letters : letters.slice(1)));
  expect(await pages.list()).toEqual(letters.slice(1));
});

test("a list that never rests ends all the same, with what was seen, each item once", async () => {
  const pages = pagesOf((reads) => letters.slice(reads % 2));
  expect(new Set(await pages.list()).size).toBe((await pages.list()).length);
  expect(pages.reads()).toBeLessThanOrEqual(12);
});

test("a page that is empty before its time ends the list", async () => {
  const pages = await allPages(
    (page) => Promise.resolve({ items: page === 1 ? ["a"] : [], total: 9 }),
    (item) => item,
  );
  expect(pages).toEqual(["a"]);
});
