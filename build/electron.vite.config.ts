import react from '@vitejs/plugin-react'
import { defineConfig, type MainViteConfig, type RendererViteConfig } from 'electron-vite'
import { mainEntries, rendererEntry, root } from './entries.ts'

/**
 * Floors of the runtime (docs/dependencies.md): Electron 22 is Node 16.17 and Chromium 108, and has
 * no ESM in its main process. Preload joins here with the desktop app, as `preload: {...}`.
 */
const nodeFloor = 'node16'
const browserFloor = 'chrome108'

const main: MainViteConfig = {
  root,
  build: {
    outDir: 'out/main',
    target: nodeFloor,
    sourcemap: false,
    minify: false,
    rolldownOptions: {
      input: mainEntries(),
      output: {
        format: 'cjs',
        entryFileNames: '[name].cjs',
        chunkFileNames: 'chunks/[name]-[hash].cjs',
      },
    },
  },
}

const renderer: RendererViteConfig = {
  root: 'renderer',
  plugins: [react()],
  build: {
    outDir: 'out/renderer',
    target: browserFloor,
    cssTarget: browserFloor,
    sourcemap: false,
    minify: true,
    // Strict CSP: nothing inline, no data: URLs.
    assetsInlineLimit: 0,
    rolldownOptions: { input: rendererEntry() },
  },
}

export default defineConfig({ main, renderer })
