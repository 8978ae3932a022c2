import { productName } from '../../shared/domain/labels.ts'
import { stylePath } from './page-style.ts'

/** The service's own few pages, without styles or scripts inside (the policy forbids both). */

const page = (title: string, body: string): string =>
  `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><link rel="stylesheet" href="${stylePath}">
<title>${title}</title></head>
<body><header>${productName}</header><main><h1>${title}</h1>
${body}
</main></body>
</html>
`

const howToGetALink =
  '<p>To get a link, run <code>redundancy link</code> on the server and open the address it prints. ' +
  'A link works once, within 10 minutes.</p>'

export const logOnPath = '/log-on'
export const logOnScriptPath = '/log-on.js'

/** Sends the form by itself; without scripts the button does. */
export const logOnScript = "document.getElementById('log-on').submit()\n"

/**
 * The link arrives with a GET, which anything may repeat or fetch ahead; only the POST from this page
 * uses it up. `link` holds URL-safe characters only, others are not put into the page.
 */
export const logOnPage = (link: string): string =>
  page(
    'Log on',
    `<form id="log-on" method="post" action="${logOnPath}">
<input type="hidden" name="link" value="${/^[A-Za-z0-9_-]{1,64}$/.test(link) ? link : ''}">
<p><button type="submit">Open Redundancy Manager</button></p></form>
<script src="${logOnScriptPath}"></script>`,
  )

export const notLoggedOnPage = page(
  'Not logged on',
  `<p>This browser is not logged on.</p>\n${howToGetALink}`,
)

export const linkRefusedPage = page(
  'This link cannot be used',
  `<p>It was used already, or it is older than 10 minutes.</p>\n${howToGetALink}`,
)

export const tooManyTriesPage = page('Too many tries', `<p>Wait a minute.</p>\n${howToGetALink}`)

export const notBuiltPage = page(
  'The windows are not built',
  '<p>This service runs, but its windows are missing: run <code>npm run build</code> and start it again.</p>',
)

export const startingPage = page('Starting', '<p>The service is starting. Load this page again.</p>')
