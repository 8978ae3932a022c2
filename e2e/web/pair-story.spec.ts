import { type BrowserContext, test } from '@playwright/test'
import { tellPairStory } from '../story/pair-story.ts'
import { browserHost } from './fixtures/browser-host.ts'

/** The story of a pair in a browser, against two services. */

let context: BrowserContext
test.beforeAll(async ({ browser }) => {
  context = await browser.newContext()
})
tellPairStory(browserHost(() => context))
test.afterAll(() => context?.close())
