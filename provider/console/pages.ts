/** One page of a list, and how many items there are on all pages. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly total: number;
}

/** How often a list is read anew that changes while its pages are read. */
const attempts = 3;

/**
 * All items of a list that the console gives page by page. Where something goes away meanwhile, what comes behind it moves up and one of them would be
 * missed: then all pages are read again, at most twice; after that what was seen is the answer.
 * @param keyOf what tells items apart: one that moved down may be seen on two pages
 */
export async function allPages<Item>(
  read: (page: number) => Promise<Page<Item>>,
  keyOf: (item: Item) => string,
): Promise<readonly Item[]> {
  const seen = new Map<string, Item>();
  for (let attempt = 1; attempt <= attempts; attempt++) {
    seen.clear();
    const first = await read(1);
    let last = first;
    let count = first.items.length;
    for (const item of first.items) seen.set(keyOf(item), item);
    for (let page = 2; count < last.total && last.items.length > 0 && last.total === first.total; page++) {
      last = await read(page);
      count += last.items.length;
      for (const item of last.items) seen.set(keyOf(item), item);
    }
    if (last.total === first.total) break;
  }
  return [...seen.values()];
}
