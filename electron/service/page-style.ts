/**
 * How the service's own pages look: as the windows do, whose built style sheet is given out to nobody who is
 * not logged on, and may not be built at all. The colours are those of the windows; a test compares them.
 */

export const stylePath = '/log-on.css'

export const lightColours = {
  page: '#eef1f5',
  surface: '#ffffff',
  'surface-raised': '#f6f8fa',
  text: '#1b2330',
  frame: '#bcc6d2',
  control: '#f8fafc',
  'control-hover': '#e8eff8',
  accent: '#1b5bb5',
} as const

export const darkColours: Readonly<Record<keyof typeof lightColours, string>> = {
  page: '#14181e',
  surface: '#1d232b',
  'surface-raised': '#232a33',
  text: '#e7ebf1',
  frame: '#414c59',
  control: '#2a323c',
  'control-hover': '#35404d',
  accent: '#8db8f5',
}

const variables = (colours: Readonly<Record<string, string>>): string =>
  Object.entries(colours)
    .map(([name, value]) => `--${name}: ${value};`)
    .join(' ')

export const pageStyle = `:root { color-scheme: light dark; ${variables(lightColours)} }
@media (prefers-color-scheme: dark) { :root { ${variables(darkColours)} } }
*, *::before, *::after { box-sizing: border-box; }
body {
  margin: 0;
  background: var(--page);
  color: var(--text);
  font: 0.875rem / 1.45 system-ui, "Segoe UI", "Noto Sans", "Liberation Sans", "DejaVu Sans", sans-serif;
}
header {
  padding: 0.5rem 1.5rem;
  border-bottom: 1px solid var(--frame);
  background: var(--surface);
  font-size: 1rem;
  font-weight: 600;
}
main {
  max-width: 40rem;
  margin: 1.5rem auto;
  padding: 1.125rem 1.25rem 1.25rem;
  border: 1px solid var(--frame);
  border-radius: 0.5rem;
  background: var(--surface);
}
h1 { margin: 0; font-size: 1.125rem; font-weight: 600; line-height: 1.35; }
p { margin: 0.75rem 0 0; }
code {
  padding: 0.0625rem 0.3125rem;
  border: 1px solid var(--frame);
  border-radius: 0.25rem;
  background: var(--surface-raised);
  font-family: "DejaVu Sans Mono", "Liberation Mono", Consolas, monospace;
  font-size: 0.8125rem;
}
button {
  min-height: 2rem;
  padding: 0.25rem 1rem;
  border: 1px solid var(--accent);
  border-radius: 0.375rem;
  background: var(--control);
  box-shadow: inset 0 0 0 1px var(--accent);
  color: inherit;
  font: inherit;
  cursor: pointer;
}
button:hover { background: var(--control-hover); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
@media (max-width: 43rem) { main { margin: 1rem; } }
`
