/**
 * The mass-deletion guard: what a set may lose before somebody is asked. A source that lost its disk
 * must not empty the standby. Pure.
 */
export interface SetLoss {
  /** Items the index knows, the missing ones among them. */
  readonly known: number
  /** Items the index knows that are not there now. */
  readonly missing: number
  /** Items lost and let through since the last full walk that found all in order. */
  readonly lostBefore: number
  /** The set's folder is on another device than the one recorded. */
  readonly isOtherDevice: boolean
  /** The first look of this process: nobody saw the items go. */
  readonly isFirstLook: boolean
}

export type Hold = 'none' | 'deletionsHeld' | 'folderSuddenlyEmpty'

export const LOSS_SHARE = 0.2
export const LOSS_ITEMS = 100
/** A set watched live may lose this many items down to none (a queue that drains) without a question. */
export const DRAIN_ITEMS = 10

export const holdOf = (loss: SetLoss): Hold => {
  if (loss.missing === 0) return 'none'
  const isEmpty = loss.missing === loss.known
  if (isEmpty && (loss.isFirstLook || loss.isOtherDevice || loss.known + loss.lostBefore > DRAIN_ITEMS)) {
    return 'folderSuddenlyEmpty'
  }
  if (loss.isOtherDevice) return 'deletionsHeld'
  const lost = loss.missing + loss.lostBefore
  const before = loss.known + loss.lostBefore
  return lost > LOSS_ITEMS && lost > before * LOSS_SHARE ? 'deletionsHeld' : 'none'
}

/**
 * What a hold is while it stands. It ends by itself only when nothing is missing any more: files that are
 * brought back one by one, perhaps from the standby itself, or a service that makes one of them anew, must
 * not let the rest go. That the set has grown meanwhile changes nothing either.
 */
export const stillHeld = (known: number, missing: number): Hold => {
  if (missing === 0) return 'none'
  return missing === known ? 'folderSuddenlyEmpty' : 'deletionsHeld'
}
