import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium, type LaunchOptions } from 'playwright'
import { unpackChromium } from './packaged-chromium.ts'

/** A browser that was seen to render a page, and how to launch it with Playwright. */
export interface FoundBrowser {
  /** Where it came from, for the person who reads the test's output. */
  readonly origin: string
  readonly launch: Pick<LaunchOptions, 'executablePath' | 'chromiumSandbox' | 'env'>
}

type Source = 'installed' | 'playwright' | 'packaged'

interface Candidate {
  readonly source: Source
  readonly origin: string
  readonly launch: () => Promise<FoundBrowser['launch']>
}

const names = ['google-chrome', 'google-chrome-stable', 'chromium', 'chromium-browser']
const usualPlaces = ['/opt/google/chrome/chrome', '/usr/lib/chromium/chromium', '/snap/bin/chromium']

const installed = (): Candidate[] => {
  const folders = (process.env.PATH ?? '').split(delimiter).concat('/usr/bin', '/usr/local/bin')
  const paths = names.flatMap((name) => folders.map((folder) => join(folder, name))).concat(usualPlaces)
  return [...new Set(paths)].filter(existsSync).map((path) => ({
    source: 'installed' as const,
    origin: `installed ${path}`,
    launch: async () => ({ executablePath: path }),
  }))
}

const candidates = (): Candidate[] => [
  ...installed(),
  { source: 'playwright', origin: "Playwright's own Chromium", launch: async () => ({}) },
  { source: 'packaged', origin: 'Chromium from @sparticuz/chromium', launch: unpackChromium },
]

/** Launches and renders one page: a browser that only starts is no browser. */
const renders = async (launch: FoundBrowser['launch']): Promise<void> => {
  const browser = await chromium.launch({ ...launch, timeout: 30_000 })
  try {
    const page = await browser.newPage()
    await page.setContent('<p id="sum"></p><script>sum.textContent = 40 + 2</script>', { timeout: 20_000 })
    const text = await page.locator('#sum').textContent({ timeout: 20_000 })
    if (text !== '42') throw new Error(`it rendered ${JSON.stringify(text)} instead of 42`)
  } finally {
    await browser.close()
  }
}

/** Chromium refuses its sandbox as root, and has none where user namespaces are forbidden (containers). */
const attempt = async (candidate: Candidate): Promise<FoundBrowser> => {
  const launch = await candidate.launch()
  const isRoot = process.getuid?.() === 0
  if (!isRoot) {
    try {
      const sandboxed = { ...launch, chromiumSandbox: true }
      await renders(sandboxed)
      return { origin: candidate.origin, launch: sandboxed }
    } catch (error) {
      if (!/sandbox|namespace/i.test(String(error))) throw error
    }
  }
  const open = { ...launch, chromiumSandbox: false }
  await renders(open)
  return {
    origin: `${candidate.origin}, without its sandbox (${isRoot ? 'root' : 'no user namespaces here'})`,
    launch: open,
  }
}

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error))
    .split('\n')
    .map((line) => line.replace(/^browserType\.launch: /, '').trim())
    .find((line) => line !== '') ?? 'no reason given'

/**
 * An installed Chrome or Chromium, else Playwright's, else the one inside an npm package; each is
 * tried for real. `REDUNDANCY_BROWSER` forces one: `installed`, `playwright`, `packaged` or a path.
 * @throws Error with one sentence when none renders a page.
 */
export const findBrowser = async (forced = process.env.REDUNDANCY_BROWSER): Promise<FoundBrowser> => {
  const remembered = process.env.REDUNDANCY_BROWSER_FOUND
  if (remembered !== undefined) return JSON.parse(remembered)
  const tried: string[] = []
  for (const candidate of chosen(forced)) {
    try {
      const found = await attempt(candidate)
      // Playwright reads its configuration again in every worker: they inherit the answer.
      process.env.REDUNDANCY_BROWSER_FOUND = JSON.stringify(found)
      return found
    } catch (error) {
      tried.push(`${candidate.origin}: ${firstLine(error)}`)
    }
  }
  throw new Error(
    `No browser here renders a page, and the end-to-end tests need one: install Chromium (Debian: apt-get install chromium) or set REDUNDANCY_BROWSER to its path. Tried ${tried.join('; ')}.`,
  )
}

const chosen = (forced: string | undefined): Candidate[] => {
  if (forced === undefined || forced === '') return candidates()
  const named = candidates().filter((candidate) => candidate.source === forced)
  if (named.length > 0 || forced === 'installed') return named
  return [{ source: 'installed', origin: forced, launch: async () => ({ executablePath: forced }) }]
}

if (import.meta.main) {
  try {
    const found = await findBrowser(process.argv[2])
    console.log(`${found.origin}\n${found.launch.executablePath ?? chromium.executablePath()}`)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}
