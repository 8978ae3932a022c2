import { BATCH_BYTES } from '../wire.ts'

/**
 * How large a frame may be so that its acknowledgement comes after about half a second: on a slow channel
 * frames of full size would leave a person in front of a number that does not move.
 */
export interface Pace {
  readonly frameBytes: number
  /** A frame leaves; `isFirst` when nothing was on its way. */
  sent(isFirst: boolean, now: number): void
  acknowledged(bytes: number, now: number): void
}

const LEAST_BYTES = 64 * 1024
/** Before anything is known. */
const FIRST_BYTES = 256 * 1024
const AIM_MS = 500
/** Shorter than this says nothing; longer ago is not how it is now. */
const MEASURE_MS = { least: 50, most: 2_000 }

export const createPace = (): Pace => {
  let frameBytes = FIRST_BYTES
  let since = 0
  let bytes = 0
  return {
    get frameBytes() {
      return frameBytes
    },
    sent: (isFirst, now) => {
      if (!isFirst) return
      since = now
      bytes = 0
    },
    acknowledged: (size, now) => {
      bytes += size
      const ms = now - since
      if (ms < MEASURE_MS.least) return
      frameBytes = Math.min(BATCH_BYTES, Math.max(LEAST_BYTES, Math.round((bytes / ms) * AIM_MS)))
      if (ms < MEASURE_MS.most) return
      since = now
      bytes = 0
    },
  }
}
