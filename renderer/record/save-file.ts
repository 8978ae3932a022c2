/** Gives the person a file to keep: the browser, or the desktop app, asks where. */
export const saveFile = (name: string, kind: string, lines: readonly string[]): void => {
  const address = URL.createObjectURL(new Blob([`${lines.join('\n')}\n`], { type: kind }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // The save may still be asking where.
  setTimeout(() => URL.revokeObjectURL(address), 600_000)
}
