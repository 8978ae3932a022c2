/**
 * The files of one server as a set of item numbers. What this server acknowledged as holder, what it
 * received, what it salvaged: nothing ever leaves all three.
 */
export interface TreeModel {
  items: Set<number>
  /** The same in the order they came, so that a follower copies only what is new. */
  order: number[]
  salvage: Set<number>
  /** The source epoch this tree follows, 0: none; and how much of its order it has. */
  following: number
  copied: number
  isFirstDone: boolean
  /** When the first copy of the source followed now is complete; infinity: none is under way. */
  firstDoneAt: number
  /** Its verification failed: what it holds proves nothing until it is copied anew. */
  isBroken: boolean
}

export const createTreeModel = (): TreeModel => ({
  items: new Set(),
  order: [],
  salvage: new Set(),
  following: 0,
  copied: 0,
  isFirstDone: false,
  firstDoneAt: Number.POSITIVE_INFINITY,
  isBroken: false,
})

export const addItem = (tree: TreeModel, item: number): void => {
  if (tree.items.has(item)) return
  tree.items.add(item)
  tree.order.push(item)
}

/** Becoming a destination of a new epoch: the surplus goes to salvage, the rest is copied. */
export const copyTree = (source: TreeModel, destination: TreeModel): void => {
  for (const item of destination.items) {
    if (!source.items.has(item)) destination.salvage.add(item)
  }
  destination.items = new Set(source.items)
  destination.order = [...source.order]
  destination.copied = source.order.length
  destination.isFirstDone = true
}

/** The same epoch as before: only what came since. */
export const copyNew = (source: TreeModel, destination: TreeModel): void => {
  for (let at = destination.copied; at < source.order.length; at += 1) {
    const item = source.order[at]
    if (item !== undefined) addItem(destination, item)
  }
  destination.copied = source.order.length
}
