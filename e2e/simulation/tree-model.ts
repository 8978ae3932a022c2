/**
 * The files of one server as a set of item numbers. What this server acknowledged as holder, what it
 * received, what it salvaged: nothing ever leaves all three.
 */
export interface TreeModel {
  items: Set<number>
  salvage: Set<number>
  /** The source epoch this tree follows, 0: none. */
  following: number
  isFirstDone: boolean
}

export const createTreeModel = (): TreeModel => ({
  items: new Set(),
  salvage: new Set(),
  following: 0,
  isFirstDone: false,
})

/** Becoming a destination of a new epoch: the surplus goes to salvage, the rest is copied. */
export const copyTree = (source: TreeModel, destination: TreeModel): void => {
  for (const item of destination.items) {
    if (!source.items.has(item)) destination.salvage.add(item)
  }
  destination.items = new Set(source.items)
  destination.isFirstDone = true
}
