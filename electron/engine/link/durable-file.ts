import { mkdir, open, rename } from 'node:fs/promises'
import path from 'node:path'

/** Replaces a small secret file so that a crash leaves the old or the new one; 0600 in a 0700 folder. */
export const writeDurably = async (file: string, text: string): Promise<void> => {
  const folder = path.dirname(file)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const temporary = `${file}.new`
  const handle = await open(temporary, 'w', 0o600)
  try {
    await handle.chmod(0o600)
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(temporary, file)
  await syncFolder(folder)
}

const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, 'r').catch(() => null)
  // Windows opens no folders; there the rename itself is journalled.
  if (handle === null) return
  await handle.sync().catch(() => undefined)
  await handle.close()
}
