import { crash } from '../crash.ts'
import { type BytePath, join, nameOf } from '../names.ts'
import type { Slicer } from '../slices.ts'
import { brokenAt, look, type Visitor, visit, visitFolder, walk } from '../walk.ts'
import { deviceOf, type Eye } from './eye.ts'

/** What the watches announce, collected for a moment, then looked at. */
export interface Events {
  announce(folder: BytePath, name: string | null): void
  /** Looks at all that was announced. */
  workOff(): Promise<void>
  /** While paused, events are only kept. */
  pause(): void
  resume(): void
  close(): void
}

const SETTLE_MS = 1

export const createEvents = (
  eye: Eye,
  items: Visitor,
  slicer: Slicer,
  /** One look at a time, walks among them. */
  inTurn: (work: () => Promise<void>) => Promise<void>,
): Events => {
  const { announced, set } = eye
  let timer: NodeJS.Timeout | null = null
  let isPaused = false

  const schedule = (): void => {
    if (timer !== null || isPaused || eye.isClosed) return
    timer = setTimeout(() => {
      timer = null
      workOff().catch(crash)
    }, SETTLE_MS)
  }

  /**
   * An event that carries the folder's own name is about the folder itself: it may be gone, and another
   * one with the same name and even the same inode in its place, which nobody watches.
   */
  const visitAnew = (folder: BytePath, found: BytePath[]): void => {
    eye.watch?.drop(folder)
    const inside: BytePath[] = []
    visitFolder(set, folder, items, inside)
    found.push(...inside.filter((path) => eye.watch?.has(path) !== true))
  }

  const workOff = (): Promise<void> =>
    inTurn(async () => {
      if (announced.size === 0 || eye.isClosed || deviceOf(set) === null) return
      const taken = [...announced]
      announced.clear()
      const found: BytePath[] = []
      for (const [folder, names] of taken) {
        const broken = brokenAt(set.root, folder)
        if (broken !== '') {
          visit(set, broken, items)
          continue
        }
        if (names === null) visitFolder(set, folder, items, found)
        else if (names.has(nameOf(folder))) visitAnew(folder, found)
        else
          for (const name of names) if (visit(set, join(folder, name), items)) found.push(join(folder, name))
        if (folder !== '' && look(set.root, folder) !== undefined) visit(set, folder, items)
        if (slicer.isDue()) await slicer.breathe()
        if (eye.isClosed) return
      }
      // A folder that came (or came back) is walked at once: its items were there before its watch.
      for (const folder of found) await walk(set, folder, items, slicer, () => eye.isClosed)
    })

  return {
    announce: (folder, name) => {
      const names = announced.get(folder)
      if (name === null) announced.set(folder, null)
      else if (names === undefined) announced.set(folder, new Set([name]))
      else names?.add(name)
      schedule()
    },
    workOff,
    pause: () => {
      isPaused = true
    },
    resume: () => {
      isPaused = false
      if (announced.size > 0) schedule()
    },
    close: () => {
      if (timer !== null) clearTimeout(timer)
    },
  }
}
