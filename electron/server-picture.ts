import type { Role } from '../shared/domain/roles.ts'

/**
 * Two servers, one before the other, with the letter of the role: two apps on one screen are told apart in the
 * tray and the list of windows, where dialogs of the same title stand side by side. Drawn here because neither
 * takes an SVG.
 */

/** In dots, each way. */
export const SIDE = 22
type Colour = readonly [blue: number, green: number, red: number]
const front: Record<Role, Colour> = { primary: [0xb5, 0x5b, 0x1b], secondary: [0x4a, 0x6f, 0x1f] }
const back: Colour = [0x9b, 0x8a, 0x7c]
const ink: Colour = [0xff, 0xff, 0xff]

/** Five by seven, a line each. */
const letters: Record<Role, readonly string[]> = {
  primary: ['####.', '#...#', '#...#', '####.', '#....', '#....', '#....'],
  secondary: ['.####', '#....', '#....', '.###.', '....#', '....#', '####.'],
}

/** Four bytes a dot, as Chromium's bitmaps have them; `role` null: not known yet. */
export const serverPicture = (role: Role | null, scale: number): Buffer => {
  const side = SIDE * scale
  const pixels = Buffer.alloc(side * side * 4)
  const fill = (left: number, top: number, size: number, [blue, green, red]: Colour): void => {
    for (let y = top * scale; y < (top + size) * scale; y += 1) {
      for (let x = left * scale; x < (left + size) * scale; x += 1) {
        pixels.set([blue, green, red, 0xff], (y * side + x) * 4)
      }
    }
  }
  fill(8, 2, 12, back)
  fill(2, 8, 12, front[role ?? 'primary'])
  for (const [y, line] of (role === null ? [] : letters[role]).entries()) {
    for (const [x, dot] of [...line].entries()) if (dot === '#') fill(5 + x, 10 + y, 1, ink)
  }
  return pixels
}
