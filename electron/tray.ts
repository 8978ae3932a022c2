import { nativeImage, Tray } from 'electron'
import { productName } from '../shared/domain/labels.ts'
import type { MenuActs } from './menu.ts'

const SIDE = 22
type Colour = readonly [blue: number, green: number, red: number]
const front: Colour = [0xb5, 0x5b, 0x1b]
const back: Colour = [0x9b, 0x8a, 0x7c]

/** Two servers, one before the other; drawn here because a tray takes no SVG. */
const picture = (): Buffer => {
  const pixels = Buffer.alloc(SIDE * SIDE * 4)
  const fill = (left: number, top: number, [blue, green, red]: Colour): void => {
    for (let y = top; y < top + 12; y += 1) {
      for (let x = left; x < left + 12; x += 1) pixels.set([blue, green, red, 0xff], (y * SIDE + x) * 4)
    }
  }
  fill(8, 2, back)
  fill(2, 8, front)
  return pixels
}

/** Null where the desktop has none: then starting the app again shows its window. */
export const showTray = (acts: Pick<MenuActs, 'open'>): Tray | null => {
  try {
    const tray = new Tray(nativeImage.createFromBitmap(picture(), { width: SIDE, height: SIDE }))
    tray.setToolTip(productName)
    tray.on('click', () => acts.open('home'))
    return tray
  } catch {
    return null
  }
}
