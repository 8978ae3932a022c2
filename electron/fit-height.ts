import { type BrowserWindow, screen } from 'electron'

/** Smaller than this no question has room over a dialog. */
const LEAST_HEIGHT = 360
/** Between a window and the edge of the screen. */
const MARGIN = 24
/** A size that is not ours and stays so long is a person's: the display tells sizes late, and old ones. */
const CHOSEN_AFTER_MS = 400

const setHeight = (window: BrowserWindow, height: number): void => {
  const { workArea } = screen.getDisplayMatching(window.getBounds())
  window.setContentSize(window.getContentSize()[0] ?? 0, height)
  const { x, y, height: outer } = window.getBounds()
  const below = y + outer - (workArea.y + workArea.height)
  if (below > 0) window.setPosition(x, Math.max(workArea.y, y - below))
}

/** Never higher than the screen. */
const wantedHeight = (window: BrowserWindow, height: number): number => {
  const { workArea } = screen.getDisplayMatching(window.getBounds())
  const border = window.getBounds().height - (window.getContentSize()[1] ?? 0)
  return Math.max(LEAST_HEIGHT, Math.min(height, workArea.height - border - MARGIN))
}

/**
 * Makes a window as high as its content, and keeps it on the screen. Whoever pulls at its edge, or maximises
 * it, has chosen a size: it is left alone from then on.
 */
export const fitHeight = (window: BrowserWindow): ((height: number) => void) => {
  const fitted = new Set<number>()
  let isChosen = false
  let deciding: NodeJS.Timeout | null = null
  let latest = 0
  const isOurs = (): boolean => fitted.has(window.getContentSize()[1] ?? 0)
  const apply = (): void => {
    const wanted = wantedHeight(window, latest)
    fitted.add(wanted)
    setHeight(window, wanted)
  }
  const decide = (): void => {
    deciding = null
    if (window.isDestroyed()) return
    if (isOurs()) apply()
    else isChosen = true
  }
  window.on('resize', () => {
    if (isChosen || fitted.size === 0 || isOurs()) return
    if (deciding !== null) clearTimeout(deciding)
    deciding = setTimeout(decide, CHOSEN_AFTER_MS)
  })
  return (height) => {
    if (window.isDestroyed() || window.isMaximized() || window.isFullScreen()) return
    latest = height
    if (!isChosen && deciding === null) apply()
  }
}
