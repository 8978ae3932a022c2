import { type BrowserWindow, screen } from 'electron'

/** Smaller than this no question has room over a dialog. */
const LEAST_HEIGHT = 360
/** Between a window and the edge of the screen. */
const MARGIN = 24

/**
 * Makes a window as high as its content, and keeps it on the screen. Whoever pulls at its edge, or maximises
 * it, has chosen a size: it is left alone from then on.
 */
export const fitHeight = (window: BrowserWindow): ((height: number) => void) => {
  const fitted = new Set<number>()
  let isChosen = false
  const contentHeight = (): number => window.getContentSize()[1] ?? 0
  window.on('resize', () => {
    if (fitted.size > 0 && !fitted.has(contentHeight())) isChosen = true
  })
  return (height) => {
    if (isChosen || window.isDestroyed() || window.isMaximized() || window.isFullScreen()) return
    const { workArea } = screen.getDisplayMatching(window.getBounds())
    const border = window.getBounds().height - contentHeight()
    const most = workArea.height - border - MARGIN
    const wanted = Math.max(LEAST_HEIGHT, Math.min(height, most))
    fitted.add(wanted)
    window.setContentSize(window.getContentSize()[0] ?? 0, wanted)
    const { x, y, height: outer } = window.getBounds()
    const below = y + outer - (workArea.y + workArea.height)
    if (below > 0) window.setPosition(x, Math.max(workArea.y, y - below))
  }
}
