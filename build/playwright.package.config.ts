import { join } from 'node:path'
import { defineConfig } from '@playwright/test'
import { root } from './entries.ts'
import desktop from './playwright.desktop.config.ts'

/** The packaged app, started by build/package.ts: as the desktop tests, other files. */
export default defineConfig({ ...desktop, testDir: join(root, 'e2e/package') })
