import type { Entry } from '../entry.ts'
import type { Piece } from '../wire.ts'
import type { Target } from './apply.ts'
import { type StageOutcome, startTransfer, type Transfer } from './staging.ts'

/** Large files that come in pieces, each put together beside the others. */
export interface Pieces {
  take(target: Target | null, piece: Piece): void
  /** The file is complete. Null: no piece of it came; `false`: it is not what was announced. */
  finish(set: number, transfer: number, entry: Entry): StageOutcome | null | false
  drop(set: number, transfer: number): void
  dropAll(): void
}

/** An honest source has two on their way. */
const TRANSFERS = 64

export const createPieces = (): Pieces => {
  const transfers = new Map<number, { readonly set: number; readonly transfer: Transfer }>()
  const takeOut = (set: number, number: number): Transfer | null => {
    const running = transfers.get(number)
    transfers.delete(number)
    return running?.set === set ? running.transfer : null
  }
  return {
    take: (target, piece) => {
      let running = transfers.get(piece.transfer)
      if (running === undefined && target !== null && piece.offset === 0 && transfers.size < TRANSFERS) {
        running = { set: piece.set, transfer: startTransfer(target.set) }
        transfers.set(piece.transfer, running)
      }
      if (running?.set === piece.set) running.transfer.write(piece.offset, piece.data)
    },
    finish: (set, number, entry) => {
      const transfer = takeOut(set, number)
      return transfer === null ? null : (transfer.finish(entry) ?? false)
    },
    drop: (set, number) => takeOut(set, number)?.drop(),
    dropAll: () => {
      for (const { transfer } of transfers.values()) transfer.drop()
      transfers.clear()
    },
  }
}
