import react from '@vitejs/plugin-react'
import {
  defineConfig,
  type MainViteConfig,
  type PreloadViteConfig,
  type RendererViteConfig,
} from 'electron-vite'
import { mainEntries, preloadEntry, rendererEntry, root } from './entries.ts'

/**
 * Floors of the runtime (docs/dependencies.md): Electron 22 is Node 16.17 and Chromium 108, and has
 * no ESM in its main process and its preloads.
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

const preload: PreloadViteConfig = {
  root,
  build: {
    outDir: 'out/preload',
    target: nodeFloor,
    sourcemap: false,
    minify: false,
    rolldownOptions: {
      input: preloadEntry(),
      output: { format: 'cjs', entryFileNames: '[name].cjs' },
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

export default defineConfig({ main, preload, renderer })
