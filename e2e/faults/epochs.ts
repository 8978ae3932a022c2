import fs from 'node:fs'
import path from 'node:path'

/** Reads a server's epochs from its disk, without the product, again and again: they may only grow. */

export interface Epochs {
  readonly seen: number
  readonly held: number
}

export interface EpochWatch {
  /** The newest that was read; zeros before there is any. */
  now(): Epochs
  faults(): readonly string[]
  end(): void
}

const SLOT_BYTES = 8 * 1024
const LOOK_MS = 50
const none: Epochs = { seen: 0, held: 0 }

/** One of the two copies: a header line, then JSON. Null for one that is just being written. */
const readSlot = (text: string): { sequence: number; epochs: Epochs } | null => {
  const sequence = Number(/sequence (\d+)/.exec(text)?.[1])
  try {
    const value = JSON.parse(text.slice(text.indexOf('\n'))) as {
      seen: number
      held: { epoch: number } | null
    }
    return { sequence, epochs: { seen: value.seen, held: value.held?.epoch ?? 0 } }
  } catch {
    return null
  }
}

const readEpochs = (data: string): Epochs | null => {
  try {
    const text = fs.readFileSync(path.join(data, 'control-state'), 'latin1')
    const slots = [readSlot(text.slice(0, SLOT_BYTES)), readSlot(text.slice(SLOT_BYTES))]
    const whole = slots.filter((slot) => slot !== null)
    return whole.sort((one, other) => other.sequence - one.sequence)[0]?.epochs ?? null
  } catch {
    return null
  }
}

export const watchEpochs = (server: string, data: string): EpochWatch => {
  let newest = none
  const faults: string[] = []
  const look = () => {
    const read = readEpochs(data)
    if (read === null) return
    for (const name of ['seen', 'held'] as const) {
      if (read[name] < newest[name])
        faults.push(`the epoch ${name} of the ${server} fell from ${newest[name]} to ${read[name]}`)
    }
    newest = read
  }
  const looking = setInterval(look, LOOK_MS)
  return {
    now: () => {
      look()
      return newest
    },
    faults: () => faults,
    end: () => clearInterval(looking),
  }
}
